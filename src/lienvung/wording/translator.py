"""The language of whoever works at a terminal; pages ask the visitor instead."""

import gettext
import os
from collections.abc import Callable
from importlib.resources import files


def language() -> str:
    """Return "vi" or "en": LIENVUNG_LANGUAGE, else Vietnamese."""
    return "en" if os.environ.get("LIENVUNG_LANGUAGE", "vi").startswith("en") else "vi"


def translator() -> Callable[[str], str]:
    """Return the function that translates a Vietnamese message into the operator's language."""
    locale = str(files("lienvung") / "locale")
    return gettext.translation("django", locale, languages=[language()], fallback=True).gettext
