"""Two-person acts: who may prepare, who may decide, and that each is done once."""

import pytest
from django.db import IntegrityError, transaction
from tests.node.exchange.two_places import open_place

from lienvung.node.contact import FingerprintMismatch, contacts, own_node_json, read_contact
from lienvung.office.errors import DecisionClosed, DecisionNotYours, FourEyes, ReasonMissing
from lienvung.office.models import AuditEvent, Decision
from lienvung.office.services.decisions import decide, decisions_reconcile, prepare_decision, take_back_decision


@pytest.fixture
def stranger(tmp_path):
    """The node.json of a node that nobody here knows."""
    place = open_place(tmp_path, "quang-ninh", "Thành phố Quảng Ninh")
    with place.node.store.reading() as reader:
        yield own_node_json(reader)
    place.server.shutdown()
    place.server.server_close()
    place.node.store.close()


@pytest.fixture
def facts(stranger):
    """What an officer prepared after reading the fingerprint with the other side."""
    return {
        "node-json": stranger.decode(),
        "fingerprint": read_contact(stranger).fingerprint,
        "compared-with": "Vũ Thị Hạnh",
        "compared-how": "voice",
        "name": "quang-ninh",
    }


def known(node) -> list[str]:
    with node.store.reading() as reader:
        return list(contacts(reader))


@pytest.fixture
def prepared(node, person, facts):
    """A contact that a clerk prepared."""
    return prepare_decision(user=person("clerk"), kind="contact-add", facts=facts)


def test_what_is_prepared_changes_nothing_until_another_decides(node, person, prepared):
    """The contact is there after the second person's yes, under that person's name, and not before."""
    assert known(node) == []
    done = decide(user=person("approver"), decision=prepared, approve=True)
    assert (done.state, done.outcome) == ("done", {"name": "quang-ninh"})
    assert known(node) == ["quang-ninh"]
    with node.store.reading() as reader:
        assert reader.peer("quang-ninh").approved_by == "Người approver"


def test_nobody_decides_what_they_prepared(node, person, facts):
    """Also who holds both duties: the decision stays open and nothing is done."""
    approver = person("approver")
    prepared = prepare_decision(user=approver, kind="contact-add", facts=facts)
    for approve in (True, False):
        with pytest.raises(FourEyes):
            decide(user=approver, decision=prepared, approve=approve, reason="x")
    prepared.refresh_from_db()
    assert (prepared.state, known(node)) == ("waiting", [])


@pytest.mark.parametrize("role", ["viewer", "auditor", "clerk"])
def test_a_role_without_the_duty_decides_nothing(node, person, prepared, role):
    """A second person is not enough; it must be one whose duty it is."""
    with pytest.raises(DecisionNotYours):
        decide(user=person(role, "khac"), decision=prepared, approve=True)
    assert known(node) == []


@pytest.mark.parametrize("role", ["viewer", "auditor"])
def test_a_role_without_the_duty_prepares_nothing(node, person, facts, role):
    """Nothing is put before anybody."""
    with pytest.raises(DecisionNotYours):
        prepare_decision(user=person(role), kind="contact-add", facts=facts)
    assert not Decision.objects.exists()


def test_a_form_sent_twice_prepares_one_decision(node, person, facts):
    """The same act by the same person, still open, is the same decision."""
    clerk = person("clerk")
    first, second = (prepare_decision(user=clerk, kind="contact-add", facts=facts) for _ in range(2))
    assert first.pk == second.pk


def test_returning_takes_a_reason_and_closes(node, person, prepared):
    """The preparer reads why; afterwards nobody carries it out."""
    approver = person("approver")
    with pytest.raises(ReasonMissing):
        decide(user=approver, decision=prepared, approve=False, reason="  ")
    returned = decide(user=approver, decision=prepared, approve=False, reason="Đọc lại dấu vân khóa")
    assert (returned.state, returned.reason) == ("returned", "Đọc lại dấu vân khóa")
    with pytest.raises(DecisionClosed):
        decide(user=person("administrator"), decision=prepared, approve=True)
    assert known(node) == []


def test_of_two_who_press_at_once_the_second_is_told(node, person, prepared):
    """What the second read was open when its page was drawn."""
    stale = Decision.objects.get(pk=prepared.pk)
    decide(user=person("approver"), decision=prepared, approve=True)
    with pytest.raises(DecisionClosed) as refused:
        decide(user=person("administrator"), decision=stale, approve=False, reason="không")
    assert refused.value.by == "Người approver"


def test_what_the_node_refuses_stays_open_with_the_refusal(node, person, facts):
    """A fingerprint that is not the document's: nothing is pinned; it may be tried again or returned."""
    wrong = prepare_decision(user=person("clerk"), kind="contact-add", facts={**facts, "fingerprint": "0" * 64})
    approver = person("approver")
    with pytest.raises(FingerprintMismatch):
        decide(user=approver, decision=wrong, approve=True)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.outcome["code"], known(node)) == ("failed", "fingerprint-mismatch", [])
    assert decide(user=approver, decision=wrong, approve=False, reason="sai").state == "returned"


def test_a_decision_that_a_crash_left_half_done_is_finished_at_the_next_start(node, person, prepared):
    """The process ended after the decision was committed: starting again carries it out, once."""
    Decision.objects.filter(pk=prepared.pk).update(
        state=Decision.State.DOING, decided_by=person("approver"), decided_at=prepared.prepared_at
    )
    assert (decisions_reconcile(), decisions_reconcile()) == (1, 0)
    assert known(node) == ["quang-ninh"]


def test_every_step_is_in_the_trail(node, person, prepared):
    """Who prepared and who decided, under the decision's id."""
    decide(user=person("approver"), decision=prepared, approve=True)
    steps = AuditEvent.objects.filter(subject=str(prepared.pk)).order_by("id").values_list("what", "by__username")
    assert list(steps) == [("decision-prepare", "clerk"), ("decision-approve", "approver")]


def test_the_database_itself_refuses_one_pair_of_eyes(node, person, prepared):
    """A constraint of the table stands where no code watches."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=prepared.pk).update(decided_by=prepared.prepared_by)


def test_who_prepared_it_may_take_it_back(node, person, facts):
    """While nobody has decided: then it is closed, nothing was done, and the trail says who took it back."""
    clerk, approver = person("clerk"), person("approver")
    prepared = prepare_decision(user=clerk, kind="contact-add", facts=facts)
    with pytest.raises(DecisionNotYours):
        take_back_decision(user=approver, decision=prepared)
    assert take_back_decision(user=clerk, decision=prepared).state == "taken"
    with pytest.raises(DecisionClosed):
        decide(user=approver, decision=prepared, approve=True)
    with pytest.raises(DecisionClosed):
        take_back_decision(user=clerk, decision=prepared)
    assert known(node) == []
    assert AuditEvent.objects.filter(what="decision-take-back", by=clerk).exists()
    assert prepare_decision(user=clerk, kind="contact-add", facts=facts).pk != prepared.pk
