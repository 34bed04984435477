"""Definitions and what is wrong with them (docs/formats/item.md)."""

from tools.register_vectors.spelling import ORIGIN, definition_hash, words

RULED = {
    "register": "ferry",
    "version": 1,
    "title": words("Phà"),
    "parts": {"shared": {"public": False}},
    "title-field": "name",
    "groups": [{"name": "main", "label": words("Chính")}],
    "fields": [
        {"name": "name", "label": words("Tên"), "datatype": "string", "group": "main", "unique": True},
        {"name": "stage", "label": words("Tình trạng"), "datatype": "enumeration", "codes": "ferry-stage",
         "values": {"open": words("chạy"), "shut": words("nghỉ")}},
        {"name": "seats", "label": words("Chỗ"), "datatype": "integer", "minimum": "1", "maximum": "500"},
        {"name": "length", "label": words("Dài"), "datatype": "measure", "unit": "m", "maximum": "20.5"},
        {"name": "built-on", "label": words("Đóng"), "datatype": "date", "minimum": "1950"},
        {"name": "since", "label": words("Từ"), "datatype": "date", "help": words("Ngày đầu")},
        {"name": "until", "label": words("Đến"), "datatype": "date"},
        {"name": "season", "label": words("Mùa"), "datatype": "period"},
        {"name": "festival", "label": words("Hội"), "datatype": "year-less"},
        {"name": "place", "label": words("Bến"), "datatype": "geometry"},
        {"name": "decision", "label": words("Quyết định"), "datatype": "docref", "many": True},
    ],
    "conditions": [
        {"schema": {"if": {"properties": {"stage": {"const": "open"}}, "required": ["stage"]},
                    "then": {"required": ["seats"], "properties": {"decision": {"minItems": 1}}}},
         "message": words("Phà đang chạy có số chỗ")},
        {"before": ["built-on", "since"]},
        {"before": ["since", "until"]},
    ],
    "valid-time": {"from": "since", "until": "until"},
    "list": {"columns": ["name", "stage"], "sort": ["name"], "facets": ["stage"]},
    "map": {"geometry": "place", "label": "name", "colour-by": "stage", "colours": {"open": "green"}},
    "charts": [{"by": "built-on", "per": "year"}],
    "questions": [{"name": "expiring", "label": words("Sắp hết"), "due": {"field": "until", "days": 30}}],
}  # fmt: skip


def definition_vectors():
    """Return a definition that says nearly everything, its hash, and items that keep or break its rules."""
    ring = [["106.5", "20.5"], ["107", "20.5"], ["107", "21"], ["106.5", "20.5"]]
    values = {
        "name": "Phà Rừng", "stage": "open", "seats": 500, "length": "20.50", "built-on": "1950", "since": "2026-05-02",
        "until": "2026-05", "season": "../2026-H1", "festival": "--02-29",
        "place": {"type": "Polygon", "coordinates": [ring]},
        "decision": [{"number": "01/QĐ-UBND", "issued-on": "2026"}],
    }  # fmt: skip
    point = {"type": "Point", "coordinates": ["106.5", "20.5"]}
    broken = [
        ("I11-bounds", "seats", {"seats": 501}),
        ("I11-bounds", "length", {"length": "20.51"}),
        ("I11-bounds", "built-on", {"built-on": "1949/1951"}),
        ("I12-schema", "seats", {"stage": "open"}),
        ("I13-order", "until", {"since": "2026-05-02", "until": "2026-04"}),
        ("I13-order", "since", {"built-on": "2026-Q3", "since": "2026-H1"}),
        ("I7-datatype", "season", {"season": "2026/2025"}),
        ("I7-datatype", "festival", {"festival": "02-29"}),
        ("I7-datatype", "decision", {"decision": [{"issued-on": "2026"}]}),
        ("G1-geometry", "place", {"place": {**point, "type": "point"}}),
        ("G2-position", "place", {"place": {**point, "coordinates": ["20.5", "106.5"]}}),
        ("G2-position", "place", {"place": {**point, "coordinates": ["106.50", "20.5"]}}),
        ("G3-length", "place", {"place": {"type": "LineString", "coordinates": ring[:1]}}),
        ("G4-ring", "place", {"place": {"type": "Polygon", "coordinates": [[*ring[:3], ring[1]]]}}),
    ]
    return {
        "origin": ORIGIN,
        "format": "docs/formats/definition.md",
        "definition": RULED,
        "hash": definition_hash(RULED),
        "valid": [values, {"seats": 1}, {}],
        "broken": [{"expect": rule, "field": field, "values": given} for rule, field, given in broken],
    }
