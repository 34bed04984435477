"""Canonical JSON and parts (docs/formats/item.md, part.md)."""

from tools.register_vectors.spelling import DEFINITION, ORIGIN, definition_hash, sha256


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
