"""Texts by which a table names other records in words of its own: counted, to be asked once and for all rows alike."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from lienvung.core.register.definition import Definition
from lienvung.office.imports.mistakes import Mistake

Aliases = Mapping[str, Mapping[str, str]]
"""Register -> text -> the key of the record that the table means by it; "" where it is none that was offered."""

UNKNOWN: Final = "link-unknown"
AMBIGUOUS: Final = "link-ambiguous"


def unclear_names(definition: Definition, mistakes: Iterable[Mistake]) -> Counter[tuple[str, str]]:
    """Count (register, text) of what names no record, or several; of fields that hold nothing personal."""
    return Counter(
        (definition.fields[each.field].to, each.cell)
        for each in mistakes
        if each.code in (UNKNOWN, AMBIGUOUS) and definition.fields[each.field].part not in definition.personal_parts
    )


def with_said(before: Aliases, said: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    """Return the aliases after (register, text, key) was said; of what nothing is said now, the earlier word holds."""
    after = {register: dict(keys) for register, keys in before.items()}
    for register, text, key in said:
        after.setdefault(register, {})[text] = key
    return after


def with_keys(aliases: Aliases) -> dict[str, dict[str, str]]:
    """Return the aliases that name a record."""
    kept = {register: {text: key for text, key in keys.items() if key} for register, keys in aliases.items()}
    return {register: keys for register, keys in kept.items() if keys}
