"""Values as people read them: labels in their language, dates, figures, and links by title."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition, Field, Label
from lienvung.core.register.record import Record
from lienvung.node.stores.port import Reader
from lienvung.web.addresses import face_address
from lienvung.web.dates import show_date
from lienvung.web.numbers import show_number
from lienvung.web.selectors.houses import Houses

RIGHT_ALIGNED = frozenset({"integer", "money", "decimal"})


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


@dataclass(frozen=True, slots=True)
class Shower:
    """Shows values of any register: it can look up what a link points to."""

    reader: Reader
    houses: Houses
    catalogue: Mapping[str, Definition]

    def facts(self, fields: Iterable[Field], values: Mapping[str, object]) -> tuple[Fact, ...]:
        """Return the fields that have a value, in the order of the definition."""
        present = [field for field in fields if field.name in values]
        return tuple(Fact(say(field.label), self.pieces(field, values[field.name])) for field in present)

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
            return self.houses.shorts(many)
        return self.plain(field, value)

    def title(self, record: Record) -> str:
        """Return what a record is called; its key when its title is not ours to see."""
        definition = self.catalogue.get(record.register)
        value = record.values.get(definition.title_field) if definition else None
        return self.plain(definition.fields[definition.title_field], value) if definition and value else record.key

    def link(self, register: str, key: str, on: str = "", about: str = "") -> Linked:
        """Return a record by title; a record that no copy holds is named by its key."""
        record = self.reader.record(register, key)
        return Linked(self.title(record) if record else key, face_address(register, key), on, about)

    def _piece(self, field: Field, value: object) -> Piece:
        if field.datatype == "link":
            linked = self.link(field.to, str(value))
            return Piece(linked.title, linked.url)
        if field.datatype == "file":
            return Piece(str(value), reverse("web:blob", args=[value]), "code")
        return Piece(self._words(field, value), kind="text" if field.datatype in ("text", "verbatim") else "")

    def _words(self, field: Field, value: object) -> str:
        match field.datatype:
            case "date" | "deadline":
                return show_date(str(value))
            case "enumeration":
                return say(field.values[str(value)]) if str(value) in field.values else str(value)
            case "boolean":
                return _("có") if value else _("không")
            case "integer" | "money":
                return show_number(int(str(value)))
            case "decimal":
                return show_number(str(Decimal(str(value))))
            case "milestone" | "extension" if isinstance(value, Mapping):
                return _event_words(value)
        return self.houses[str(value)].title


def _event_words(value: Mapping[str, object]) -> str:
    """Return a milestone or an extension as one line, its date first."""
    first, *rest = (
        str(value[name])
        for name in ("on", "until", "what", "reason", "asked-by", "approved-by", "paper", "citation")
        if value.get(name)
    )
    return ": ".join((show_date(first), "; ".join(rest))) if rest else show_date(first)
