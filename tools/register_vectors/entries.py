"""Entries of every kind, those that are refused, and batches (docs/formats/entry.md, hand-over.md, batch.md)."""

import json

from tools.register_vectors.spelling import (
    BATCH,
    DEFINITION,
    KEY,
    ORIGIN,
    OTHER,
    TIME,
    canonical,
    definition_hash,
    seal,
    sha256,
)


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
