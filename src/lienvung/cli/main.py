"""The `lienvung` command.

Exit codes: 0 done · 1 refused, or a check found something · 2 wrong usage · 3 this machine cannot
do it (a package, a file or the disk) · 130 interrupted.

A command's module is imported when the command is named, never before: `verify` and `fsck` run
where Django cannot be imported.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from lienvung.cli.refusal import CANNOT, REFUSED, print_failure, print_refusal
from lienvung.core.errors import LienVungError

COMMANDS = {
    "init": ("init", "Create a node: its folder, keys and settings."),
    "serve": ("serve", "Serve the node's pages and exchange until Ctrl-C."),
    "digitise": ("digitise", "Read papers and write what they hold as JSON."),
    "append": ("append", "Append records from a YAML or JSON file."),
    "import": ("import_table", "Bring a task table in as drafts, after a preview."),
    "pull": ("pull", "Pull from partners now, verify and cosign."),
    "verify": ("verify", "Verify a copy of a log without trusting who carried it."),
    "fsck": ("fsck", "Check everything a node holds, trusting only keys."),
    "rebuild": ("rebuild", "Make the register tables again from the logs."),
    "bundle": ("bundle", "Write, verify or import an off-line bundle."),
    "report": ("report", "Write the review report and the leader's sheet."),
    "demo": ("demo", "Run three nodes with sample data on this machine."),
    "doctor": ("doctor", "Say what this machine lacks."),
}
EPILOGUE = "Exit codes: 0 done, 1 refused or a finding, 2 wrong usage, 3 this machine cannot, 130 interrupted."


class Deferred(TyperCommand):
    """A command whose module is imported when it runs, so that the list of commands costs nothing."""

    def __init__(self, name: str, module: str, summary: str) -> None:
        super().__init__(name=name, help=summary, callback=None)
        self.module = module

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Parse the arguments with the real command."""
        return load(str(self.name), self.module).make_context(info_name, args, parent=parent, **extra)


def load(name: str, module: str) -> Any:
    """Return the command `name`: a module has either an `app` with subcommands or one `command`."""
    found = import_module(f"lienvung.cli.{module}")
    if hasattr(found, "app"):
        return typer.main.get_group(found.app)
    single = typer.Typer(add_completion=False)
    single.command(name)(found.command)
    return typer.main.get_command(single)


def group() -> TyperGroup:
    """Return the command with all its commands, none of them imported."""
    commands = [Deferred(name, module, summary) for name, (module, summary) in COMMANDS.items()]
    return TyperGroup(
        name="lienvung",
        commands=commands,
        help="Liên Vùng: the shared, verified database of localities that act together.",
        epilog=EPILOGUE,
        no_args_is_help=True,
    )


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        group().main(given, prog_name="lienvung")
    except LienVungError as error:
        print_refusal(error, as_json="--json" in given)
        sys.exit(REFUSED)
    except (OSError, ImportError) as error:
        print_failure(error, as_json="--json" in given)
        sys.exit(CANNOT)
    sys.exit(0)
