"""Say what changed between two versions of a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None where it had or has no value."""

    field: str
    before: Any
    after: Any


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    """Return the fields whose values differ: those of the new values in their order, then those that went."""
    names = [*new, *(name for name in old if name not in new)]
    return [FieldChange(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]
