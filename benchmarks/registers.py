"""The two registers that are measured, and records for them."""

import secrets
from typing import Any

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.node.append import Change

PARTS = ("attribution", "shared")
ATTRIBUTION = {"entered-by": "Phạm Thu Trang", "approved-by": "Nguyễn Đức Thành"}
_NATURES = {"real": {"vi": "thực"}, "illustrative": {"vi": "minh họa"}}
_CAUSES = {"land": {"vi": "mặt bằng"}, "money": {"vi": "vốn"}, "permit": {"vi": "thủ tục"}}


def _define(register: str, words: str, pages: dict[str, Any]) -> Definition:
    fields: list[dict[str, Any]] = [
        {"name": "text", "datatype": words, "required": True},
        {"name": "note", "datatype": words},
        {"name": "since", "datatype": "date"},
        {"name": "amount", "datatype": "money"},
        {"name": "width", "datatype": "decimal"},
        {"name": "cause", "datatype": "enumeration", "values": _CAUSES},
        {"name": "nature", "datatype": "enumeration", "values": _NATURES, "required": True},
    ]
    return parse_definition(
        {
            "register": register,
            "version": 1,
            "title": {"vi": register},
            "title-field": "text",
            "parts": {"shared": {}},
            "fields": [{"label": {"vi": each["name"]}, **each} for each in fields],
            **pages,
        }
    )


# Seven typed columns and the eleven of every register table, indices by key and by time, nothing searched.
BARE = _define("bench-bare", "verbatim", {})
# The same, with two facets and a default order (three more indices), a column of sort keys, and full text.
INDEXED = _define(
    "bench-indexed",
    "text",
    {"list": {"columns": ["text", "since", "nature"], "sort": ["-since"], "facets": ["nature", "cause"]}},
)


def new_record(node: str, register: str, number: int) -> Change:
    """Return one new record: 210 bytes of shared values, 72 of attribution."""
    shared = {
        "text": f"Mặt bằng đoạn {number} còn chậm so với kế hoạch của hai bên",
        "note": "Giá đất chưa thống nhất",
        "since": f"2026-07-{number % 31 + 1:02d}",
        "amount": 1_000_000 * number,
        "width": f"{number % 100}.5",
        "cause": tuple(_CAUSES)[number % 3],
        "nature": "illustrative",
    }
    key = new_key(node, format_token(secrets.token_bytes(TOKEN_BYTES)))
    return Change("put", register, key, {"shared": shared, "attribution": ATTRIBUTION})
