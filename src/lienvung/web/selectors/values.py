"""Values as people read them: labels in their language, dates, figures, and links by title."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition, Field, Label
from lienvung.core.register.entry import is_hash
from lienvung.core.register.geometry import positions_of
from lienvung.core.register.key import is_key
from lienvung.core.register.kinds import NUMBERS
from lienvung.core.register.record import Record
from lienvung.node.lasting import lasting_record
from lienvung.node.stores.port import Reader
from lienvung.web import words
from lienvung.web.addresses import face_address
from lienvung.web.dates import show_date
from lienvung.web.numbers import show_number
from lienvung.web.selectors.houses import Houses
from lienvung.web.selectors.unit_now import unit_now

RIGHT_ALIGNED = NUMBERS


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a value: its words, where they lead, and their kind ("text", "code" or "")."""

    text: str
    url: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and the value beside it."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """Another record, by its title; `on` and `about` say when and how it is linked."""

    title: str
    url: str
    on: str = ""
    about: str = ""


def say(label: Label) -> str:
    """Return a label in the reader's language; Vietnamese is always there."""
    return label.get(get_language() or "vi") or label["vi"]


def part_name(definition: Definition | None, part: str) -> str:
    """Return what a part is called: as its register says, else as everybody says, else by its name."""
    rule = definition.parts.get(part) if definition else None
    return say(rule.label) if rule and rule.label else str(words.PARTS.get(part, part))


@dataclass(frozen=True, slots=True)
class Shower:
    """Shows values of any register: it can look up what a link points to, also as it was known at a `moment`."""

    reader: Reader
    houses: Houses
    catalogue: Mapping[str, Definition]
    moment: str | None = None

    def facts(self, fields: Iterable[Field], values: Mapping[str, object]) -> tuple[Fact, ...]:
        """Return the fields that have a value, in the order of the definition; units say what they are today."""
        present = [field for field in fields if field.name in values]
        return tuple(Fact(say(field.label), self._told(field, values[field.name])) for field in present)

    def _told(self, field: Field, value: object) -> tuple[Piece, ...]:
        if field.datatype != "link" or field.to != "administrative-unit":
            return self.pieces(field, value)
        keys = value if isinstance(value, list | tuple) else [value]
        nows = (unit_now(self.reader, str(key)) for key in keys)
        shown = zip(self.pieces(field, value), nows, strict=True)
        return tuple(replace(piece, text=f"{piece.text} ({now})") if now else piece for piece, now in shown)

    def pieces(self, field: Field, value: object) -> tuple[Piece, ...]:
        """Return one value as pieces, one for each of many."""
        each = value if isinstance(value, list | tuple) else [value]
        return tuple(self._piece(field, one) for one in each)

    def plain(self, field: Field, value: object) -> str:
        """Return one value as one line of words."""
        return "" if value is None else ", ".join(piece.text for piece in self.pieces(field, value))

    def brief(self, field: Field, value: object) -> str:
        """Return one value as one line for a table: localities without the rank of the place."""
        many = value if isinstance(value, list | tuple) else [value]
        if field.datatype == "string" and all(name in self.houses.known for name in many):
            return self.houses.shorts(map(str, many))
        return self.plain(field, value)

    def title(self, record: Record) -> str:
        """Return what a record is called; its key when its title is not ours to see."""
        definition = self.catalogue.get(record.register)
        value = record.values.get(definition.title_field) if definition else None
        return self.plain(definition.fields[definition.title_field], value) if definition and value else record.key

    def link(self, register: str, key: str, on: str = "", about: str = "") -> Linked:
        """Return a record by title, a merged one as the record that lasts; one that no copy holds by its key."""
        record = self.reader.record(register, key, self.moment)
        lasting = lasting_record(self.reader, record, self.moment) if record else None
        title, stands = (self.title(lasting), lasting.key) if lasting else (key, key)
        return Linked(title, face_address(register, stands, self.moment or ""), on, about)

    def _piece(self, field: Field, value: object) -> Piece:
        if field.datatype == "link" and is_key(str(value)):
            linked = self.link(field.to, str(value))
            return Piece(linked.title, linked.url)
        if field.datatype == "file" and is_hash(str(value)):
            return Piece(str(value), reverse("web:blob", args=[value]), "code")
        return Piece(self._words(field, value), kind="text" if field.datatype in ("text", "verbatim") else "")

    def _words(self, field: Field, value: object) -> str:
        return self.houses[str(value)].title if field.datatype == "string" else value_words(field, value)


def value_words(field: Field, value: object) -> str:
    """Return one value that is no link and no file in words; what breaks its datatype stands as it is written."""
    try:
        return _WORDS[field.datatype](field, value) if field.datatype in _WORDS else str(value)
    except (LienVungError, ArithmeticError, AttributeError, KeyError, TypeError, ValueError):
        return str(value)


def _enumeration(field: Field, value: object) -> str:
    return say(field.values[str(value)]) if str(value) in field.values else str(value)


def _boolean(_field: Field, value: object) -> str:
    return _("có") if value else _("không")


def _figure(field: Field, value: object) -> str:
    printed = show_number(value if isinstance(value, int) else str(Decimal(str(value))))
    return f"{printed} {field.unit}".strip()


def _date(_field: Field, value: object) -> str:
    return show_date(str(value))


def _period(_field: Field, value: object) -> str:
    since, _slash, until = (show_date(end) if end != ".." else "" for end in str(value).partition("/"))
    if since and until:
        return f"{since} – {until}"
    return _("từ %(day)s") % {"day": since} if since else _("đến hết %(day)s") % {"day": until}


def _yearless(_field: Field, value: object) -> str:
    month, day = str(value).removeprefix("--").split("-")
    return _("%(day)s hằng năm") % {"day": f"{day}/{month}"}


def _paper(_field: Field, value: Any) -> str:
    day = _("ngày %(day)s") % {"day": show_date(value["issued-on"])} if value.get("issued-on") else ""
    head = ", ".join(filter(None, (value["number"], day, value.get("issuer"))))
    return ": ".join(filter(None, (head, "; ".join(filter(None, (value.get("title"), value.get("citation")))))))


def _place(_field: Field, value: Any) -> str:
    if value["type"] == "Point":
        longitude, latitude = value["coordinates"]
        return f"{latitude}, {longitude}"
    corners = sum(1 for _position in positions_of(value))
    kind = SHAPES[value["type"]]
    return _("%(kind)s, %(n)d điểm") % {"kind": _(kind), "n": corners}


def _event(_field: Field, value: Any) -> str:
    """Return a milestone or an extension as one line, its date first."""
    first, *rest = (
        str(value[name])
        for name in ("on", "until", "what", "reason", "asked-by", "approved-by", "paper", "citation")
        if value.get(name)
    )
    return ": ".join((show_date(first), "; ".join(rest))) if rest else show_date(first)


SHAPES = {
    "MultiPoint": gettext_noop("nhiều điểm"),
    "LineString": gettext_noop("đường"),
    "MultiLineString": gettext_noop("nhiều đường"),
    "Polygon": gettext_noop("vùng"),
    "MultiPolygon": gettext_noop("nhiều vùng"),
}
_WORDS: Mapping[str, Callable[[Field, Any], str]] = {
    "enumeration": _enumeration,
    "boolean": _boolean,
    "integer": _figure,
    "money": _figure,
    "decimal": _figure,
    "measure": _figure,
    "date": _date,
    "deadline": _date,
    "period": _period,
    "year-less": _yearless,
    "docref": _paper,
    "geometry": _place,
    "milestone": _event,
    "extension": _event,
}
