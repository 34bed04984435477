"""What stands of an agreement once it was answered, whatever is written over it later."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from forging import Said, forge
from two_places import ATTRIBUTION, TODAY, Place, grant

from lienvung.core.agreement.terms import Party, Terms, format_terms, terms_hash
from lienvung.core.register.errors import VersionRefused
from lienvung.core.register.key import format_token, new_key
from lienvung.core.register.record import Record
from lienvung.node.agreements import (
    accept_agreement,
    agreements,
    answer_agreement,
    propose_agreement,
    revoke_agreement,
    standing_agreements,
)
from lienvung.node.append import Change, append
from lienvung.node.contact import own_document
from lienvung.node.stores.rows import Query

BOTH = (grant("quang-ninh", "hai-phong"), grant("hai-phong", "quang-ninh"))


def reasons(*places: Place) -> list[str]:
    """Return why the one agreement is in force, or not, as each place sees it."""
    found = []
    for place in places:
        with place.node.store.reading() as reader:
            found += [state.reason for state in agreements(reader, place.name, TODAY)]
    return found


def own_record(place: Place, register: str, **where: str) -> Record:
    with place.node.store.reading() as reader:
        found = reader.find(register, Query(where=where)).records
    return next(record for record in found if record.steward == place.name)


def other_answers(key: str, of: str) -> list[Said]:
    """Return everything that could be written over an answer."""
    to = ["hai-phong"]
    return [
        Said("put", key, {"of": of, "decision": "refuse", "to": to}),
        Said("retire", key, {"reason": "x"}),
        Said("merge", key, {"into": "quang-ninh-aaaaaaaaaaaaaaaa", "reason": "x"}),
    ]


@pytest.mark.parametrize("number", [0, 1, 2], ids=["put", "retire", "merge"])
def test_an_acceptance_cannot_be_written_over(hai_phong: Place, quang_ninh: Place, number: int) -> None:
    """What a party accepted stays accepted on both sides, whatever its log says later under the same key."""
    of = hai_phong.agree(quang_ninh, *BOTH)
    key = own_record(quang_ninh, "acceptance").key
    forge(quang_ninh, "acceptance", other_answers(key, of)[number])
    hai_phong.pull(quang_ninh)
    assert reasons(hai_phong, quang_ninh) == ["in-force", "in-force"]
    with hai_phong.node.store.reading() as reader:
        assert [row.code for row in reader.refused("quang-ninh/acceptance")] == ["version-refused"]


def test_a_refusal_is_final(hai_phong: Place, quang_ninh: Place) -> None:
    """A refusal stands when the same record, or another, says accept later."""
    with hai_phong.node.store.reading() as reader:
        own = own_document(reader)
    assert own is not None
    parties = Party("hai-phong", own.fingerprint), Party("quang-ninh", hai_phong.contact(quang_ninh).fingerprint)
    terms = Terms("Thử", parties, "Cơ sở", (), None, BOTH)
    propose_agreement(hai_phong.node, terms, attribution=ATTRIBUTION, idempotency_key="p")
    quang_ninh.pull(hai_phong)
    of = terms_hash(format_terms(terms))
    answer_agreement(quang_ninh.node, of, "refuse", attribution=ATTRIBUTION, idempotency_key="r")
    key = own_record(quang_ninh, "acceptance").key
    accepted = {"of": of, "decision": "accept", "to": ["hai-phong"]}
    forge(quang_ninh, "acceptance", Said("put", key, accepted), Said("put", "quang-ninh-aaaaaaaaaaaaaaaa", accepted))
    hai_phong.pull(quang_ninh)
    assert reasons(hai_phong) == ["refused"]


def test_a_revocation_cannot_be_taken_back(hai_phong: Place, quang_ninh: Place) -> None:
    """Grants that were revoked do not come back when the revocation is retired: it takes a new agreement."""
    of = hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    revoke_agreement(quang_ninh.node, of, "lý do", attribution=ATTRIBUTION, idempotency_key="r")
    key = own_record(quang_ninh, "acceptance", decision="revoke").key
    forge(quang_ninh, "acceptance", Said("retire", key, {"reason": "x"}))
    hai_phong.pull(quang_ninh)
    assert reasons(hai_phong, quang_ninh) == ["revoked", "revoked"]


def test_terms_cannot_be_taken_away(hai_phong: Place, quang_ninh: Place) -> None:
    """An agreement in force stays known to both sides when its proposer's log retires the record of the terms."""
    hai_phong.agree(quang_ninh, *BOTH)
    forge(hai_phong, "agreement", Said("retire", own_record(hai_phong, "agreement").key, {"reason": "x"}))
    quang_ninh.pull(hai_phong)
    assert reasons(hai_phong, quang_ninh) == ["in-force", "in-force"]


@pytest.mark.parametrize("register", ["agreement", "acceptance"])
def test_our_own_append_says_things_once(hai_phong: Place, quang_ninh: Place, register: str) -> None:
    """We cannot write over terms or an answer of ours either: nothing is appended."""
    hai_phong.agree(quang_ninh, *BOTH)
    record = own_record(hai_phong, register)
    with pytest.raises(VersionRefused, match="V7-once"):
        hai_phong.change("retire", register, record.key, {"reason": "x"})
    with pytest.raises(VersionRefused, match="V7-once"):
        hai_phong.change("put", register, record.key, record.values)


@pytest.mark.parametrize(
    ("at", "arrived"),
    [
        (datetime(2026, 11, 30, 16, 59, tzinfo=UTC), 1),  # 23:59 on 30 November in Viet Nam
        (datetime(2026, 11, 30, 17, 0, tzinfo=UTC), 0),  # 00:00 on 1 December
    ],
)
def test_an_agreement_ends_with_the_day_in_viet_nam(
    hai_phong: Place, quang_ninh: Place, at: datetime, arrived: int
) -> None:
    """Values leave until midnight in Viet Nam of the last day, and not an hour longer."""
    with hai_phong.node.store.reading() as reader:
        own = own_document(reader)
    assert own is not None
    parties = Party("hai-phong", own.fingerprint), Party("quang-ninh", hai_phong.contact(quang_ninh).fingerprint)
    terms = Terms("Thử", parties, "Cơ sở", (), date(2026, 11, 30), BOTH)
    propose_agreement(hai_phong.node, terms, attribution=ATTRIBUTION, idempotency_key="p")
    quang_ninh.pull(hai_phong)
    of = terms_hash(format_terms(terms))
    accept_agreement(quang_ninh.node, of, attribution=ATTRIBUTION, idempotency_key="a")
    hai_phong.pull(quang_ninh)
    for place in (hai_phong, quang_ninh):
        place.clock.at = at
    quang_ninh.write()
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        known = reader.definition("limitation")
        assert (len(reader.find("limitation", Query()).records) if known else 0) == arrived


class Counting:
    """A reader that counts how often records are looked for."""

    def __init__(self, reader: Any) -> None:
        self.reader, self.found = reader, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.reader, name)

    def find(self, *asked: Any) -> Any:
        self.found += 1
        return self.reader.find(*asked)


def test_what_a_partner_proposes_slows_no_request(hai_phong: Place, quang_ninh: Place) -> None:
    """However many terms it proposes and accepts alone, what stands is found with few look-ups, and is what stood."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    with hai_phong.node.store.reading() as reader:
        before = standing_agreements(reader, "hai-phong", TODAY)
    terms = quang_ninh.terms(hai_phong, *BOTH)
    changes = []
    for number in range(300):
        text = format_terms(replace(terms, title=f"Thỏa thuận {number}"))
        shared = {"title": "T", "terms": text.decode(), "to": ["hai-phong"]}
        answer = {"of": terms_hash(text), "decision": "accept", "to": ["hai-phong"]}
        for register, said in (("agreement", shared), ("acceptance", answer)):
            key = new_key("quang-ninh", format_token(number.to_bytes(10)))
            changes.append(Change("put", register, key, {"shared": said}))
    append(quang_ninh.node, changes, idempotency_key="flood")
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        counting: Any = Counting(reader)
        assert standing_agreements(counting, "hai-phong", TODAY) == before != []
        assert len(agreements(reader, "hai-phong", TODAY)) == 301
    assert counting.found == 2
