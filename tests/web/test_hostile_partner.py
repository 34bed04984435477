"""A partner's log that keeps every rule of a line and breaks every rule of sense: pages and answers stand all the same.

Records link to themselves and to each other, are merged in a circle, hold markup, the first and the last year, shapes
at the edge of the world and values of the wrong kind.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.item import Item, split_fields
from lienvung.core.register.part import seal_item
from lienvung.core.register.value import judge_of
from lienvung.node.node import Node
from lienvung.node.project import apply
from lienvung.node.rebuild import canonical_dump, rebuild
from lienvung.node.stores.rows import PartRow

PARTNER = "an-giang"
MARKUP = "</script><img src=x onerror=alert(1)>{{7*7}}"
FIRST, SECOND, SELF = "aaaaaaaa", "bbbbbbbb", "cccccccc"
TIMES = {"time0000": "0001-01-01T00:00:00Z", "time9999": "9999-12-31T23:59:59Z"}
CIRCLE = {"dddddddd": "eeeeeeee", "eeeeeeee": "dddddddd", "ffffffff": "ffffffff", "gggggggg": "nowhere2"}
CHAIN = [f"chain{letter * 3}" for letter in "abcd"]
DAYS = ("1900-01-01", "2199-12-31")
# Of each kind of value the first that a field takes is written.
VALUES: Mapping[str, tuple[Any, ...]] = {
    "integer": (2**53 - 1, 999_999_999_999_999, 1, 0),
    "money": (2**53 - 1, 999_999_999_999_999),
    "boolean": (True,),
    "decimal": ("9" * 40 + "." + "9" * 40, "999999", "1"),
    "measure": ("9" * 40, "999999", "1"),
    "date": (DAYS[0],),
    "deadline": (DAYS[1],),
    "year-less": ("--02-29",),
    "period": ("1900-01-01/2199-12-31",),
    "file": ("0" * 64,),
    "geometry": (
        {"type": "LineString", "coordinates": [["-180", "-90"], ["180", "90"]]},
        {"type": "Point", "coordinates": ["180", "90"]},
        {"type": "Polygon", "coordinates": [[["0", "0"], ["1", "0"], ["1", "1"], ["0", "0"]]]},
    ),
    "docref": ({"number": MARKUP, "issuer": MARKUP, "issued-on": DAYS[0]}, {"number": "1"}),
    "milestone": ({"on": DAYS[0], "what": MARKUP, "citation": MARKUP},),
    "extension": ({"until": DAYS[1], "reason": MARKUP, "asked-by": "x", "approved-by": "x", "paper": "x"},),
}
NO_LETTER = "\uffff"  # which text may hold, and XML may not
LONG = MARKUP * 40 + NO_LETTER
WORDS = (LONG, MARKUP + NO_LETTER, "01", "a", "VN-AA", "https://example.org/", "an-giang", "hai-phong")
WRONG = (5, True, "x", ["x"], {"x": "y"}, {"type": "Point", "coordinates": ["999", "999"]})


class Log:
    """The partner's log of one register, as we hold it."""

    def __init__(self, node: Node, definition: Definition) -> None:
        self.node, self.definition, self.size = node, definition, 0
        self.origin = f"{PARTNER}/{definition.register}"
        with node.store.writing() as writer:
            writer.create_log(self.origin)
        self.write("define", definition.register, {"shared": {"definition": definition.document}})

    def write(self, op: str, key: str, item: Item, time: str = "2026-11-20T08:00:00Z") -> None:
        """Add an entry with its values."""
        sealed = seal_item(self.definition, item, lambda: os.urandom(16))
        digests = {part.name: part.digest for part in sealed}
        entry = Entry(self.definition.register, key, op, time, self.definition.hash, "a" * 16, digests)
        with self.node.store.writing() as writer:
            writer.add_entries(self.origin, self.size, [format_entry(entry)])
            writer.commit_head(self.origin, self.size + 1, b"head")
            rows = [PartRow(self.size, part.name, "held", part.salt, part.body) for part in sealed]
            writer.add_parts(self.origin, rows)
        self.size += 1

    def show(self) -> None:
        """Make records of the entries."""
        with self.node.store.writing() as writer:
            apply(writer, self.origin, self.node.catalogue, 0, self.size)


def key_of(definition: Definition, token: str) -> str:
    """Return a key of the partner."""
    return f"{PARTNER}-{token}" if definition.keys == "natural" else f"{PARTNER}-{token * 2}"[: len(PARTNER) + 17]


def value_of(field: Field, catalogue: Mapping[str, Definition], token: str) -> Any:
    """Return an odd value that the field takes, None where none is known."""
    if field.datatype == "enumeration":
        offered: tuple[Any, ...] = tuple(field.values)[-1:]
    elif field.datatype == "link":
        offered = (key_of(catalogue[field.to], token),) if field.to in catalogue else ()
    else:
        offered = VALUES.get(field.datatype, WORDS)
    judge = judge_of(field)
    many = ([each] if field.many else each for each in offered)
    return next((each for each in many if not judge(each)), None)


def write_registers(node: Node) -> Iterator[tuple[str, str]]:
    """Give the partner a log of every register of the catalogue; yield register and key of each record."""
    for register, definition in node.catalogue.items():
        if definition.system:
            continue
        log = Log(node, definition)
        for token, other in ((FIRST, SECOND), (SECOND, FIRST), (SELF, SELF), *((each, FIRST) for each in CHAIN)):
            found = {name: value_of(field, node.catalogue, other) for name, field in definition.fields.items()}
            kept = {name: value for name, value in found.items() if value is not None}
            log.write("put", key_of(definition, token), split_fields(definition, kept))
            yield register, key_of(definition, token)
        for token, time in TIMES.items():
            log.write("put", key_of(definition, token), split_fields(definition, kept), time)
            yield register, key_of(definition, token)
        merged = {**CIRCLE, **dict(pairwise(CHAIN))} if not definition.once else {}
        for token, into in merged.items():
            if token in CIRCLE:
                log.write("put", key_of(definition, token), split_fields(definition, kept))
            arguments = {"into": key_of(definition, into), "reason": MARKUP}
            log.write("merge", key_of(definition, token), {"shared": arguments})
            yield register, key_of(definition, token)
        for number, wrong in enumerate(WRONG):
            key = key_of(definition, f"wrong{'abcdef'[number]}aa")
            broken = {part: dict.fromkeys(_named(definition, part), wrong) for part in definition.parts}
            log.write("put", key, broken)
            yield register, key
        log.show()


def _named(definition: Definition, part: str) -> list[str]:
    return [name for name, field in definition.fields.items() if field.part == part]


PAGES = (
    "/", "/?tinh_chat=minh-hoa", "/chuong-trinh/", "/cam-ket/", "/cam-ket/?nhom=ben", "/van-ban/", "/don-vi/",
    "/don-vi/?q=01", "/don-vi/?ngay=1900-01-01", "/don-vi/?ngay=2199-12-31", "/don-vi-giai-the/", "/ban-do/",
    "/ban-do/?bang=don-vi", "/ban-do/ve.svg", "/so/", "/du-lieu-mo/", "/thay-doi/", "/ket-noi/", "/de-nghi/",
    "/bao-cao/", "/ban-giao/", "/api/v1/registers", "/api/v1/changes", "/api/v1/changes.atom", "/api/v1/units/count",
    "/api/v1/units?limit=1000", "/api/features/collections", "/api/dcat.jsonld", "/api/oc4ids.json", "/ban-do/ve.png",
)  # fmt: skip
OF_REGISTER = (
    "/so/{0}/", "/so/{0}/?muc=bieu-do", "/so/{0}/?muc=ban-do", "/so/{0}/?muc=truong", "/so/{0}/?q=onerror",
    "/so/{0}/?luc=2026-11-21", "/so/{0}/?ngay=1900-01-01", "/so/{0}.csv", "/so/{0}/ban-do.svg", "/so/{0}/xuat/",
    "/api/v1/registers/{0}/records?limit=1000", "/api/features/collections/{0}/items?limit=1000",
    "/ban-do/lop/{0}.geojson", "/don-vi/thong-ke/?so={0}", "/api/v1/registers/{0}/schema",
)  # fmt: skip
OF_RECORD = (
    "/so/{0}/{1}/", "/so/{0}/{1}/?luc=2026-11-21", "/api/v1/registers/{0}/records/{1}",
    "/api/v1/registers/{0}/records/{1}/history", "/api/features/collections/{0}/items/{1}",
)  # fmt: skip
OF_ITS_OWN: Mapping[str, tuple[str, ...]] = {
    "commitment": ("/cam-ket/{1}/",),
    "document": ("/van-ban/{1}/",),
    "programme": ("/chuong-trinh/{1}/", "/bao-cao/{1}/to-trinh-lanh-dao/", "/bao-cao/{1}/so-ket.docx"),
    "administrative-unit": ("/don-vi/{1}/", "/don-vi-giai-the/{1}/", "/api/v1/units/{1}", "/api/v1/units/{1}/trace"),
}


@pytest.fixture
def world(node: Node) -> tuple[Node, list[tuple[str, str]]]:
    """A node that holds all that."""
    return node, list(write_registers(node))


def test_no_record_of_a_partner_brings_a_page_down(world, browser_of: Callable[..., Client]) -> None:
    """Every list, map, chart, file, record and answer is there, or is refused; no value runs; circles end."""
    _, written = world
    browser = browser_of("viewer")
    browser.raise_request_exception = False
    registers = sorted({register for register, _ in written})
    addresses = [*PAGES, *(each.format(name) for name in registers for each in OF_REGISTER)]
    tokens = (SELF, *TIMES, "dddddddd", "wrongaaa")
    for register, key in written:
        if any(token in key for token in tokens):
            ways = (*OF_RECORD, *OF_ITS_OWN.get(register, ()))
            addresses += [each.format(register, key) for each in ways]
    broken = []
    for address in addresses:
        answer = browser.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code >= 500 or (b"<img src=x" in body and answer["Content-Type"].startswith("text/html")):
            broken.append((address, answer.status_code))
    assert broken == []


def test_circles_of_redirects_are_no_ways(world, browser_of: Callable[..., Client]) -> None:
    """Whoever follows the way of a merged record arrives, or is told that there is none; nobody is led round."""
    _, written = world
    browser = browser_of("viewer")
    circle = [(register, key) for register, key in written if any(token in key for token in CIRCLE)]
    for register, key in circle:
        for address in (f"/so/{register}/{key}/", f"/api/v1/registers/{register}/records/{key}"):
            seen = []
            while address and address not in seen and len(seen) < 30:
                seen.append(address)
                address = browser.get(address).headers.get("Location", "")
            assert not address, (register, seen)


def test_tables_made_again_are_the_same(world) -> None:
    """What such a log makes of the tables does not hang on the order in which it came."""
    node, _ = world
    with node.store.reading() as reader:
        before = canonical_dump(reader)
    rebuild(node.store, node.catalogue)
    with node.store.reading() as reader:
        assert canonical_dump(reader) == before
