"""A node for tests: real keys and store, a clock that one may set, randomness from the system."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from lienvung.catalogue.load import load_catalogue
from lienvung.core.register.definition import parse_definition
from lienvung.core.register.item import split_fields
from lienvung.core.register.key import format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from lienvung.node.stores.port import Store
from lienvung.node.stores.rows import Receipt

KEYS = NodeKeys.generate()
CATALOGUE = load_catalogue()


def words(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


PERSON = parse_definition(
    {
        "register": "person",
        "version": 1,
        "title": words("Người"),
        "purpose": words("Để thử phần riêng tư"),
        "title-field": "role",
        "parts": {"shared": {}, "personal": {"personal": "basic"}},
        "fields": [
            {"name": "role", "label": words("Vai"), "datatype": "string", "required": True},
            {"name": "phone", "label": words("Số"), "datatype": "string", "part": "personal"},
        ],
    }
)


@dataclass
class Clock:
    """A clock that goes one second at each look."""

    time: datetime = field(default_factory=lambda: datetime(2026, 11, 22, 8, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


def make_node(store: Store, name: str = "hai-phong", **changed: Any) -> Node:
    given = {"keys": KEYS, "catalogue": {**CATALOGUE, "person": PERSON}, "now": Clock(), "random": os.urandom}
    return Node(name, store, **{**given, **changed})


def fresh_key(node: str = "hai-phong") -> str:
    return new_key(node, format_token(os.urandom(10)))


def put(register: str, key: str | None = None, **values: Any) -> Change:
    """A put of these values; underscores in names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in values.items()}
    definition = PERSON if register == "person" else CATALOGUE[register]
    return Change("put", register, key or fresh_key(), split_fields(definition, named))


def commitment(text: str, key: str | None = None, **values: Any) -> Change:
    given = {"programmes": ["ha-noi-aaaaaaaaaaaaaaaa"], "deadline_kind": "none", "owed_by": ["hai-phong"]}
    return put("commitment", key, text=text, nature="illustrative", **{**given, **values})


def act(op: str, register: str, key: str, **arguments: Any) -> Change:
    return Change(op, register, key, {"shared": arguments})


def send(node: Node, *changes: Change, idempotency_key: str | None = None) -> Receipt:
    return append(node, changes, idempotency_key=idempotency_key or os.urandom(8).hex())
