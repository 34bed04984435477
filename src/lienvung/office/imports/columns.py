"""What a column of a table means for a register: guessed from its heading, chosen by a person, remembered."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from lienvung.core.register.definition import Definition, Field
from lienvung.core.text import fold
from lienvung.report.exports.columns import TITLES
from lienvung.report.exports.wrong_rows import PLACE, REASON

KEY: Final = "key"
LONGITUDE, LATITUDE = ":longitude", ":latitude"
"""Behind the name of a geometry: the two columns that make a point of it."""
BESIDE: Final = frozenset({"register", "state", "steward", "time"})
"""Columns of our own files that say nothing to the register."""

_KEY_WORDS: Final = frozenset({"key", "khoa", "khoa ban ghi", "ma ban ghi"})
_LONGITUDE_WORDS: Final = frozenset({"kinh do", "longitude", "lon", "lng", "long"})
_LATITUDE_WORDS: Final = frozenset({"vi do", "latitude", "lat"})
_SHAPE_WORDS: Final = frozenset({"geometry", "geojson", "hinh"})
_SIGNS = re.compile(r"[^\w\s]+")
_TWICE = re.compile(r" \(\d+\)$")  # what is put behind a heading that stands there twice
_ASIDE = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Target:
    """What a column may stand for: `name` is a field, `key`, or a geometry's longitude or latitude."""

    name: str
    words: frozenset[str]


def targets_of(definition: Definition) -> tuple[Target, ...]:
    """Return everything that a column of this register's tables may stand for."""
    return (
        Target(KEY, _KEY_WORDS),
        *(Target(each.name, _words_of(each)) for each in definition.fields.values()),
        *(target for each in _shapes(definition) for target in _point_targets(definition, each)),
    )


def guess_columns(definition: Definition, headings: Sequence[str]) -> dict[str, str]:
    """Return heading -> target for the headings that are understood; each target is used once, whole words first."""
    targets = targets_of(definition)
    columns: dict[str, str] = {}
    for fits in (_is_name, _is_word, _is_inside):
        for heading in headings:
            free = [each for each in targets if each.name not in columns.values()]
            found = [each.name for each in free if fits(heading, each)] if heading not in columns else []
            if len(found) == 1 and not _says_nothing(heading):
                columns[heading] = found[0]
    return columns


def headings_hash(register: str, headings: Iterable[str]) -> str:
    """Return the name under which a mapping of these headings to this register is remembered.

    A file of wrong rows that comes back corrected has two columns more, and is understood as the file it came from.
    """
    own = [fold(heading) for heading in headings if heading not in (PLACE, REASON)]
    return sha256("\x1f".join([register, *own]).encode()).hexdigest()


def is_exact(definition: Definition, headings: Iterable[str]) -> bool:
    """Tell whether a table was written by a machine: its headings are the names of the definition."""
    names = {KEY, "geometry", *BESIDE, *definition.fields}
    return all(heading in names for heading in headings)


def _is_name(heading: str, target: Target) -> bool:
    # Where labels are alike, our own workbooks put the name behind them.
    return heading == target.name or heading.endswith(f"[{target.name}]")


def _is_word(heading: str, target: Target) -> bool:
    return bool({_plain(heading), _plain(_ASIDE.sub(" ", heading))} & target.words)


def _is_inside(heading: str, target: Target) -> bool:
    """Tell whether the heading holds all words of a label, or the label all words of the heading."""
    said = set(_plain(heading).split())
    wholes = (set(word.split()) for word in target.words)
    return len(said) > 1 and any(len(words) > 1 and (words <= said or said <= words) for words in wholes)


def _says_nothing(heading: str) -> bool:
    return heading in BESIDE or _TWICE.sub("", heading).endswith(TITLES) or not _plain(heading)


def _words_of(field: Field) -> frozenset[str]:
    labels = [*field.label.values(), *(_ASIDE.sub(" ", label) for label in field.label.values()), field.name]
    shape = _SHAPE_WORDS if field.datatype == "geometry" else frozenset()
    return frozenset(map(_plain, labels)) | shape


def _shapes(definition: Definition) -> list[Field]:
    return [each for each in definition.fields.values() if each.datatype == "geometry" and not each.many]


def _point_targets(definition: Definition, field: Field) -> tuple[Target, Target]:
    # Only where there is one geometry do "kinh độ" and "vĩ độ" say whose they are.
    alone = len(_shapes(definition)) == 1
    return (
        Target(field.name + LONGITUDE, _LONGITUDE_WORDS if alone else frozenset()),
        Target(field.name + LATITUDE, _LATITUDE_WORDS if alone else frozenset()),
    )


def _plain(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", fold(text)).replace("_", " ").split())


def fields_of(columns: Mapping[str, str]) -> set[str]:
    """Return the fields that columns speak of."""
    return {target.partition(":")[0] for target in columns.values()} - {KEY, ""}
