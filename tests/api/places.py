"""A node with a register of places: public, internal and personal parts, drawn on the map, true within days."""

from collections.abc import Mapping
from typing import Any

from tests.web.book import put

from lienvung.node.append import append
from lienvung.node.node import Node

PLACE = """
register: landing-place
version: 1
title: {vi: Bến đỗ, en: Landing places}
purpose: {vi: Bến đỗ tàu khách của vịnh., en: Where passenger boats land.}
title-field: name
parts: {shared: {public: true}, internal: {}, personal: {personal: basic}}
fields:
  - {name: name, label: {vi: Tên bến, en: Name}, datatype: string, required: true}
  - {name: depth, label: {vi: Độ sâu, en: Depth}, datatype: measure, unit: m}
  - {name: berths, label: {vi: Số cầu bến, en: Berths}, datatype: integer}
  - {name: uses, label: {vi: Dùng cho, en: Used for}, datatype: string, many: true}
  - {name: open-since, label: {vi: Mở từ, en: Open since}, datatype: date}
  - {name: open-until, label: {vi: Mở đến, en: Open until}, datatype: date}
  - {name: place, label: {vi: Vị trí, en: Place}, datatype: geometry}
  - name: nature
    label: {vi: Tính chất dữ liệu, en: Nature}
    datatype: enumeration
    values: {real: {vi: thực}, illustrative: {vi: dữ liệu minh họa}}
  - {name: note, label: {vi: Ghi chú, en: Note}, datatype: string, part: internal}
  - {name: keeper, label: {vi: Người trông bến, en: Keeper}, datatype: string, part: personal}
list: {columns: [name, berths, note], sort: [name], facets: [nature]}
valid-time: {from: open-since, until: open-until}
map: {geometry: place, label: name}
"""
REGISTER = "landing-place"
NOTE, KEEPER, AUTHOR = "Đang nạo vét, chưa báo", "Trịnh Khắc Uyên", "Phạm Thu Trang"
PLACES = 7


def key_of(number: int) -> str:
    """Return the key of the place of this number."""
    return "hai-phong-" + "abcdefghijklmnopqrstuvwxyz"[number] * 16


def place(number: int, **more: Any) -> dict[str, Any]:
    """Return the values of a place: the higher its number, the farther east and the later open."""
    return {
        "name": f"Bến số {number}",
        "depth": "3.50",
        "berths": number,
        "uses": ["tàu khách", "ca nô"],
        "open-since": f"20{10 + number}-01-01",
        "open-until": f"20{20 + number}-12-31",
        "place": {"type": "Point", "coordinates": [f"107.0{number}" if number else "107", "20.8"]},
        "nature": "illustrative" if number % 2 else "real",
        "note": NOTE,
        "keeper": KEEPER,
        **more,
    }


def write_place(node: Node, number: int, **more: Any) -> None:
    """Append one place."""
    values: Mapping[str, Any] = {name: value for name, value in place(number, **more).items() if value is not None}
    append(node, [put(node, REGISTER, key_of(number), values)], idempotency_key=f"{number} {sorted(more)}")
