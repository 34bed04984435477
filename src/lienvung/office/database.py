"""Open one home's office database in a process that is not the web server: init, serve, the demonstration."""

import os
from pathlib import Path

import django
from django.core.management import call_command


def open_office(home: Path) -> None:
    """Let this process work as the office of `home`; its settings are read once, so one home a process."""
    os.environ["LIENVUNG_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienvung.config.settings")
    django.setup()


def migrate_office() -> None:
    """Bring the tables of people, papers and drafts to this version."""
    call_command("migrate", verbosity=0, interactive=False)
