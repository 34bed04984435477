"""Sharing agreements and their acceptances (docs/formats/agreement.md, acceptance.md)."""

from tools.register_vectors.spelling import KEY, ORIGIN, canonical, sha256


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
