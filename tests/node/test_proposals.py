"""Changes asked of another node: over real HTTP, between nodes with real stores."""

import secrets
from datetime import date, timedelta

import pytest
from tests.node.exchange.two_places import ATTRIBUTION, Place, grant, meet, open_place

from lienvung.core.register.key import format_token, new_key
from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.cosignature import cosign as cosign_text
from lienvung.node.append import Change, append
from lienvung.node.exchange.first_cosigned import format_cosigned
from lienvung.node.exchange.serve import Response
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.exchange.witness import TEXT
from lienvung.node.proposals import proposals
from lienvung.node.proposing import (
    ProposalEmpty,
    ProposalNotAsked,
    ProposalOutdated,
    ProposalReasonMissing,
    ProposalSettled,
    accept_proposal,
    propose_change,
    refuse_proposal,
    shared_of,
)

WORK = {
    "text": "Ban hành quy chế phối hợp quản lý tàu du lịch",
    "programmes": ["ha-noi-aaaaaaaaaaaaaaaa"],
    "deadline-kind": "dated",
    "deadline": "2026-12-31",
    "owed-by": ["hai-phong", "quang-ninh"],
    "nature": "illustrative",
}


@pytest.fixture
def sides(tmp_path) -> tuple[Place, Place]:
    """Hải Phòng reads Quảng Ninh's commitments."""
    one, other = open_place(tmp_path, "hai-phong", "Hải Phòng"), open_place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(one, other)
    other.agree(one, grant("quang-ninh", "hai-phong", "commitment"))
    return one, other


def promise(place: Place, **shared) -> str:
    key = new_key(place.name, format_token(secrets.token_bytes(10)))
    item = {"shared": {**WORK, **shared}, "internal": {"internal-note": "ghi riêng"}, "attribution": ATTRIBUTION}
    append(place.node, [Change("put", "commitment", key, item)], idempotency_key=key)
    return key


def record_at(place: Place, key: str):
    with place.node.store.reading() as reader:
        return reader.record("commitment", key)


def asked(place: Place, key: str):
    with place.node.store.reading() as reader:
        return proposals(reader, place.node.today(), about=key)


def ask(place: Place, key: str, sides=("quang-ninh",), decide_by=None, to=(), reason="Theo biên bản họp", **changed):
    record = record_at(place, key)
    shared = {**shared_of(place.node, record), **changed}
    kept = {name: value for name, value in shared.items() if value is not None}
    propose_change(
        place.node,
        record,
        shared=kept,
        sides=sides,
        to=to,
        reason=reason,
        decide_by=decide_by,
        attribution=ATTRIBUTION,
        idempotency_key=secrets.token_hex(8),
    )
    return max(asked(place, key), key=lambda state: state.index).proposal.of


def became(place: Place, key: str, of: str) -> str:
    return next(state.outcome.state for state in asked(place, key) if state.proposal.of == of)


def accept(place: Place, of: str, key: str | None = None):
    return accept_proposal(place.node, of, attribution=ATTRIBUTION, idempotency_key=key or secrets.token_hex(8))


def test_the_steward_accepts_in_one_batch_that_names_the_proposal(sides):
    """The acceptance and the changed record are one confirmation; unproposed fields and internal parts stay."""
    one, other = sides
    key = promise(other, product="Quy chế")
    one.pull(other)
    of = ask(one, key, text="Ban hành quy chế quản lý tàu trên hai vịnh", product=None)
    other.pull(one)
    (waiting,) = asked(other, key)
    assert waiting.awaits("quang-ninh")
    receipt = accept(other, of)
    assert [origin for origin, _, _ in receipt.entries] == ["quang-ninh/acceptance", "quang-ninh/commitment"]
    changed = record_at(other, key)
    assert changed.values["text"] == "Ban hành quy chế quản lý tàu trên hai vịnh"
    assert changed.values["deadline"] == "2026-12-31"
    assert changed.values["internal-note"] == "ghi riêng"
    assert "product" not in changed.values
    one.pull(other)
    assert asked(one, key)[0].outcome.state == "accepted"
    assert record_at(one, key).values["text"] == changed.values["text"]


def test_a_refusal_is_final_and_says_why(sides):
    """The reason reaches the one who asked, the record stays, and the steward cannot answer twice."""
    one, other = sides
    key = promise(other)
    one.pull(other)
    of = ask(one, key, text="khác")
    other.pull(one)
    with pytest.raises(ProposalReasonMissing):
        refuse_proposal(other.node, of, " ", attribution=ATTRIBUTION, idempotency_key="r0")
    refuse_proposal(other.node, of, "Chưa có căn cứ", attribution=ATTRIBUTION, idempotency_key="r1")
    with pytest.raises(ProposalSettled):
        accept(other, of)
    one.pull(other)
    (state,) = asked(one, key)
    assert (state.outcome.state, state.answers[0].reason) == ("refused", "Chưa có căn cứ")
    assert record_at(one, key).values["text"] == WORK["text"]


def test_what_the_steward_changed_since_is_not_overwritten(sides):
    """A proposal about a field that moved is outdated; about another field it still holds."""
    one, other = sides
    key = promise(other)
    one.pull(other)
    text, product = ask(one, key, text="khác"), ask(one, key, product="Đề án")
    item = {"shared": {**WORK, "text": "đã sửa"}, "attribution": ATTRIBUTION}
    append(other.node, [Change("put", "commitment", key, item)], idempotency_key="corrected")
    other.pull(one)
    with pytest.raises(ProposalOutdated, match="text"):
        accept(other, text)
    accept(other, product)
    assert record_at(other, key).values["text"] == "đã sửa"
    assert record_at(other, key).values["product"] == "Đề án"


def test_only_who_is_asked_answers(sides):
    """The one who asked cannot answer for the steward, and nothing is proposed that changes nothing."""
    one, other = sides
    key = promise(other)
    one.pull(other)
    of = ask(one, key, text="khác")
    with pytest.raises(ProposalNotAsked):
        accept(one, of)
    with pytest.raises(ProposalEmpty):
        ask(one, key)


def test_the_same_acceptance_twice_is_one(sides):
    """A repeated click appends nothing and gives the first receipt."""
    one, other = sides
    key = promise(other)
    one.pull(other)
    of = ask(one, key, text="khác")
    other.pull(one)
    assert accept(other, of, "once") == accept(other, of, "once")


def test_a_joint_change_holds_when_every_side_has_accepted_and_was_witnessed(sides):
    """The one who asks accepts at once; the other accepts; each must be cosigned before it counts."""
    one, other = sides
    key = promise(other)
    one.pull(other)
    joint = ask(one, key, sides=("hai-phong", "quang-ninh"), decide_by=date(2026, 12, 15), deadline="2027-06-30")
    other.pull(one)
    assert asked(one, key)[0].outcome.nodes == ("hai-phong", "quang-ninh"), "our own answer waits for a witness"
    assert asked(other, key)[0].outcome.nodes == ("quang-ninh",), "the other side cosigned it by pulling it"
    accept(other, joint)
    cosign(one, other)
    assert record_at(one, key).values["deadline"] == "2026-12-31", "no put: the agreed value is computed"
    assert [asked(place, key)[0].outcome.state for place in sides] == ["accepted", "accepted"]


def test_an_answer_first_witnessed_too_late_does_not_count(sides):
    """What nobody saw by the day came too late, whatever time the entry gives itself."""
    one, other = sides
    key = promise(other)
    one.pull(other)
    joint = ask(one, key, sides=("hai-phong", "quang-ninh"), decide_by=date(2026, 11, 23), deadline="2027-06-30")
    submit_checkpoints(one.node, one.contact(other), one.source(other))
    other.pull(one)
    accept(other, joint)
    for place in sides:
        place.clock.at += timedelta(days=3)
    one.pull(other)
    other.pull(one)
    (state,) = asked(one, key)
    assert (state.outcome.state, state.outcome.nodes) == ("lapsed", ("quang-ninh",))
    with pytest.raises(ProposalSettled):
        accept(other, state.proposal.of)


def test_who_comes_later_asks_for_the_first_witnesses(tmp_path):
    """A side that pulls only after the day is shown, and verifies, that the answers were witnessed in time."""
    places = [open_place(tmp_path, name, name) for name in ("hai-phong", "quang-ninh", "bac-ninh")]
    one, other, late = places
    for pair in ((one, other), (one, late), (other, late)):
        meet(*pair)
    for reader in (one, late):
        other.agree(reader, grant("quang-ninh", reader.name, "commitment"))
    key = promise(other)
    one.pull(other)
    late.pull(other)
    joint = ask(one, key, ("hai-phong", "quang-ninh"), date(2026, 11, 25), to=("bac-ninh",), deadline="2027-06-30")
    other.pull(one)
    accept(other, joint)
    second = ask(one, key, product="Đề án")
    cosign(one, other)
    for place in places:
        place.clock.at += timedelta(days=9)
    other.pull(one)  # who accepts must have looked
    accept(other, second)  # the log has gone on: its newest head says nothing of then
    late.pull(one)
    late.pull(other)
    assert [became(place, key, joint) for place in places] == ["accepted"] * 3
    assert len(asked(late, key)) == 1, "what is between two others is not shown to a third"
    assert any("/cosigned/" in path for path in other.asked)


def test_forged_witness_lines_are_not_kept(tmp_path):
    """A partner that invents witnesses, or sends lines over another tree, is not believed."""
    one, other = open_place(tmp_path, "hai-phong", "Hải Phòng"), open_place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(one, other)
    other.agree(one, grant("quang-ninh", "hai-phong", "commitment"))
    key = promise(other)
    one.pull(other)
    joint = ask(one, key, ("hai-phong", "quang-ninh"), date(2026, 11, 25), deadline="2027-06-30")
    other.pull(one)
    accept(other, joint)
    for place in (one, other):
        place.clock.at += timedelta(days=9)
    early = int(other.clock.at.timestamp()) - 8 * 86_400
    text = "quang-ninh/acceptance\n9\nAAAA\n"
    forged = cosign_text(text, "hai-phong/witness", other.node.keys.witness, early)

    def invent(request, response):
        cosigned = "/cosigned/" in request.path
        return Response(200, TEXT, format_cosigned(9, [forged])) if cosigned else response

    other.tamper = invent
    one.pull(other)
    assert any("/cosigned/" in path for path in other.asked)
    assert asked(one, key)[0].outcome.state == "lapsed"


def test_nobody_witnesses_its_own_answer(sides):
    """A side that was late cannot date its answer back by a cosignature of its own."""
    one, other = sides
    key = promise(other)
    one.pull(other)
    joint = ask(one, key, ("hai-phong", "quang-ninh"), date(2026, 11, 25), deadline="2027-06-30")
    cosign(one, other)
    in_time = int(other.clock.at.timestamp())
    for place in (one, other):
        place.clock.at += timedelta(days=9)
    item = {"shared": {"of": joint, "decision": "accept", "to": ["hai-phong"]}, "attribution": ATTRIBUTION}
    late = new_key("quang-ninh", format_token(secrets.token_bytes(10)))
    append(other.node, [Change("put", "acceptance", late, item)], idempotency_key=late)
    with other.node.store.reading() as reader:
        log = reader.log("quang-ninh/acceptance")
    text = format_checkpoint(Checkpoint(log.origin, log.size, log.frontier.root()))
    line = cosign_text(text, "quang-ninh/witness", other.node.keys.witness, in_time)

    def date_back(request, response):
        cosigned = "/cosigned/" in request.path
        return Response(200, TEXT, format_cosigned(log.size, [line])) if cosigned else response

    other.tamper = date_back
    one.pull(other)
    assert any("/cosigned/" in path for path in other.asked)
    assert became(one, key, joint) == "lapsed"


class Counting:
    """A reader that counts how often records are looked for."""

    def __init__(self, reader) -> None:
        self.reader, self.found = reader, 0

    def __getattr__(self, name):
        return getattr(self.reader, name)

    def find(self, *asked):
        self.found += 1
        return self.reader.find(*asked)


def test_many_proposals_are_read_with_their_answers_at_once(sides):
    """Pages count what waits: a partner that asks a thousand times must not cost a look-up for each."""
    one, other = sides
    fields = {"about-register": "commitment", "base": "0" * 64, "clear": ["product"], "reason": "?"}
    fields |= {"sides": ["quang-ninh"], "to": ["quang-ninh"]}
    keys = [new_key("hai-phong", format_token(secrets.token_bytes(10))) for _ in range(600)]
    asks = [Change("put", "proposal", key, {"shared": {**fields, "about": key}}) for key in keys]
    append(one.node, asks, idempotency_key="ask")
    other.pull(one)
    with other.node.store.reading() as reader:
        counting = Counting(reader)
        assert sum(each.awaits("quang-ninh") for each in proposals(counting, other.node.today())) == 600
    assert counting.found == 3


def test_of_two_answers_the_first_in_the_log_counts(sides):
    """Whoever answers twice in one second is held to what its log says first, whatever the keys of the records."""
    one, other = sides
    key = promise(other)
    one.pull(other)
    of = ask(one, key, text="khác")
    for token, decision in (("z", "refuse"), ("a", "accept")):
        item = {"shared": {"of": of, "decision": decision, "reason": "?", "to": ["hai-phong"]}}
        answer = Change("put", "acceptance", new_key("quang-ninh", token * 16), item)
        append(other.node, [answer], idempotency_key=token)
    one.pull(other)
    assert became(one, key, of) == "refused"


def cosign(one: Place, other: Place) -> None:
    """Let each side witness the other's logs."""
    for here, there in ((one, other), (other, one)):
        submit_checkpoints(here.node, here.contact(there), here.source(there))
        there.pull(here)
