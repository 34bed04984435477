"""A partner that is a version ahead: unknown values, required fields left out, and no page falls."""

import secrets
from collections.abc import Mapping
from typing import Any

import pytest
from tests.web.book import DONE, LATE, PAPER, PROGRAMME
from tests.web.test_every_page import PAGES

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.item import split_fields
from lienvung.core.register.key import new_key
from lienvung.core.register.part import seal_item
from lienvung.node.node import Node
from lienvung.node.project import apply
from lienvung.node.stores.rows import PartRow

REGISTERS = (
    "programme",
    "document",
    "review",
    "commitment",
    "assignment",
    "progress-report",
    "limitation",
    "escalation",
    "public-work",
    "organisation",
)
LINKS = {"programme": PROGRAMME, "commitment": LATE, "document": PAPER}
NEWER = "chua-biet"


def newer(definition: Definition) -> Definition:
    """Return a version that goes with ours: nothing required, one more value in each enumeration, one more field."""
    document = dict(definition.document)
    fields = []
    for each in document["fields"]:
        optional = {name: value for name, value in each.items() if name != "required"}
        more = {"values": {**each["values"], NEWER: {"vi": "Chưa biết"}}} if "values" in each else {}
        fields.append(optional | more)
    added = {"name": "mood", "label": {"vi": "Ý"}, "datatype": "string"}
    document.pop("conditions", None)
    return parse_definition({**document, "version": definition.version + 1, "fields": [*fields, added]})


def items(definition: Definition) -> list[Mapping[str, Any]]:
    """Return records that only a newer definition allows: links alone, and unknown values with the links."""
    links = {each.name: LINKS[each.to] for each in definition.fields.values() if each.to in LINKS}
    unknown = {each.name: NEWER for each in definition.fields.values() if each.datatype == "enumeration"}
    kinds = {"nature": "illustrative"} if "nature" in definition.fields else {}
    both = [{}, links, unknown, unknown | links | kinds, links | kinds]
    return [
        {name: [value] if definition.fields[name].many else value for name, value in values.items()} for values in both
    ]


def write_partner(node: Node, register: str) -> list[str]:
    """Put such records into a partner's log as a pull would, and return their keys."""
    definition, origin = newer(node.catalogue[register]), f"quang-ninh/{register}"
    keys = [new_key("quang-ninh", letter * 16) for letter in "abcde"]
    said: list[tuple[str, str, Any]] = [("define", register, {"shared": {"definition": definition.document}})]
    said += [("put", key, split_fields(definition, item)) for key, item in zip(keys, items(definition), strict=True)]
    leaves, rows = [], []
    for index, (op, key, item) in enumerate(said):
        sealed = seal_item(definition, item, lambda: secrets.token_bytes(16))
        digests = {part.name: part.digest for part in sealed}
        leaves.append(
            format_entry(Entry(register, key, op, "2026-11-22T01:00:00Z", definition.hash, "a" * 16, digests))
        )
        rows += [PartRow(index, part.name, "held", part.salt, part.body) for part in sealed]
    with node.store.writing() as writer:
        writer.create_log(origin)
        writer.add_entries(origin, 0, leaves)
        writer.commit_head(origin, len(leaves), b"head")
        writer.add_parts(origin, rows)
        apply(writer, origin, node.catalogue, 0, len(leaves))
        assert writer.refused(origin) == []
        assert {writer.record(register, key).state for key in keys} == {"live"}
    return keys


@pytest.fixture
def ahead(book: Node) -> list[str]:
    """The addresses of the records that a partner wrote by newer definitions."""
    addresses = [f"/so/{register}/{key}/" for register in REGISTERS for key in write_partner(book, register)]
    return [*addresses, *(f"/so/{register}/" for register in REGISTERS)]


def test_no_page_falls_over_what_a_newer_definition_allows(ahead, viewer):
    """Every page answers, the record's own, the lists and the figures alike."""
    for address in (*PAGES, *ahead, f"/bao-cao/{PROGRAMME}/so-ket.docx", f"/cam-ket/{DONE}/"):
        answer = viewer.get(address, follow=True)
        assert answer.status_code == 200, address
