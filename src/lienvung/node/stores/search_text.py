"""How records are searched: marks and case forgiven, exact marks first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from lienvung.core.register.definition import Definition, Field
from lienvung.core.text import fold, nfc, sort_key

SEARCHED = 65_536
"""Characters of a record that are searched: folding and indexing happen while everybody else waits to write."""

ORDERED = 200
"""Characters of a text that decide its place in a list: an index entry has room for no more."""

LETTER: Final = r"[^\W_]"
"""What words are made of, as every store's index of words has it."""
_WORD = re.compile(f"{LETTER}+")


def searched_fields(definition: Definition) -> tuple[Field, ...]:
    """Return the fields that search looks at: words, in parts that are not personal."""
    return tuple(
        field
        for field in definition.fields.values()
        if field.datatype in ("string", "text") and field.part not in definition.personal_parts
    )


def searched_text(fields: Iterable[Field], values: Mapping[str, Any]) -> str:
    """Return the words of a record that search looks at, up to as many as a person would read."""
    return "\n".join(word for field in fields for word in _words(values.get(field.name)))[:SEARCHED]


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (each for each in value if isinstance(each, str))


def place_in_order(text: str) -> str:
    """Return what a text is sorted by: its beginning, in the Vietnamese order."""
    return sort_key(text[:ORDERED])[: 3 * ORDERED]


def fold_words(text: str) -> list[str]:
    """Return the words of a text without marks and case."""
    return _WORD.findall(fold(text))


def asks_for_marks(text: str) -> bool:
    """Say whether a search text has marks, so that exact ones should rank first."""
    return fold(text) != nfc(text).lower()


def exact_form(text: str) -> str:
    """Return a text as it is looked for with its marks."""
    return nfc(text).lower().strip()


def has_exact(words: str, exact: str) -> bool:
    """Say whether the words hold a text with its marks, which was brought into `exact_form`."""
    return exact in nfc(words).lower()
