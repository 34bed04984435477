"""The help of a command in the operator's language.

A command carries the messages of the catalogue, in Vietnamese; they are translated when the command is named.
"""

from typing import Any

import typer

from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

PANELS = {"argument": _("Tham số"), "option": _("Tùy chọn")}
COMMANDS_PANEL = _("Lệnh")
HELP_OPTION = _("Hiện hướng dẫn này rồi dừng.")


def translate_help(command: Any) -> None:
    """Say what a command, its parameters and its subcommands are for in the operator's language."""
    say = translator()
    context = typer.Context(command)
    command.get_help_option(context).help = HELP_OPTION
    command.help = say(command.help)
    command.epilog = command.epilog and say(command.epilog)
    for parameter in command.get_params(context):
        parameter.help = say(parameter.help)
        parameter.rich_help_panel = say(PANELS[parameter.param_type_name])
    for subcommand in getattr(command, "commands", {}).values():
        translate_help(subcommand)
        subcommand.rich_help_panel = say(COMMANDS_PANEL)
