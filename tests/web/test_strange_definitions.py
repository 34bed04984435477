"""A register that only a partner has, defined as oddly as the rules allow: its pages and answers stand."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.web.test_hostile_parameters import ASKED
from tests.web.test_hostile_partner import MARKUP, OF_RECORD, OF_REGISTER, PARTNER, Log, value_of

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.definition_field_rules import DATATYPES
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.item import split_fields
from lienvung.node.node import Node

WORDS = {"vi": MARKUP, "en": MARKUP}
NAMES = ("them", "moi", "sua", "xuat", "nhap", "ban-do", "chon", "trang", "records", "schema", "items", "api")


def odd(register: str) -> Definition:
    """Return a definition with a field of every kind and of every name that an address uses."""
    fields = [{"name": "title", "label": WORDS, "datatype": "string", "part": "personal"}]
    for name in dict.fromkeys(ASKED):
        fields.append({"name": name, "label": WORDS, "datatype": "string", "part": "open", "many": len(name) % 2 == 0})
    for kind in DATATYPES:
        more = {"to": register} if kind == "link" else {"values": {"x": WORDS}} if kind == "enumeration" else {}
        more |= {"unit": "<b>"} if kind == "measure" else {}
        fields.append({"name": f"of-{kind}", "label": WORDS, "datatype": kind, "part": "open", **more})
    kept = [each for each in fields if _is_allowed(each["name"])]
    return parse_definition(
        {
            "register": register,
            "version": 1,
            "title": WORDS,
            "purpose": WORDS,
            "title-field": "title",
            "parts": {"shared": {}, "open": {"public": True}, "personal": {"personal": "basic"}},
            "fields": kept,
        }
    )


def _is_allowed(name: str) -> bool:
    said = {"register": "x", "version": 1, "title": WORDS, "title-field": name, "parts": {"shared": {}}}
    try:
        parse_definition({**said, "fields": [{"name": name, "label": WORDS, "datatype": "string"}]})
    except DefinitionInvalid:
        return False
    return True


@pytest.mark.parametrize("register", NAMES)
def test_a_register_of_a_partner_alone_brings_no_page_down(
    node: Node, browser_of: Callable[..., Client], register: str
) -> None:
    """Words of another's definition are shown as words, whatever its register and its fields are called."""
    definition = odd(register)
    log = Log(node, definition)
    found = {name: value_of(field, {register: definition}, "aaaaaaaa") for name, field in definition.fields.items()}
    key = f"{PARTNER}-{'a' * 16}"
    log.write("put", key, split_fields(definition, {name: each for name, each in found.items() if each is not None}))
    log.show()
    for role in ("viewer", "approver"):
        browser = browser_of(role)
        browser.raise_request_exception = False
        assert browser.get(f"/so/{register}/{key}/").status_code == 200
        addresses = [each.format(register, key) for each in (*OF_REGISTER, *OF_RECORD)] + ["/so/", "/", "/ban-do/"]
        for address in addresses:
            answer = browser.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert answer.status_code < 500, address
            assert b"<img src=x" not in body or not answer["Content-Type"].startswith("text/html"), address
