"""Approval: four eyes, nothing doubled, a crash between the log and the office."""

import pytest
from tests.office.work import submitted

from lienvung.node.errors import NodeError
from lienvung.office.errors import FourEyes, LinkUnmet, ReasonMissing, SubmissionDecided
from lienvung.office.models import Draft, Submission
from lienvung.office.services import submissions as services
from lienvung.office.services.drafts import draft_confirm, draft_reject, draft_undo
from lienvung.office.services.submissions import (
    submission_approve,
    submission_return,
    submission_submit,
    submissions_reconcile,
)

pytestmark = pytest.mark.usefixtures("jobs_at_once")


def entries(node) -> int:
    """Count the entries of all our logs."""
    with node.store.reading() as reader:
        return sum(log.size for log in reader.logs())


def test_who_confirmed_may_not_approve(node, programme, paper, person):
    """An approver who confirmed a line is refused, and nothing is written."""
    both = person("approver", "mot-minh")
    submission = submitted(both, paper, programme)
    before = entries(node)
    with pytest.raises(FourEyes):
        submission_approve(user=both, submission_id=submission.id)
    assert entries(node) == before
    assert Submission.objects.get().state == Submission.State.WAITING


def test_a_header_taken_back_stops_what_names_it(node, programme, paper, person):
    """Commitments whose paper was taken back after submitting are not sent; with the paper sent again they are."""
    clerk, approver = person("clerk"), person("approver")
    submission = submitted(clerk, paper, programme)
    header = draft_undo(user=clerk, draft_id=Draft.objects.get(register="document").pk)
    before = entries(node)
    with pytest.raises(LinkUnmet) as refusal:
        submission_approve(user=approver, submission_id=submission.id)
    assert refusal.value.key == header.key
    assert entries(node) == before
    header = draft_confirm(user=clerk, draft_id=header.id, revision=header.revision)
    again = submission_submit(user=clerk, drafts=[header], title="Văn bản")
    submission_approve(user=approver, submission_id=again.id)
    assert submission_approve(user=approver, submission_id=submission.id).state == Submission.State.SENT


def test_nothing_is_submitted_that_names_a_record_nobody_has(node, programme, paper, person):
    """A confirmed commitment cannot go to an approver after its paper was set aside."""
    clerk = person("clerk")
    submission = submitted(clerk, paper, programme)
    header = draft_undo(user=clerk, draft_id=Draft.objects.get(register="document").pk)
    draft_reject(user=clerk, draft_id=header.id, revision=header.revision)
    commitment = draft_undo(user=clerk, draft_id=submission.drafts.filter(register="commitment").first().pk)
    Draft.objects.filter(pk=commitment.pk).update(state=Draft.State.CONFIRMED, confirmed_by=clerk)
    with pytest.raises(LinkUnmet):
        submission_submit(user=clerk, drafts=[commitment], title="Cam kết")


def test_approving_twice_adds_nothing(node, programme, paper, person):
    """The second approver is told who was first; the log grows once."""
    submission = submitted(person("clerk"), paper, programme)
    submission_approve(user=person("approver", "mot"), submission_id=submission.id)
    once = entries(node)
    with pytest.raises(SubmissionDecided) as refusal:
        submission_approve(user=person("approver", "hai"), submission_id=submission.id)
    assert "mot" in refusal.value.by
    assert entries(node) == once


def test_a_return_needs_a_reason_and_opens_the_drafts(node, programme, paper, person):
    """A returned submission writes nothing; the clerk sees why, at each line."""
    submission = submitted(person("clerk"), paper, programme)
    approver = person("approver")
    with pytest.raises(ReasonMissing):
        submission_return(user=approver, submission_id=submission.id, reason="  ")
    submission_return(user=approver, submission_id=submission.id, reason="Sai thời hạn mục 2")
    returned = Draft.objects.filter(reason="Sai thời hạn mục 2", state=Draft.State.PROPOSED)
    assert returned.count() == 3
    assert Submission.objects.get().state == Submission.State.RETURNED


class PowerCut(BaseException):
    """The machine stopped; nothing after this line ran."""


def test_a_crash_after_the_append_is_reconciled(node, programme, paper, person, monkeypatch):
    """Entries in the log, no receipt in the office: the next start notes the receipt and appends nothing."""
    submission = submitted(person("clerk"), paper, programme)

    def stop_after(*args, **kwargs):
        append(*args, **kwargs)
        raise PowerCut

    append = services.append
    monkeypatch.setattr(services, "append", stop_after)
    with pytest.raises(PowerCut):
        submission_approve(user=person("approver"), submission_id=submission.id)
    monkeypatch.setattr(services, "append", append)
    in_log = entries(node)
    assert Submission.objects.get().state == Submission.State.SENDING
    assert submissions_reconcile() == 1
    assert entries(node) == in_log
    assert Submission.objects.get().state == Submission.State.SENT
    assert not Draft.objects.filter(submission=submission).exclude(state=Draft.State.SENT).exists()


def test_a_crash_before_the_append_is_finished_under_the_same_name(node, programme, paper, person, monkeypatch):
    """The decision was committed, so the next start sends it, in the name of who decided."""
    submission, approver = submitted(person("clerk"), paper, programme), person("approver")

    def stop(*args, **kwargs):
        raise PowerCut

    append = services.append
    monkeypatch.setattr(services, "append", stop)
    with pytest.raises(PowerCut):
        submission_approve(user=approver, submission_id=submission.id)
    monkeypatch.setattr(services, "append", append)
    assert submissions_reconcile() == 1
    key = submission.drafts.filter(register="commitment").first().key
    with node.store.reading() as reader:
        assert reader.record("commitment", key).attribution["approved-by"] == str(approver)


def test_what_the_node_refuses_waits_again(node, programme, paper, person, monkeypatch):
    """A refusal of the node writes nothing and leaves the submission with the approver."""
    submission = submitted(person("clerk"), paper, programme)

    class Full(NodeError):
        pass

    def refuse(*args, **kwargs):
        raise Full

    monkeypatch.setattr(services, "append", refuse)
    with pytest.raises(Full):
        submission_approve(user=person("approver"), submission_id=submission.id)
    waiting = Submission.objects.get()
    assert waiting.state == Submission.State.WAITING
    assert waiting.decided_by is None


def test_a_refusal_after_the_entries_were_stored_keeps_the_decision(node, programme, paper, person, monkeypatch):
    """Stored entries cannot be taken back: such a submission can no longer be returned, only finished."""
    submission, approver = submitted(person("clerk"), paper, programme), person("approver")

    class Full(NodeError):
        pass

    def store_then_refuse(*args, **kwargs):
        append(*args, **kwargs)
        raise Full

    append = services.append
    monkeypatch.setattr(services, "append", store_then_refuse)
    with pytest.raises(Full):
        submission_approve(user=approver, submission_id=submission.id)
    monkeypatch.setattr(services, "append", append)
    with pytest.raises(SubmissionDecided):
        submission_return(user=approver, submission_id=submission.id, reason="đổi ý")
    assert submissions_reconcile() == 1
