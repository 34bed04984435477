"""What of this node programmes may read, and at which addresses."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from lienvung.core.register.definition import Definition
from lienvung.node.stores.port import Reader
from lienvung.node.stores.spans import placed_fields
from lienvung.office.public_eyes import is_public, public_face, reading_public
from lienvung.office.selectors.registers import definitions_in_use
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import open_reader


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One register: what it is called, whether strangers read it, and where it can be had."""

    title: str
    page: str
    is_public: bool
    records: str
    table: str
    features: str


@dataclass(frozen=True, slots=True)
class OpenData:
    """The page: whole addresses, as they are typed into another programme."""

    features: str
    records: str
    description: str
    changes: str
    news: str
    catalogue: str
    works: str
    lines: tuple[RegisterLine, ...]
    requests: int


def read_open_data(address: Callable[[str], str], *, is_open: bool) -> OpenData:
    """Return what whoever looks may read; `address` makes a path whole."""
    with _reading(is_open) as reader:
        found = reader.definitions() if is_open else definitions_in_use(reader)
    lines = [_line(each, address, is_open=is_open) for each in found.values() if not each.system]
    records = address(reverse("api:records", args=["so"])).replace("/so/", "/{so}/")
    rates = settings.LIENVUNG_API_RATES
    return OpenData(
        features=address(reverse("open:features")),
        records=records,
        description=address(reverse("api:openapi-json")),
        changes=address(reverse("api:changes")),
        news=address(reverse("api:changes_atom")),
        catalogue=address(reverse("open:catalogue")),
        works=address(reverse("open:works")),
        lines=tuple(sorted(lines, key=lambda line: not line.is_public)),
        requests=rates["stranger" if is_open else "person"],
    )


def _reading(is_open: bool) -> AbstractContextManager[Reader]:
    return reading_public() if is_open else open_reader()


def _line(definition: Definition, address: Callable[[str], str], *, is_open: bool) -> RegisterLine:
    register = definition.register
    shown = public_face(definition) if is_open else definition
    drawn = placed_fields(shown)
    return RegisterLine(
        title=say(definition.title),
        page=reverse("web:register", args=[register]),
        is_public=is_public(definition),
        records=address(reverse("api:records", args=[register])),
        table=address(reverse("open:export", args=[register, "csv"])),
        features=address(reverse("open:feature-items", args=[register])) if drawn else "",
    )
