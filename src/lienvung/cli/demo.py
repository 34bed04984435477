"""`lienvung demo`: three nodes with sample data on this machine, and what a visitor may do to them."""

import signal
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lienvung.cli.refusal import REFUSED
from lienvung.wording.translator import translator

FOLDER = Path("demo-data")
SAMPLES = Path("samples")

app = typer.Typer(add_completion=False, no_args_is_help=False, help="Run three nodes with sample data on this machine.")

Folder = Annotated[Path, typer.Option("--folder", help="Where the demonstration's nodes live.")]
Name = Annotated[str, typer.Argument(help="hai-phong, quang-ninh or bac-ninh.")]


@app.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Do it without staying; one line a check.")] = False,
    folder: Folder = FOLDER,
    samples: Annotated[Path, typer.Option(help="The folder of sample records and papers.")] = SAMPLES,
) -> None:
    """Start the three nodes; on the first start make them and play a round of work."""
    if context.invoked_subcommand:
        return
    from lienvung.demo import check as checks
    from lienvung.demo.run import act, prepare, welcome
    from lienvung.demo.supervise import Servers

    console = Console(highlight=False)
    began = time.monotonic()

    def say(sentence: str) -> None:
        console.print(f"[{time.monotonic() - began:5.1f} s] {sentence}", markup=False, soft_wrap=True)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, interrupt)
    prepare(folder, samples, say)
    _ = translator()
    say(_("Khởi động ba nút"))
    with Servers(folder) as servers:
        act(folder, samples, say)
        if check:
            raise typer.Exit(0 if checks.report(checks.check(folder), say) else REFUSED)
        console.print(welcome(folder), markup=False, soft_wrap=True)
        servers.watch()


def interrupt(number: int, frame: object) -> None:
    """Leave as on Ctrl-C, also when a service manager asks or a shell started us without it: no server stays."""
    raise KeyboardInterrupt


@app.command()
def tamper(name: Name, folder: Folder = FOLDER) -> None:
    """Flip one byte of a value that a node holds and serves; the others will find it."""
    from lienvung.demo.mischief import tamper as act

    print(act(folder, name))


@app.command()
def fork(name: Name, folder: Folder = FOLDER) -> None:
    """Make a node sign two contradicting histories of one log."""
    from lienvung.demo.mischief import fork as act

    print(act(folder, name))


@app.command()
def offline(name: Name, folder: Folder = FOLDER) -> None:
    """Cut a node off; the same again brings it back."""
    from lienvung.demo.mischief import offline as act

    print(act(folder, name))


@app.command()
def reset(folder: Folder = FOLDER) -> None:
    """Remove the demonstration; the next start makes it anew."""
    from lienvung.demo.run import remove

    remove(folder)
    _ = translator()
    print(_("Đã xóa %(folder)s.") % {"folder": folder})
