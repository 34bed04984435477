"""Open the office of one home in this process, and bring its tables up to date."""

import os
from pathlib import Path

import django
from django.core.management import call_command


def open_office(home: Path) -> None:
    """Point Django at a node's home; one process serves one home, for good."""
    os.environ["LIENVUNG_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienvung.config.settings")
    django.setup()


def migrate_office() -> None:
    """Make or update the tables of the office database; nothing happens where they are up to date."""
    call_command("migrate", interactive=False, verbosity=0)
