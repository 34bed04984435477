"""How records are searched: marks and case forgiven, exact marks first.

A record is found when it has every word, the last perhaps only begun. Where the text that is looked for has marks, of
the first thousand that have its words one after another come first those that have them so with the same marks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import orjson

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


def kept_text(columns: Iterable[str | None]) -> str:
    """Return the same from the columns of a table, where a field of many values is kept as JSON."""
    return "\n".join(word for text in columns if text for word in _kept(text))[:SEARCHED]


def _kept(text: str) -> Iterable[str]:
    if not text.startswith('["'):
        return (text,)
    try:
        return [str(each) for each in orjson.loads(text)]
    except orjson.JSONDecodeError:
        return (text,)


def place_in_order(text: str) -> str:
    """Return what a text is sorted by: its beginning, in the Vietnamese order."""
    return sort_key(text[:ORDERED])[: 3 * ORDERED]


def fold_words(text: str) -> list[str]:
    """Return the words of a text without marks and case."""
    return _WORD.findall(fold(text))


def ranks_marks(text: str) -> bool:
    """Say whether a text has words, and marks by which those that have them too come first."""
    return fold(text) != nfc(text).lower() and bool(fold_words(text))


def marked_words(text: str) -> list[str]:
    """Return the words of a text in lower case, with their marks: as many as `fold_words` finds."""
    marked = nfc(text)
    return [marked[word.start() : word.end()].lower() for word in _WORD.finditer(fold(text))]


@lru_cache(maxsize=256)
def phrase_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds words one after another: whole ones but for the last, which may be only begun."""
    return re.compile(f"(?<!{LETTER})" + r"[\W_]+".join(map(re.escape, words)))


def holds_phrase(said: str, words: Sequence[str]) -> bool:
    """Tell whether a text holds folded words one after another, the last of them perhaps only begun."""
    return phrase_of(tuple(words)).search(fold(said)) is not None


def holds_marked(said: str, words: Sequence[str]) -> bool:
    """Tell whether a text that holds the phrase holds it with these marks."""
    return phrase_of(tuple(words)).search(nfc(said).lower()) is not None
