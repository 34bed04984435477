"""What of this node programmes may read, and at which addresses."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from lienvung.core.register.definition import Definition
from lienvung.node.stores.port import Reader
from lienvung.node.stores.spans import placed_fields
from lienvung.office.public_eyes import is_public, reading_public
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
    """The page: paths, and the `origin` before them that makes them whole for another programme."""

    origin: str
    features: str
    records: str
    description: str
    changes: str
    news: str
    catalogue: str
    table: str
    works: str
    lines: tuple[RegisterLine, ...]
    requests: int


def read_open_data(origin: str, *, is_open: bool) -> OpenData:
    """Return what whoever looks may read; `origin` is the address of this node as the visitor typed it."""
    with _reading(is_open) as reader:
        found = reader.definitions() if is_open else definitions_in_use(reader)
        # A package of works holds at least one: without any there is none.
        has_works = bool(reader.count("public-work", cap=1))
    lines = [_line(each) for each in found.values() if not each.system]
    rates = settings.LIENVUNG_API_RATES
    return OpenData(
        origin=origin,
        features=reverse("open:features"),
        records=reverse("api:records", args=["so"]).replace("/so/", "/{so}/"),
        description=reverse("api:openapi-json"),
        changes=reverse("api:changes"),
        news=reverse("api:changes_atom"),
        catalogue=reverse("open:catalogue"),
        table=reverse("open:catalogue-xlsx"),
        works=reverse("open:works") if has_works else "",
        lines=tuple(sorted(lines, key=lambda line: not line.is_public)),
        requests=rates["stranger" if is_open else "person"],
    )


def _reading(is_open: bool) -> AbstractContextManager[Reader]:
    return reading_public() if is_open else open_reader()


def _line(definition: Definition) -> RegisterLine:
    register = definition.register
    return RegisterLine(
        title=say(definition.title),
        page=reverse("web:register", args=[register]),
        is_public=is_public(definition),
        records=reverse("api:records", args=[register]),
        table=reverse("open:export", args=[register, "csv"]),
        features=reverse("open:feature-items", args=[register]) if placed_fields(definition) else "",
    )
