"""Changes of any record through the same approval: write, undo, retire, restore, merge."""

import pytest

from lienvung.core.register.errors import ItemInvalid
from lienvung.node.append import Change, append
from lienvung.node.errors import RecordMoved
from lienvung.node.stores.port import Query
from lienvung.office.errors import (
    NothingChanged,
    NotTheSteward,
    ReasonMissing,
    RecordBusy,
    SubmissionDecided,
    SubmissionNotYours,
    VersionGone,
)
from lienvung.office.models import Draft, Submission
from lienvung.office.services.record_changes import (
    place_of,
    record_change,
    record_create,
    record_merge,
    record_retire,
    record_undo,
)
from lienvung.office.services.submissions import submission_approve, submission_return, submission_take_back

BRIDGE = {"name": "Cầu mẫu", "stage": "planned", "nature": "illustrative"}


@pytest.fixture
def bridge(clerk, approver) -> str:
    """The key of a public work that was written by form and approved."""
    return approved(approver, record_create(user=clerk, register="public-work", values=BRIDGE))


def approved(approver, submission: Submission) -> str:
    """Approve and return the key of the last draft."""
    submission_approve(user=approver, submission_id=submission.id)
    return submission.drafts.last().key


def stands(node, key: str):
    """Return the record as it stands."""
    with node.store.reading() as reader:
        return reader.record("public-work", key)


def change(node, clerk, key: str, reason: str = "", **values: object) -> Submission:
    """Ask to write other values over those that stand."""
    record = stands(node, key)
    together = {**record.values, **values}
    return record_change(
        user=clerk, register="public-work", key=key, values=together, seen=place_of(record), reason=reason
    )


def test_a_record_is_written_by_form_and_changed_with_a_reason(node, clerk, approver, bridge):
    """A new record and its change go through an approver; the reason of a change stands in its attribution."""
    assert stands(node, bridge).values == BRIDGE
    approved(approver, change(node, clerk, bridge, "Theo biên bản", stage="building"))
    record = stands(node, bridge)
    assert record.values["stage"] == "building"
    assert record.attribution["reason"] == "Theo biên bản"
    assert record.attribution["approved-by"] == "Người approver"


def test_an_undo_writes_the_former_values_again_and_rewrites_nothing(node, clerk, approver, bridge):
    """After an undo the history holds the wrong entry and a new one with the former values and the reason."""
    first = place_of(stands(node, bridge))
    approved(approver, change(node, clerk, bridge, name="Cầu sai tên"))
    wrong = place_of(stands(node, bridge))
    asked = {"user": clerk, "register": "public-work", "key": bridge, "version": first, "seen": wrong}
    with pytest.raises(ReasonMissing):
        record_undo(**asked, reason=" ")
    approved(approver, record_undo(**asked, reason="Nhập nhầm tên"))
    assert stands(node, bridge).values == BRIDGE
    with node.store.reading() as reader:
        history = reader.history("public-work", bridge)
    assert [each.values["shared"]["name"] for each in history] == ["Cầu mẫu", "Cầu sai tên", "Cầu mẫu"]
    assert history[-1].values["attribution"]["reason"] == "Nhập nhầm tên"


def test_there_is_nothing_to_go_back_to_without_values(node, clerk, approver, bridge):
    """A place that is no put of this record is refused."""
    with pytest.raises(VersionGone):
        record_undo(
            user=clerk,
            register="public-work",
            key=bridge,
            version="hai-phong/public-work:0",
            seen=place_of(stands(node, bridge)),
            reason="x",
        )


def test_what_was_written_meanwhile_is_not_overwritten(node, clerk, approver, bridge):
    """A change that rests on an older entry than the newest is refused."""
    seen = place_of(stands(node, bridge))
    approved(approver, change(node, clerk, bridge, stage="building"))
    with pytest.raises(RecordMoved):
        record_change(user=clerk, register="public-work", key=bridge, values={**BRIDGE, "stage": "unclear"}, seen=seen)


def test_what_was_written_while_it_waited_is_not_overwritten_either(node, clerk, approver, bridge):
    """An import that came between sending and approving makes the approval refuse; the submission waits again."""
    waiting = change(node, clerk, bridge, stage="building")
    imported = Change("put", "public-work", bridge, {"shared": {**BRIDGE, "stage": "unclear"}})
    append(node, [imported], idempotency_key="import")
    with pytest.raises(RecordMoved):
        submission_approve(user=approver, submission_id=waiting.id)
    waiting.refresh_from_db()
    assert waiting.state == Submission.State.WAITING
    assert stands(node, bridge).values["stage"] == "unclear"


def test_the_same_values_and_wrong_values_are_no_change(node, clerk, bridge):
    """Nothing goes to an approver when nothing differs or when the definition is broken."""
    with pytest.raises(NothingChanged):
        change(node, clerk, bridge, citation=[])
    with pytest.raises(ItemInvalid):
        change(node, clerk, bridge, stage="khong-co")
    assert Submission.objects.filter(state=Submission.State.WAITING).count() == 0
    assert Draft.objects.filter(state__in=["proposed", "confirmed", "submitted"]).count() == 0


def test_what_an_approver_sent_back_gives_way_to_the_next_change(node, clerk, approver, bridge):
    """A returned change does not block its record; one that still waits does."""
    submission = change(node, clerk, bridge, stage="building")
    with pytest.raises(RecordBusy):
        change(node, clerk, bridge, stage="unclear")
    submission_return(user=approver, submission_id=submission.id, reason="Chưa có căn cứ")
    approved(approver, change(node, clerk, bridge, stage="unclear"))
    assert stands(node, bridge).values["stage"] == "unclear"


def test_a_duplicate_is_merged_into_the_record_that_lasts(node, clerk, approver, bridge):
    """The lasting record gets the chosen values, the other one leads to it for good; both in one batch."""
    other = approved(approver, record_create(user=clerk, register="public-work", values={**BRIDGE, "cost": 5}))
    with pytest.raises(ReasonMissing):
        record_merge(user=clerk, register="public-work", key=other, into=bridge, seen="x", reason="")
    submission = record_merge(
        user=clerk,
        register="public-work",
        key=other,
        into=bridge,
        seen=place_of(stands(node, bridge)),
        reason="Trùng",
        values={**BRIDGE, "cost": 5},
    )
    submission_approve(user=approver, submission_id=submission.id)
    lasting, merged = stands(node, bridge), stands(node, other)
    assert (lasting.values["cost"], lasting.state) == (5, "live")
    assert (merged.state, merged.into, merged.batch) == ("merged", bridge, lasting.batch)


def test_only_our_own_records_are_changed(partner, person):
    """A partner's record is asked for by proposal; no form writes it."""
    here, there = partner
    with here.node.store.reading() as reader:
        theirs = next(each for each in reader.find("node", Query()).records if each.steward == there.node.name)
    with pytest.raises(NotTheSteward):
        record_retire(user=person("clerk"), register="node", key=theirs.key, reason="x")


def test_what_one_submitted_can_be_taken_back_and_sent_again(node, clerk, approver):
    """Until an approver decided, the clerk takes it back, corrects it and sends it anew; nothing was written."""
    first = record_create(user=clerk, register="public-work", values=BRIDGE)
    (draft,) = first.drafts.all()
    submission_take_back(user=clerk, submission_id=first.id)
    first.refresh_from_db()
    draft.refresh_from_db()
    assert (first.state, draft.state, draft.reason) == (Submission.State.TAKEN, Draft.State.PROPOSED, "")
    with pytest.raises(SubmissionDecided):
        submission_approve(user=approver, submission_id=first.id)
    again = {**BRIDGE, "name": "Cầu mẫu hai"}
    key = approved(approver, record_create(user=clerk, register="public-work", values=again, instead_of=draft.id))
    assert stands(node, key).values["name"] == "Cầu mẫu hai"
    with node.store.reading() as reader:
        assert reader.find("public-work", Query()).total == 1


def test_only_who_submitted_takes_back_and_only_before_it_is_decided(node, person, clerk, approver, bridge):
    """Neither a colleague nor the approver takes back what is another's; what was written stays."""
    waiting = change(node, clerk, bridge, name="Cầu khác")
    for other in (approver, person("clerk", "another")):
        with pytest.raises(SubmissionNotYours):
            submission_take_back(user=other, submission_id=waiting.id)
    approved(approver, waiting)
    with pytest.raises(SubmissionDecided):
        submission_take_back(user=clerk, submission_id=waiting.id)
    assert stands(node, bridge).values["name"] == "Cầu khác"


def test_a_retirement_that_was_taken_back_leaves_the_record_free(node, clerk, approver, bridge):
    """There is nothing in it to correct: it is set aside, and another change may be asked for at once."""
    wish = record_retire(user=clerk, register="public-work", key=bridge, reason="nhập nhầm")
    submission_take_back(user=clerk, submission_id=wish.id)
    assert not Draft.objects.filter(key=bridge, state__in=[Draft.State.PROPOSED, Draft.State.SUBMITTED]).exists()
    approved(approver, change(node, clerk, bridge, name="Cầu đúng"))
    assert stands(node, bridge).state == "live"
