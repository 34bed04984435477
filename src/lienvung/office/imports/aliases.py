"""Texts by which a table names other records in words of its own: counted, to be asked once and for all rows alike."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from lienvung.core.register.definition import Definition
from lienvung.office.imports.mistakes import Mistake

Aliases = Mapping[str, Mapping[str, str]]
"""Register -> text -> the key of the record that the table means by it."""

UNKNOWN: Final = "link-unknown"
AMBIGUOUS: Final = "link-ambiguous"


def unclear_names(definition: Definition, mistakes: Iterable[Mistake]) -> Counter[tuple[str, str]]:
    """Count (register, text) of what names no record, or several; of fields that hold nothing personal."""
    return Counter(
        (definition.fields[each.field].to, each.cell)
        for each in mistakes
        if each.code in (UNKNOWN, AMBIGUOUS) and definition.fields[each.field].part not in definition.personal_parts
    )
