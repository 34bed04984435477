"""A node of fifty registers, one of them large: facets, words, boxes, ranges, both times, questions and charts."""

import random
import secrets
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.kept_node import NODE, fill, held_records, open_kept_node
from benchmarks.registers import ATTRIBUTION
from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.node.append import Change
from lienvung.node.node import Node

REGISTER = "bench-reading"
OTHERS = 49


def _values(*names: str) -> dict[str, dict[str, str]]:
    return {name: {"vi": name} for name in names}


_KINDS = ("road", "bridge", "port", "station", "pier")
_STAGES = ("planned", "building", "open", "closed")
_SIDES = ("hai-phong", "quang-ninh", "bac-ninh", "hung-yen")
_NATURES = ("real", "illustrative")
_FIELDS: list[dict[str, Any]] = [
    {"name": "name", "datatype": "string", "required": True},
    {"name": "note", "datatype": "text"},
    {"name": "kind", "datatype": "enumeration", "values": _values(*_KINDS)},
    {"name": "stage", "datatype": "enumeration", "values": _values(*_STAGES)},
    {"name": "sides", "datatype": "enumeration", "many": True, "values": _values(*_SIDES)},
    {"name": "since", "datatype": "date"},
    {"name": "until", "datatype": "deadline"},
    {"name": "cost", "datatype": "money"},
    {"name": "length", "datatype": "measure", "unit": "km"},
    {"name": "place", "datatype": "geometry"},
    {"name": "nature", "datatype": "enumeration", "values": _values(*_NATURES)},
]
_OPEN = ["planned", "building"]
_QUESTIONS: list[dict[str, Any]] = [
    {"name": "building", "where": {"stage": "building"}},
    {"name": "late", "where": {"stage": _OPEN}, "past": "until"},
    {"name": "due", "where": {"stage": _OPEN}, "due": {"field": "until", "days": 90}},
    {"name": "cost", "where": {"stage": "building"}, "sum": "cost"},
    {"name": "length", "sum": "length"},
]


def _define(register: str) -> Definition:
    return parse_definition(
        {
            "register": register,
            "version": 1,
            "title": {"vi": register},
            "title-field": "name",
            "parts": {"shared": {}},
            "fields": [{"label": {"vi": each["name"]}, **each} for each in _FIELDS],
            "valid-time": {"from": "since", "until": "until"},
            "list": {
                "columns": ["name", "kind", "since", "cost"],
                "sort": ["-since"],
                "facets": ["kind", "stage", "sides", "nature"],
            },
            "map": {"geometry": "place", "label": "name", "colour-by": "stage"},
            "charts": [{"by": "stage"}, {"by": "kind", "sum": "cost"}, {"by": "since", "per": "year", "sum": "cost"}],
            "questions": [{"label": {"vi": each["name"]}, **each} for each in _QUESTIONS],
        }
    )


DEFINITIONS = {name: _define(name) for name in (REGISTER, *(f"{REGISTER}-{n}" for n in range(1, OTHERS + 1)))}

# Half a thousand syllables: as many words as names of places are made of.
SYLLABLES = [
    first + rest
    for first in ("b", "c", "đ", "h", "kh", "l", "m", "ng", "ph", "qu", "t", "th", "tr", "v", "x")
    for rest in ("a", "ài", "ạnh", "ăng", "ấn", "ể", "ên", "iệu", "oà", "ông", "ơn", "ội", "úc", "ư", "ượng")
]


def new_record(chance: random.Random, register: str, number: int) -> Change:
    """Return one record: 490 bytes of shared values and 72 of attribution."""
    syllables = [chance.choice(SYLLABLES) for _ in range(9)]
    east, north = chance.randrange(10_200_000, 11_000_000), chance.randrange(800_000, 2_350_000)
    shared = {
        "name": f"{' '.join(syllables[:3]).title()} {number}",
        "note": f"Đoạn qua {' '.join(syllables[3:])} còn chờ hai bên thống nhất mặt bằng",
        # A tenth of all is of the rarest kind, four tenths of the commonest.
        "kind": chance.choices(_KINDS, (40, 20, 15, 15, 10))[0],
        "stage": chance.choices(_STAGES, (50, 30, 19, 1))[0],
        "sides": sorted(chance.sample(_SIDES, 2)),
        "since": f"{chance.randrange(2010, 2027)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
        "until": f"{chance.randrange(2024, 2031)}-Q{chance.randrange(1, 5)}",
        "cost": chance.randrange(10**6, 10**12),
        "length": f"{chance.randrange(1, 200)}.{chance.randrange(1, 10)}",
        "place": {"type": "Point", "coordinates": [_degrees(east), _degrees(north)]},
        "nature": chance.choices(_NATURES, (80, 20))[0],
    }
    key = new_key(NODE, format_token(secrets.token_bytes(TOKEN_BYTES)))
    return Change("put", register, key, {"shared": shared, "attribution": ATTRIBUTION})


def _degrees(hundred_thousandths: int) -> str:
    return f"{hundred_thousandths / 100_000:.5f}".rstrip("0").rstrip(".")


def open_large_node(path: Path, store: str, count: int) -> Node:
    """Open the node of an earlier run, or make it with so many records in one register and some in each other."""
    node = open_kept_node(path, store, DEFINITIONS.values())
    for register in DEFINITIONS:
        chance = random.Random(f"{register}/{held_records(node, register)}")
        fill(node, register, count if register == REGISTER else 200, partial(new_record, chance, register))
    return node
