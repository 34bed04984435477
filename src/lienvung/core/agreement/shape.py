"""Judge the shape of what other nodes wrote: a line of words, a day, a sorted set, an object's names."""

import re
from collections.abc import Mapping, Set
from datetime import date
from typing import Any

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"https?://(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:]+\])(?::([1-9][0-9]{{0,4}}))?\Z")
_LAST_PORT = 65_535
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def is_line(value: object) -> bool:
    """Tell whether this is one line of words: not empty, no control character, no blank at its ends."""
    return isinstance(value, str) and value.isprintable() and value == value.strip() != ""


def is_day(value: object) -> bool:
    """Tell whether this is a day that exists, spelled `2026-11-22`."""
    if not isinstance(value, str) or not _DAY.match(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_address(value: object) -> bool:
    """Tell whether this is where a node can be reached: scheme, host and perhaps port, nothing after."""
    found = _ADDRESS.match(value) if isinstance(value, str) and len(value) <= 253 else None
    return found is not None and int(found[1] or 0) <= _LAST_PORT


def is_sorted_set(value: object) -> bool:
    """Tell whether this is a list of strings, not empty, sorted, none twice."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return False
    return bool(value) and value == sorted(set(value))


def has_names(value: Any, required: Set[str], optional: Set[str] = frozenset()) -> bool:
    """Tell whether this is an object with exactly the required names and perhaps some optional ones."""
    return isinstance(value, Mapping) and required <= value.keys() <= required | optional
