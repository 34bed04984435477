"""Compute the vectors of items, parts, entries, agreements, acceptances and node.json, without Liên Vùng.

Nothing here imports lienvung: the bytes are spelled again from docs/formats with the standard library, so that
the code and the vectors check each other. Ed25519 is deterministic (RFC 8032), salts and keys are fixed.

    python tools/make_register_vectors.py vectors
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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


def entry_vector(op, item, key=KEY):
    sealed = seal(item)
    entry = {
        "register": "sample",
        "key": key,
        "op": op,
        "time": TIME,
        "definition": definition_hash(DEFINITION),
        "batch": BATCH,
        "parts": {name: part["digest"] for name, part in sealed.items()},
    }
    leaf = canonical(entry)
    return {
        "origin": ORIGIN,
        "format": "docs/formats/entry.md",
        "expect": "valid",
        "definition": DEFINITION,
        "item": item,
        "parts": sealed,
        "entry": leaf.decode(),
        "leaf-hash": sha256(b"\0", leaf).hexdigest(),
    }


def entry_vectors():
    who = {"approved-by": "Trần Thị B", "approved-at": TIME, "confirmed-by": "Nguyễn Văn A", "confirmed-at": TIME}
    citation = {"citation": ["Báo Thanh tra, 15/08/2021"]}
    values = {"name": "Cầu Bến Rừng", "cost": 0, "open": False, "sides": ["hai-phong", "quang-ninh"]}
    put = {"shared": values, "personal": {"phone": "0225 000 000"}, "source": citation, "attribution": who}
    yield "put", entry_vector("put", put)
    for op, arguments in (
        ("retire", {"reason": "nhập nhầm"}),
        ("restore", {"reason": "nhập đúng"}),
        ("merge", {"into": OTHER, "reason": "hai bản ghi là một"}),
        ("erase", {"parts": ["personal"], "ground": "yêu cầu của chủ thể dữ liệu"}),
    ):
        yield op, entry_vector(op, {"shared": arguments, "attribution": who})
    yield "define", entry_vector("define", {"shared": {"definition": DEFINITION}}, "sample")
    hand_over = {
        "old-log": "hai-duong/sample",
        "cut-size": 2,
        "cut-root": sha256(b"minh hoa").hexdigest(),
        "scope": [KEY, OTHER],
        "new-log": "hai-phong/sample",
        "act": "Nghị quyết 202/2025/QH15",
    }
    yield "hand-over", entry_vector("hand-over", {"shared": hand_over}, "sample")


def words(text):
    return {"vi": text}


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


def hand_over_vectors():
    given = {
        "old-log": "so-du-lich/sample",
        "cut-size": 41,
        "cut-root": sha256(b"minh hoa").hexdigest(),
        "scope": "all",
        "new-log": "hai-phong/sample",
        "act": "Quyết định 12/QĐ-UBND (minh họa)",
    }
    cases = [
        ("all that a log has", given),
        ("two keys", {**given, "scope": [KEY, OTHER]}),
        ("the old steward is gone", {**given, "agreement": sha256(b"agreement").hexdigest()}),
    ]
    return {
        "origin": ORIGIN,
        "format": "docs/formats/hand-over.md",
        "cases": [
            {
                "what": what,
                "arguments": arguments,
                "hash": sha256(b"lienvung/hand-over/v1\0", canonical(arguments)).hexdigest(),
            }
            for what, arguments in cases
        ],
    }


def invalid_entries():
    good = json.loads(entry_vector("put", {})["entry"])
    parts = good["parts"]
    bad_times = ("2026-11-22", "2026-13-22T08:00:00Z", "2026-11-22T08:00:00+00:00")
    spoiled = {
        "E3-names": [{k: v for k, v in good.items() if k != "batch"}, {**good, "author": "A"}, [good]],
        "E4-register": [{**good, "register": "Sample"}, {**good, "register": "-sample"}, {**good, "register": 1}],
        "E5-key": [{**good, "key": ""}, {**good, "key": "Hai-Phong"}, {**good, "key": "hai--phong"}],
        "E6-op": [{**good, "op": "delete"}],
        "E7-time": [{**good, "time": time} for time in bad_times],
        "E8-definition": [{**good, "definition": "AB" * 32}, {**good, "definition": "ab"}],
        "E9-batch": [{**good, "batch": "abcdefgh01234567"}, {**good, "batch": "abc"}],
        "E10-parts": [
            {**good, "parts": {}},
            {**good, "parts": {name: digest for name, digest in parts.items() if name != "source"}},
            {**good, "parts": {**parts, "shared": "0"}},
            {**good, "parts": {**parts, "Shared": "0" * 64}},
        ],
        "E11-log-key": [{**good, "op": "define"}],
    }  # fmt: skip
    cases = [{"entry": canonical(e).decode(), "expect": rule} for rule, entries in spoiled.items() for e in entries]
    text = canonical(good).decode()
    first, rest = text[1:-1].split(",", 1)
    swapped = "{" + f"{rest},{first}" + "}"
    cases += [
        {"entry": text.replace('":"', '": "', 1), "expect": "E2-spelling", "comment": "a blank after a colon"},
        {"entry": swapped, "expect": "E2-spelling", "comment": "names not sorted"},
        {"entry": text.replace("put", "\\u0070ut"), "expect": "E2-spelling", "comment": "an escape that is not needed"},
        {"entry": text + "\n", "expect": "E2-spelling", "comment": "something after the end"},
        {"entry": "{", "expect": "E2-spelling", "comment": "not JSON"},
    ]
    return {"origin": ORIGIN, "format": "docs/formats/entry.md", "cases": cases}


def canonical_cases():
    def case(data, expect, comment=""):
        shown = {"bytes": data.hex(), "expect": expect}
        return {**shown, "comment": comment} if comment else shown

    refused = [
        (b"\xff", "C1-utf8", ""),
        (b"\xef\xbb\xbf{}", "C1-utf8", "byte-order mark"),
        (b"{} {}", "C2-json", ""),
        (b"{", "C2-json", ""),
        (b"null", "C3-type", ""),
        (b"1.5", "C3-type", ""),
        (b"1.0", "C3-type", "a fraction, though it equals an integer"),
        (b"1e3", "C3-type", ""),
        (b"9007199254740992", "C4-integer", "2^53"),
        (b"-9007199254740992", "C4-integer", ""),
        ('"Thủy"'.encode().replace("ủ".encode(), "u\u0309".encode()), "C5-nfc", "u and a combining hook"),
        (b'"a\\u0000b"', "C6-nul", ""),
        ('{"tên":1}'.encode(), "C7-name", ""),
        (b'{"":1}', "C7-name", ""),
        (b"[" * 33 + b"]" * 33, "C8-depth", "33 deep"),
        (b'{"b":1,"a":2}', "C9-spelling", "names not sorted"),
        (b'{"a":1,"a":1}', "C9-spelling", "a name twice"),
        (b'{"a": 1}', "C9-spelling", "a blank"),
        (b'"\\u0041"', "C9-spelling", "an escape that is not needed"),
        (b'"\\/"', "C9-spelling", "an escape that is not needed"),
        (b"-0", "C9-spelling", ""),
        (b"1\n", "C9-spelling", "a line end"),
    ]
    accepted = [
        b"{}", b"[]", b"true", b"0", b"-1", b"9007199254740991", b"-9007199254740991", '"Hòa, ủy, Đ"'.encode(),
        b'"\\b\\t\\n\\f\\r\\"\\\\\\u001f\x7f/"', b'{"A":1,"a":{"-":[false,""]},"a-b":2}', b"[" * 32 + b"]" * 32,
        '"\u2028\U0001f6a2"'.encode(),
    ]  # fmt: skip
    cases = [case(data, "valid") for data in accepted] + [case(*each) for each in refused]
    return {"origin": ORIGIN, "format": "docs/formats/item.md", "cases": cases}


def part_vectors():
    salt = bytes(range(16))
    bodies = [b"{}", '{"name":"Cầu Bến Rừng"}'.encode(), b'{"cost":0,"open":false}']
    cases = [
        {
            "salt": salt.hex(),
            "body": body.decode(),
            "digest": sha256(b"lienvung/part/v1\0", salt, body).hexdigest(),
            "expect": "valid",
        }
        for body in bodies
    ]
    good = cases[1]
    cases += [
        {**good, "salt": good["salt"][:30], "expect": "P1-salt", "comment": "15 bytes"},
        {**good, "salt": "ff" * 16, "expect": "P4-digest", "comment": "another salt"},
        {**good, "body": good["body"].replace("Rừng", "Rưng"), "expect": "P4-digest", "comment": "one mark is missing"},
    ]
    bodies = [
        ("[]", "P2-body"),
        ('{"a":""}', "P3-pruned"),
        ('{"a":{"b":[]}}', "P3-pruned"),
        ('{"a":[0,{}]}', "P3-pruned"),
    ]
    refused = [{"body": body, "expect": expect} for body, expect in bodies]
    definition = {"definition": DEFINITION, "hash": definition_hash(DEFINITION)}
    return {
        "origin": ORIGIN,
        "format": "docs/formats/part.md",
        "digests": cases,
        "bodies": refused,
        "definitions": [definition],
    }


def batch_vectors():
    a, b = "a" * 16, "b" * 16
    return {
        "origin": ORIGIN,
        "format": "docs/formats/batch.md",
        "cases": [
            {"batches": [], "expect": []},
            {"batches": [a, a, b], "expect": [[a, 0, 2], [b, 2, 3]]},
            {"batches": [a, b, a], "expect": "B2-together", "comment": "a returns after b"},
        ],
    }


def terms():
    return {
        "title": "Thỏa thuận chia sẻ dữ liệu (minh họa)",
        "basis": "Kết luận 01-KL/TU/LT ngày 30/5/2019",
        "parties": [{"node": "hai-phong", "root": "11" * 32}, {"node": "quang-ninh", "root": "22" * 32}],
        "contacts": [{"node": "hai-phong", "name": "Nguyễn Văn A", "office": "Văn phòng Thành ủy"}],
        "ends": "2030-12-31",
        "grants": [
            {
                "grantor": "hai-phong",
                "recipient": "quang-ninh",
                "register": "commitment",
                "parts": ["attribution", "shared", "source"],
                "filter": {"field": "programmes", "in": [KEY]},
                "purpose": "theo dõi chung",
                "since": "2026-11-22",
                "until": "2028-11-22",
            },
            {
                "grantor": "quang-ninh",
                "recipient": "hai-phong",
                "register": "organisation",
                "parts": ["shared"],
                "purpose": "danh bạ đầu mối",
                "since": "2026-11-22",
            },
        ],
    }


def agreement_vectors():
    good = terms()
    data = canonical(good)
    grant = good["grants"][0]

    def spoil(**changes):
        return {**good, **changes}

    def spoil_grant(**changes):
        return {**good, "grants": [{**grant, **changes}]}

    one = good["parties"][0]
    spoiled = [
        ("T2-names", {name: value for name, value in good.items() if name != "basis"}),
        ("T2-names", spoil(signed="yes")),
        ("T3-words", spoil(title=" có dấu cách")),
        ("T3-words", spoil(basis="hai\ndòng")),
        ("T4-day", spoil(ends="2030-02-30")),
        ("T4-day", spoil_grant(since="2026-11")),
        ("T4-day", spoil_grant(until="2026-11-21")),
        ("T5-parties", spoil(parties=[one])),
        ("T5-parties", spoil(parties=[one, one])),
        ("T5-parties", spoil(parties=[one, {"node": "quang-ninh", "root": "22"}])),
        ("T6-contacts", spoil(contacts=[{"node": "bac-ninh", "name": "B", "office": "C"}])),
        ("T6-contacts", spoil(contacts=[])),
        ("T7-grants", spoil(grants={})),
        ("T7-grants", spoil_grant(why="x")),
        ("T8-sides", spoil_grant(recipient="bac-ninh")),
        ("T8-sides", spoil_grant(recipient="hai-phong")),
        ("T9-register", spoil_grant(register="agreement")),
        ("T10-parts", spoil_grant(parts=["source", "shared"])),
        ("T10-parts", spoil_grant(parts=["shared", "shared"])),
        ("T11-filter", spoil_grant(filter={"field": "programmes", "in": []})),
        ("T11-filter", spoil_grant(filter={"field": "programmes"})),
        ("T12-follow-up", spoil_grant(filter={"field": "field", "in": ["tourism"]})),
        ("T12-follow-up", spoil_grant(filter={"field": "key", "in": [KEY]})),
        ("T13-replaces", spoil(replaces=[])),
        ("T13-replaces", spoil(replaces=["bb" * 32, "aa" * 32])),
        ("T13-replaces", spoil(replaces=["AA" * 32])),
        ("T13-replaces", spoil(replaces="aa" * 32)),
    ]
    cases = [{"terms": canonical(value).decode(), "expect": rule} for rule, value in spoiled]
    cases.append({"terms": data.decode() + " ", "expect": "T1-canonical"})
    digest = sha256(b"lienvung/agreement/v1\0", data).hexdigest()
    later = canonical(spoil(replaces=[digest], grants=good["grants"][1:]))
    return {
        "origin": ORIGIN,
        "format": "docs/formats/agreement.md",
        "valid": {"terms": data.decode(), "hash": digest},
        "replacing": {
            "terms": later.decode(),
            "hash": sha256(b"lienvung/agreement/v1\0", later).hexdigest(),
            "replaces": digest,
        },
        "refused": cases,
    }


def acceptance_vectors():
    """Each case: answers in the order of each log, and how they count for the sides a and b on one hash."""
    h, other = "ab" * 32, "cd" * 32

    def case(answers, comment, **expect):
        shown = [dict(zip(("node", "of", "decision"), each, strict=True)) for each in answers]
        none = {"accepted": [], "refused": [], "revoked": [], "waiting": []}
        return {"comment": comment, "answers": shown, "expect": {**none, **expect}}

    accepted = [("a", h, "accept"), ("b", h, "accept")]
    return {
        "origin": ORIGIN,
        "format": "docs/formats/acceptance.md",
        "of": h,
        "sides": ["a", "b"],
        "cases": [
            case([], "nobody answered", waiting=["a", "b"]),
            case([("a", h, "accept")], "one accepted", accepted=["a"], waiting=["b"]),
            case([("a", other, "accept")], "another hash was answered", waiting=["a", "b"]),
            case([("c", h, "accept")], "somebody who is no side", waiting=["a", "b"]),
            case(accepted, "both accepted", accepted=["a", "b"]),
            case([*accepted, ("a", h, "revoke")], "one revoked", accepted=["a", "b"], revoked=["a"]),
            case([("a", h, "revoke"), *accepted], "revoked before it accepted", accepted=["a", "b"]),
            case([("a", h, "refuse"), *accepted], "refusal is final", accepted=["b"], refused=["a"]),
            case([*accepted, ("a", h, "refuse")], "so is acceptance", accepted=["a", "b"]),
        ],
    }


def node_json_vectors():
    root, second, third = (
        Ed25519PrivateKey.from_private_bytes(seed) for seed in (bytes(range(32)), b"\5" * 32, b"\6" * 32)
    )

    def spelled(key):
        return base64.b64encode(key.public_key().public_bytes_raw()).decode()

    def root_set(threshold, *keys):
        return {"keys": sorted(map(spelled, keys), key=base64.b64decode), "threshold": threshold}

    def key(n, since="2026-11-22", **more):
        return {"key": base64.b64encode(bytes([n]) * 32).decode(), "since": since, **more}

    uses = {name: [key(n)] for n, name in enumerate(("log", "witness", "request", "encryption"), 1)}
    keys = {"node": "hai-phong", "version": 1, "address": "https://lienvung.example", "root": root_set(1, root), **uses}
    node = {"name": "hai-phong", "title": "Thành phố Hải Phòng", "address": "https://lienvung.example"}

    def line(text, signer, name="hai-phong/root", spoiled=False):
        raw = signer.public_key().public_bytes_raw()
        key_id = sha256(name.encode(), b"\n\x01", raw).digest()[:4]
        signature = bytes(64) if spoiled else signer.sign(text)
        return f"— {name} {base64.b64encode(key_id + signature).decode()}\n"

    def note(values, *signers, header="lienvung/keys/v1\n", name="hai-phong/root"):
        text = header.encode() + canonical(values) + b"\n"
        return text.decode() + "\n" + "".join(line(text, signer, name) for signer in signers or (root,))

    def file(values, *notes):
        return canonical({**values, "keys": list(notes)}).decode()

    good = file(node, note(keys))
    rotated = {**keys, "version": 2, "log": [key(1, until="2026-12-31"), key(7, "2026-12-17")]}
    two_of_three = root_set(2, root, second, third)
    moved = {**rotated, "version": 3, "root": two_of_three}
    void = {"at": "2026-12-20T01:00:00Z", "void": {"limitation": [12, 15]}}
    revoked = {**moved, "version": 4, "log": [key(1, until="2026-12-31", revoked=void), key(7, "2026-12-17")]}
    stolen = {"at": "2026-12-20T01:00:00Z"}
    unsaid = {**moved, "version": 5, "log": [key(1, until="2026-12-31", revoked=stolen), key(7, "2026-12-17")]}
    short = {**keys, "version": 2, "log": [key(7, "2026-12-17")]}
    forgery = (keys, {**keys, "version": 2, "root": root_set(1, second)})
    wrong_line = note({**moved, "version": 1}, root, second) + line(
        ("lienvung/keys/v1\n" + canonical({**moved, "version": 1}).decode() + "\n").encode(), third, spoiled=True
    )
    refused = [
        (good + "\n", "N1-canonical"),
        (canonical(node).decode(), "N2-names"),
        (file({**node, "title": ""}, note(keys)), "N2-names"),
        (file(node), "N2-names"),
        (file(node, note(keys, header="lienvung/keys/v2\n")), "N3-header"),
        (file(node, "lienvung/keys/v1"), "N3-header"),
        (file(node, note({**keys, "extra": 1})), "N4-names"),
        (file(node, note({**keys, "root": {"keys": [spelled(root)]}})), "N4-names"),
        (file(node, note({**keys, "log": [key(1, extra=1)]})), "N4-names"),
        (file(node, note({**keys, "log": [key(1, revoked={"void": {}})]})), "N4-names"),
        (file(node, note({**keys, "version": 0})), "N5-values"),
        (file(node, note({**keys, "log": []})), "N5-values"),
        (file(node, note({**keys, "log": ["AAAA"]})), "N5-values"),
        (file(node, note({**keys, "log": [{"key": "AAAA", "since": "2026-11-22"}]})), "N5-values"),
        (file(node, note({**keys, "log": [key(1, until="2026-11-21")]})), "N5-values"),
        (file(node, note({**keys, "log": [key(1, revoked={"at": "2026-11-22"})]})), "N5-values"),
        (file(node, note({**keys, "log": [key(1, revoked={**void, "void": {"limitation": [3, 3]}})]})), "N5-values"),
        (file(node, note({**keys, "witness": [key(2, revoked=void)]})), "N5-values"),
        (file(node, note({**keys, "root": root_set(2, root)})), "N5-values"),
        (file(node, note({**keys, "root": root_set(0, root)})), "N5-values"),
        (file(node, note({**keys, "root": {"keys": [spelled(root)] * 2, "threshold": 2}})), "N5-values"),
        (file(node, note({**keys, "address": "https://lienvung.example/"})), "N5-values"),
        (file(node, note(keys, second)), "N6-signed"),
        (file(node, note(keys, name="hai-phong")), "N6-signed"),
        (file(node, note(keys).replace("2026", "2027")), "N6-signed"),
        (file(node, note({**moved, "version": 1}, root)), "N6-signed"),
        (file(node, note({**moved, "version": 1}, root, root)), "N6-signed"),
        (file(node, wrong_line), "N6-signed"),
        (file({**node, "name": "quang-ninh"}, note(keys)), "N7-same"),
        (file({**node, "address": "https://other.example"}, note(keys)), "N7-same"),
        (file(node, note({**keys, "witness": [key(1)]})), "N8-once"),
        (file(node, note({**keys, "log": [key(1), key(1)]})), "N8-once"),
        (file(node, note({**keys, "log": [{"key": spelled(root), "since": "2026-11-22"}]})), "N8-once"),
        (file(node, note({**keys, "log": [key(1), key(7, "2026-11-21")]})), "N9-order"),
        (
            file({**node, "name": "ha-noi"}, note(keys), note({**rotated, "node": "ha-noi"}, name="ha-noi/root")),
            "N10-node",
        ),
        (file(node, note(keys), note({**rotated, "version": 1})), "N11-version"),
        (file(node, note(rotated), note(keys)), "N11-version"),
        (file(node, note(forgery[0]), note(forgery[1], second)), "N12-signed-before"),
        (file(node, note(moved, root, second), note({**revoked, "root": root_set(1, root)})), "N12-signed-before"),
        (file(node, note(keys), note(short)), "N13-kept"),
        (file(node, note(revoked, root, third), note(unsaid, root, third)), "N13-kept"),
    ]

    def fingerprint(values):
        return sha256(b"lienvung/root/v1\0", canonical(values["root"])).hexdigest()

    return {
        "origin": ORIGIN,
        "format": "docs/formats/node-json.md",
        "root-private-keys": [seed.private_bytes_raw().hex() for seed in (root, second, third)],
        "valid": {"node.json": good, "fingerprint": fingerprint(keys)},
        "chain": {
            "node.json": file(node, note(keys), note(moved, root, second), note(revoked, second, third)),
            "fingerprint": fingerprint(keys),
            "roots": [fingerprint(keys), fingerprint(moved)],
            "comment": "the root moves to two of three; then a log key is revoked",
        },
        "refused": [{"node.json": data, "expect": rule} for data, rule in refused],
    }


def main(folder):
    vectors = {f"entry-{op}": vector for op, vector in entry_vectors()}
    vectors |= {
        "entry-invalid": invalid_entries(),
        "canonical": canonical_cases(),
        "definition": definition_vectors(),
        "part": part_vectors(),
        "batch": batch_vectors(),
        "agreement": agreement_vectors(),
        "acceptance": acceptance_vectors(),
        "hand-over": hand_over_vectors(),
        "node-json": node_json_vectors(),
    }
    for name, vector in vectors.items():
        Path(folder, f"{name}.json").write_text(json.dumps(vector, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
