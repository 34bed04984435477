"""Hand-over between real nodes over HTTP: a department gives to its city, or is gone and is succeeded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from two_places import ATTRIBUTION, SAMPLE, Place, grant, meet, open_place

from lienvung.core.agreement.terms import Filter, Party, Terms, format_terms, terms_hash
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.contact import ContactUnknown, own_document
from lienvung.node.errors import HandedOver, HandOverRefused, NotSteward
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.hand_over import (
    HandOverState,
    HandOverUnknown,
    answer,
    claim,
    find_hand_over,
    give,
    hand_overs,
    take,
)

ACT = "Quyết định 12/QĐ-UBND (minh họa)"
SO, HP, QN = "so-du-lich", "hai-phong", "quang-ninh"
REGISTERS = ("limitation", "escalation")

Three = dict[str, Place]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    """A department, its city and a partner, in contact, each reading the others' limitations and escalations."""
    found = {name: open_place(tmp_path, name, name.title()) for name in (SO, HP, QN)}
    for one, other in ((SO, HP), (SO, QN), (HP, QN)):
        meet(found[one], found[other])
    yield found
    for place in found.values():
        place.server.shutdown()
        place.server.server_close()
        place.node.store.close()


def agree(three: Three) -> str:
    """One agreement of all three, in force everywhere; return its hash."""
    grants = tuple(
        grant(one, other, register) for register in REGISTERS for one in three for other in three if one != other
    )
    parties = []
    for place in three.values():
        with place.node.store.reading() as reader:
            own = own_document(reader)
        assert own is not None
        parties.append(Party(place.name, own.fingerprint))
    terms = Terms("Thỏa thuận ba bên", tuple(parties), "Thỏa thuận hợp tác", (), None, grants)
    propose_agreement(three[HP].node, terms, attribution=ATTRIBUTION, idempotency_key="terms")
    pull_all(three)
    of = terms_hash(format_terms(terms))
    for name in (SO, QN):
        accept_agreement(three[name].node, of, attribution=ATTRIBUTION, idempotency_key="accept")
    pull_all(three)
    return of


def pull_all(three: Three, without: str = "") -> None:
    for one in three.values():
        for other in three.values():
            if one is not other and without not in (one.name, other.name):
                one.pull(other)


def hand(one: Place, other: Place, *keys: str, registers: tuple[str, ...] = ()) -> None:
    """Give, pull, take: everything that two offices do for a hand-over."""
    give(
        one.node, other.name, ACT, registers=registers, keys=keys, attribution=ATTRIBUTION, idempotency_key="give"
    )  # fmt: skip
    other.pull(one)
    for state in waiting(other):
        take(other.node, state, attribution=ATTRIBUTION, idempotency_key=f"take/{state}")


def waiting(place: Place) -> list[str]:
    with place.node.store.reading() as reader:
        return [each.hand_over.hash for each in hand_overs(reader) if each.state == "waiting-taken"]


def states(place: Place) -> list[str]:
    with place.node.store.reading() as reader:
        return [each.state for each in hand_overs(reader)]


def seen(place: Place, key: str, register: str = "limitation") -> tuple[str, str, str]:
    with place.node.store.reading() as reader:
        record = reader.record(register, key)
    assert record is not None
    return record.steward, record.state, str(record.values.get("text", ""))


def test_a_whole_node_goes_into_another(three: Three) -> None:
    """All registers in one act; the city writes on under the old keys, the department no more, on every node."""
    agree(three)
    so, hp, _ = three.values()
    (key,), (other,) = so.write(text="một"), so.write(register="escalation", text="hai")
    pull_all(three)
    hand(so, hp)
    hp.change("put", "limitation", key, {**SAMPLE["limitation"], "text": "của thành phố"})
    pull_all(three)
    for place in three.values():
        assert states(place) == ["holds", "holds"]
        assert seen(place, key) == (HP, "live", "của thành phố")
        assert seen(place, other, "escalation") == (HP, "live", "hai")
    with pytest.raises(HandedOver, match=ACT.replace("(", r"\(").replace(")", r"\)")):
        so.change("retire", "limitation", key, {"reason": "muộn"})
    with pytest.raises(HandedOver):
        so.write(text="mới")


def test_some_keys_go_and_others_stay(three: Three) -> None:
    """A hand-over by keys moves these alone, and only what is one's own to give."""
    agree(three)
    so, hp, qn = three.values()
    goes, stays = so.write(2, text="một")
    (foreign,) = qn.write(text="của Quảng Ninh")
    pull_all(three)
    with pytest.raises(NotSteward):
        give(so.node, HP, ACT, registers=("limitation",), keys=(foreign,), attribution=ATTRIBUTION, idempotency_key="x")
    with pytest.raises(ContactUnknown):
        give(so.node, "bac-ninh", ACT, attribution=ATTRIBUTION, idempotency_key="x")
    hand(so, hp, goes, registers=("limitation",))
    pull_all(three)
    assert [seen(qn, key)[0] for key in (goes, stays)] == [HP, SO]
    so.change("retire", "limitation", stays, {"reason": "xong"})
    with pytest.raises(HandedOver):
        give(so.node, QN, ACT, registers=("limitation",), keys=(goes,), attribution=ATTRIBUTION, idempotency_key="y")


def test_what_is_not_wanted_is_given_back(three: Three) -> None:
    """Given and not yet taken, nobody writes; declined, the giver does again, and nothing can be taken any more."""
    agree(three)
    so, hp, _ = three.values()
    (key,) = so.write(text="một")
    give(so.node, HP, ACT, registers=("limitation",), attribution=ATTRIBUTION, idempotency_key="give")
    hp.pull(so)
    (of,) = waiting(hp)
    with pytest.raises(HandedOver):
        so.change("retire", "limitation", key, {"reason": "muộn"})
    with pytest.raises(NotSteward):
        hp.change("retire", "limitation", key, {"reason": "sớm"})
    answer(hp.node, of, "refuse", reason="nhầm", attribution=ATTRIBUTION, idempotency_key="decline")
    so.pull(hp)
    so.change("retire", "limitation", key, {"reason": "xong"})
    with pytest.raises(HandOverRefused, match="H2-taken"):
        take(hp.node, of, attribution=ATTRIBUTION, idempotency_key="take")


def test_who_declined_cannot_take_after_all(three: Three) -> None:
    """A taker that takes what it had declined gets nothing: what the giver wrote meanwhile stands on every node."""
    agree(three)
    so, hp, qn = three.values()
    (key,) = so.write(text="một")
    give(so.node, HP, ACT, registers=("limitation",), attribution=ATTRIBUTION, idempotency_key="give")
    hp.pull(so)
    (of,) = waiting(hp)
    with hp.node.store.reading() as reader:
        said = find_hand_over(reader, of).hand_over.arguments
    answer(hp.node, of, "refuse", reason="nhầm", attribution=ATTRIBUTION, idempotency_key="decline")
    so.pull(hp)
    so.change("put", "limitation", key, {**SAMPLE["limitation"], "text": "hai"})
    hp.change("hand-over", "limitation", "limitation", said)
    hp.write()
    for here, there in ((so, hp), (qn, hp), (qn, so), (hp, so)):
        here.pull(there)
    for place in (so, hp, qn):
        assert seen(place, key)[0] == SO
        with place.node.store.reading() as reader:
            assert find_hand_over(reader, of).state == "declined"


def test_the_same_act_twice_is_once(three: Three) -> None:
    """Giving and taking again under the same idempotency key append nothing and give the same receipt."""
    agree(three)
    so, hp, _ = three.values()
    so.write(text="một")
    first = give(so.node, HP, ACT, registers=("limitation",), attribution=ATTRIBUTION, idempotency_key="give")
    assert give(so.node, HP, ACT, registers=("limitation",), attribution=ATTRIBUTION, idempotency_key="give") == first
    hp.pull(so)
    (of,) = waiting(hp)
    taken = take(hp.node, of, attribution=ATTRIBUTION, idempotency_key="take")
    assert take(hp.node, of, attribution=ATTRIBUTION, idempotency_key="take") == taken
    with pytest.raises(HandOverRefused):
        give(so.node, QN, ACT, registers=("limitation",), attribution=ATTRIBUTION, idempotency_key="again")
    with pytest.raises(HandOverUnknown):
        take(hp.node, "00" * 32, attribution=ATTRIBUTION, idempotency_key="none")


def test_a_register_in_which_a_node_speaks_of_itself_stays(three: Three) -> None:
    """Agreements and answers are what a node itself said; nobody can take that over."""
    agree(three)
    with pytest.raises(HandOverRefused, match="H10-system"):
        give(three[SO].node, HP, ACT, registers=("acceptance",), attribution=ATTRIBUTION, idempotency_key="x")


def test_a_department_whose_keys_are_lost_is_succeeded(three: Three) -> None:
    """With the old node gone the cut is what its partners witnessed, and both others' word puts it in force."""
    of = agree(three)
    so, hp, qn = three.values()
    (key,) = so.write(text="một")
    for witness in (hp, qn):
        submit_checkpoints(so.node, so.contact(witness), so.source(witness))
    pull_all(three)
    left = {HP: hp, QN: qn}
    claim(hp.node, SO, of, ACT, registers=("limitation",), attribution=ATTRIBUTION, idempotency_key="claim")
    pull_all(left)
    assert seen(qn, key)[0] == SO
    (state,) = _all(qn)
    assert (state.state, state.claim.waits_for) == ("waiting-accepted", {QN})
    answer(qn.node, state.hand_over.hash, "accept", attribution=ATTRIBUTION, idempotency_key="accept claim")
    pull_all(left)
    hp.change("retire", "limitation", key, {"reason": "đã xong"})
    # The department comes back with a copy of its keys: what it writes now is void where it is read.
    so.change("retire", "limitation", key, {"reason": "muộn"})
    pull_all(three)
    for place in three.values():
        assert seen(place, key)[:2] == (HP, "retired")
    with qn.node.store.reading() as reader:
        assert [row.code for row in reader.refused() if row.origin == "so-du-lich/limitation"] == ["handed-over"]


def _all(place: Place) -> list[HandOverState]:
    with place.node.store.reading() as reader:
        return hand_overs(reader)


def test_two_parties_alone_cannot_declare_one_of_them_gone(three: Three) -> None:
    """Without a third that answers for it there is no taking over, whoever holds an agreement with the old node."""
    so, hp, _ = three.values()
    of = so.agree(hp, grant(SO, HP))
    so.write(text="một")
    hp.pull(so)
    with pytest.raises(HandOverRefused, match="H3-gone"):
        claim(hp.node, SO, of, ACT, registers=("limitation",), attribution=ATTRIBUTION, idempotency_key="claim")


def test_a_filter_is_judged_by_the_fields_of_the_old_log(three: Three) -> None:
    """The new steward's retirement goes to whom its own grant lets the record, whose fields the old log holds."""
    so, hp, qn = three.values()
    so.agree(hp, grant(SO, HP))
    only = Filter("programmes", ("ha-noi-aaaaaaaaaaaaaaaa",))
    so.agree(qn, grant(SO, QN))
    hp.agree(qn, grant(HP, QN, rows=only))
    (key,) = so.write(text="một")
    pull_all(three)
    hand(so, hp, registers=("limitation",))
    hp.change("retire", "limitation", key, {"reason": "đã xong"})
    pull_all(three)
    assert seen(qn, key)[:2] == (HP, "retired")
