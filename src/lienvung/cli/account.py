"""The account in whose name a command works."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lienvung.node.home import load_home

if TYPE_CHECKING:
    from lienvung.office.selectors.people import User


def open_account(home: Path, name: str) -> "User":
    """Open the office of a folder and return the account of this name; a wrong one is a wrong option."""
    from lienvung.office.database import open_office

    load_home(home)
    open_office(home.resolve())
    from django.core.exceptions import ObjectDoesNotExist

    from lienvung.office.selectors.people import user_named

    try:
        return user_named(name)
    except ObjectDoesNotExist:
        raise typer.BadParameter(name, param_hint="--user") from None
