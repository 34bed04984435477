"""How bytes are spelled, again and apart from the programme: docs/formats in a few lines of the standard library."""

import hashlib
import json

ORIGIN = "computed from docs/formats by tools/make_register_vectors.py, which shares no code with lienvung; Apache-2.0"
BATCH = "abcdefgh234567ab"
KEY = "hai-phong-mnopqrst234567uv"
OTHER = "hai-phong-zzzzzzzzzzzzzzzz"
TIME = "2026-11-22T08:00:00Z"
DEFINITION = {
    "register": "sample",
    "version": 1,
    "title": {"vi": "Sổ mẫu", "en": "Samples"},
    "keys": "opaque",
    "parts": {
        "shared": {"public": False},
        "internal": {"public": False},
        "personal": {"public": False, "personal": "basic"},
    },
    "title-field": "name",
    "fields": [
        {"name": "name", "label": {"vi": "Tên", "en": "Name"}, "datatype": "string", "required": True},
        {"name": "cost", "label": {"vi": "Số tiền (đồng)", "en": "Cost (VND)"}, "datatype": "money"},
        {"name": "open", "label": {"vi": "Đã mở", "en": "Open"}, "datatype": "boolean"},
        {"name": "sides", "label": {"vi": "Các bên", "en": "Sides"}, "datatype": "string", "many": True},
        {"name": "note", "label": {"vi": "Ghi chú", "en": "Note"}, "datatype": "text", "part": "internal"},
        {"name": "phone", "label": {"vi": "Điện thoại", "en": "Phone"}, "datatype": "string", "part": "personal"},
    ],
}  # fmt: skip
PARTS = sorted([*DEFINITION["parts"], "source", "attribution"])


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(*pieces):
    return hashlib.sha256(b"".join(pieces))


def definition_hash(definition):
    return sha256(b"lienvung/definition/v1\0", canonical(definition)).hexdigest()


def seal(item):
    """Seal with salts that a reader of the vector can see are fixed: 16 times the part's number."""
    sealed = {}
    for number, name in enumerate(PARTS, 1):
        salt, body = bytes([number]) * 16, canonical(item.get(name, {}))
        digest = sha256(b"lienvung/part/v1\0", salt, body).hexdigest()
        sealed[name] = {"salt": salt.hex(), "body": body.decode(), "digest": digest}
    return sealed


def words(text):
    return {"vi": text}
