"""What the address of a register's list asks: words, choices, ranges, a question, order, columns, two times, page.

    q=ben&stage=open&stage=building&cost.tu=1000000&opened-on.den=2025&hoi=expiring&xep=-cost&cot=name&cot=cost
    chu-quan=hai-phong    whose records
    mo=stage              the drawer of choices that is open
    luc=2026-10-01        as it was known at the end of that day (recorded time)
    ngay=2026-10-01       what held on that day (valid time)

A field may not be called like any of these names: fields are English and have no dot.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.entry import format_time, is_time
from lienvung.core.text import nfc
from lienvung.core.text.date import parse_date_text
from lienvung.core.text.errors import TextError
from lienvung.node.stores.spans import has_span
from lienvung.web.dates import VIETNAM
from lienvung.web.registers.spelling import shape_of

FROM, UNTIL = ".tu", ".den"
STEWARD = "chu-quan"
SHUT = "-"  # no drawer is open
_LONGEST_TEXT = 200
_MOST_CHOICES = 50
_LIKE_THOUSANDS = re.compile(r"-?\d{1,3}\.\d{3}")
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks; `wrong` names the fields whose range could not be read, with the words that stood there."""

    register: str
    q: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    question: str = ""
    order: str = ""
    columns: tuple[str, ...] = ()
    known: date | None = None
    held: date | None = None
    after: str = ""
    tab: str = ""
    drawer: str = ""
    stewards: tuple[str, ...] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Whether fewer records are asked for than all of today."""
        narrow = (self.q, self.where, self.ranges, self.question, self.stewards)
        return any(narrow) or bool(self.known or self.held)

    @property
    def moment(self) -> str | None:
        """The moment of recorded time that is asked for: the end of a day in Viet Nam, as entries spell it."""
        return end_of_day(self.known) if self.known else None

    def address(self, name: str = "web:register", **changed: Any) -> str:
        """Return the address of this list, or of its file, with something changed; a change goes to the first page."""
        asked = replace(self, **{"after": "", **changed})
        pairs = list(asked.pairs())
        return reverse(name, args=[self.register]) + (f"?{urlencode(pairs)}" if pairs else "")

    def pairs(self) -> Iterable[tuple[str, str]]:
        """Yield the names and values of the address, always in the same order."""
        single = {"muc": self.tab, "q": self.q, "hoi": self.question}
        yield from ((name, value) for name, value in single.items() if value)
        yield from self.narrowing()
        yield from ((STEWARD, name) for name in self.stewards)
        days = {"luc": self.known, "ngay": self.held}
        yield from ((name, day.isoformat()) for name, day in days.items() if day)
        yield from (("cot", column) for column in self.columns)
        yield from (
            (name, value) for name, value in {"xep": self.order, "mo": self.drawer, "tiep": self.after}.items() if value
        )

    def narrowing(self) -> Iterable[tuple[str, str]]:
        """Yield the choices and ranges."""
        yield from ((name, value) for name, values in self.where.items() for value in values)
        for name, (low, high) in self.ranges.items():
            yield from ((name + end, value) for end, value in ((FROM, low), (UNTIL, high)) if value)

    def without(self, name: str, value: str = "") -> str:
        """Return the address with one choice of a field taken back, or all of it and its range."""
        left = tuple(each for each in self.where.get(name, ()) if value and each != value)
        where = {**self.where, name: left} if left else _less(self.where, name)
        return self.address(where=where, ranges=self.ranges if value else _less(self.ranges, name))


def _less(mapping: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key != name}


def read_asked(definition: Definition, query: QueryDict) -> Asked:
    """Read an address; what a register does not have is passed over."""
    ranges, wrong = _read_ranges(definition, query)
    questions = {each.name for each in definition.questions}
    return Asked(
        register=definition.register,
        q=nfc(query.get("q", "")).strip()[:_LONGEST_TEXT],
        where={name: chosen for name in definition.fields if (chosen := _chosen(query, name))},
        ranges=ranges,
        question=query.get("hoi", "") if query.get("hoi") in questions else "",
        order=query.get("xep", "") if query.get("xep", "").removeprefix("-") in definition.fields else "",
        columns=_columns(definition, query.getlist("cot")),
        known=read_day(query.get("luc", "")),
        held=read_day(query.get("ngay", "")) if definition.valid_time else None,
        after=query.get("tiep", ""),
        tab=query.get("muc", ""),
        drawer=query.get("mo", "") if query.get("mo") in (SHUT, STEWARD, *definition.facets) else "",
        stewards=_chosen(query, STEWARD),
        wrong=wrong,
    )


def read_day(text: str) -> date | None:
    """Return the day that somebody typed or an address holds, None for none."""
    day = _iso_day(text.strip()) or _typed_day(text)
    return day if day and _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _iso_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _typed_day(text: str) -> date | None:
    """Return a whole day as people write it: 1/11/2024, 1.11.2024, ngày 1 tháng 11 năm 2024."""
    try:
        return date.fromisoformat(parse_date_text(text))
    except (TextError, ValueError):
        return None


def end_of_day(day: date) -> str:
    """Return the last moment of a day in Viet Nam as entries spell it."""
    return format_time(datetime.combine(day, time(23, 59, 59), VIETNAM))


def read_moment(text: str) -> str | None:
    """Return the moment that an address names: the end of a day, or the second of an entry; None for none."""
    day = read_day(text)
    if day:
        return end_of_day(day)
    return text if is_time(text) else None


def ranged_fields(definition: Definition) -> list[Field]:
    """Return the fields of which a range may be asked: those of the list and its facets that have an order."""
    named = dict.fromkeys((*definition.facets, *definition.columns))
    return [definition.fields[name] for name in named if has_span(definition.fields[name])]


def _columns(definition: Definition, named: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that are asked for, () for those that a list has anyway."""
    listed = [name for name in definition.columns if name in definition.fields]
    columns = [name for name in (*listed, *definition.fields) if name in named]
    return () if set(columns) == set(listed) else tuple(dict.fromkeys(columns))


def _chosen(query: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in query.getlist(name)[:_MOST_CHOICES] if value))


def _read_ranges(definition: Definition, query: QueryDict) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    ranges, wrong = {}, {}
    for field_ in (each for each in definition.fields.values() if has_span(each)):
        typed = [query.get(field_.name + end, "").strip() for end in (FROM, UNTIL)]
        try:
            low, high = (_bound(field_, words) for words in typed)
        except LienVungError:
            wrong[field_.name] = " – ".join(filter(None, typed))
            continue
        if low or high:
            ranges[field_.name] = low, high
    return ranges, wrong


def _bound(field_: Field, words: str) -> str:
    """Return a bound as it is stored: an address holds 1941.5 and 2025-03-31, a person types 1.941,5 and 31/3/2025."""
    datatype = "date" if field_.datatype in ("period", "deadline") else field_.datatype
    spelling = shape_of(datatype).plain
    if not words or spelling is None:
        return ""
    bound = str(spelling.read(nfc(words)[:_LONGEST_TEXT]))
    # Read again from an address, three decimals would be taken for thousands in one of the languages.
    return f"{bound}0" if _LIKE_THOUSANDS.fullmatch(bound) else bound
