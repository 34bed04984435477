"""A paper's way from upload to the log: two people, one paper, no second entry."""

import pytest
from tests.office.work import commitments, confirm, name_paper, submitted, upload

from lienvung.core.register.errors import ItemInvalid
from lienvung.office.errors import DraftClosed, DraftMoved, HeaderNotConfirmed, PaperAlreadyHere
from lienvung.office.models import Draft, SourceFile, Submission
from lienvung.office.services.drafts import draft_confirm, draft_edit, draft_reject, draft_undo
from lienvung.office.services.submissions import paper_submit, submission_approve

pytestmark = pytest.mark.usefixtures("jobs_at_once")


def test_a_paper_reaches_the_log_through_two_people(node, programme, paper, person):
    """What a clerk confirms and an approver sends becomes records that name both and point to the passage."""
    clerk, approver = person("clerk"), person("approver")
    submission = submitted(clerk, paper, programme)
    draft = submission.drafts.filter(register="commitment").first()
    submission_approve(user=approver, submission_id=submission.id)
    with node.store.reading() as reader:
        record = reader.record("commitment", draft.key)
        document = reader.record("document", record.values["document"])
        layer = reader.blob(record.source["layer"]).decode()
        original = reader.blob(document.values["file"])
    assert original == paper
    assert document.values["number"] == "901-KL/TU/LT"
    assert record.values["programmes"] == [programme]
    assert record.attribution["confirmed-by"] == str(clerk)
    assert record.attribution["approved-by"] == str(approver)
    assert layer[record.source["start"] : record.source["end"]] == record.source["exact"]
    assert record.batch == document.batch


def test_nothing_is_in_the_log_before_approval(node, programme, paper, person):
    """A confirmed and submitted paper has added no entry to any log."""
    submitted(person("clerk"), paper, programme)
    with node.store.reading() as reader:
        assert [log.register for log in reader.logs()] == ["programme"]


def test_reading_the_same_paper_again_proposes_nothing_twice(node, paper, person):
    """A reading that is repeated, as after a crash, leaves the drafts as they are."""
    from lienvung.office.services.source_files import reading_make

    source_file = upload(person("clerk"), paper)
    before = source_file.drafts.count()
    reading_make(source_file=source_file)
    assert source_file.drafts.count() == before > 8


def test_what_stands_in_a_paper_waits_for_its_header(node, paper, person):
    """No commitment is confirmed before somebody has said which paper it stands in."""
    clerk = person("clerk")
    draft = commitments(upload(clerk, paper))[0]
    with pytest.raises(HeaderNotConfirmed):
        confirm(clerk, draft)


def test_two_people_confirming_the_same_draft_meet(node, programme, paper, person):
    """The second of two confirmations is refused and names the first; one draft stays."""
    first, second = person("clerk", "an"), person("clerk", "binh")
    source_file = upload(first, paper)
    name_paper(first, source_file, programme)
    draft = commitments(source_file)[0]
    confirm(first, draft)
    with pytest.raises(DraftClosed) as refusal:
        confirm(second, draft)
    assert refusal.value.by == str(first)


def test_two_people_naming_the_same_paper_meet(node, programme, paper, person):
    """The second confirmation of a header is refused; the paper has one record."""
    first, second = person("clerk", "an"), person("clerk", "binh")
    source_file = upload(first, paper)
    name_paper(first, source_file, programme)
    with pytest.raises(DraftClosed):
        name_paper(second, source_file, programme)


def test_an_edit_by_somebody_else_is_not_overwritten(node, paper, person):
    """A form opened before another's correction is refused and names who corrected."""
    first, second = person("clerk", "an"), person("clerk", "binh")
    draft = commitments(upload(first, paper))[0]
    draft_edit(user=first, draft_id=draft.id, revision=draft.revision, values={"product": "Bản đồ"})
    with pytest.raises(DraftMoved) as refusal:
        draft_edit(user=second, draft_id=draft.id, revision=draft.revision, values={"product": "Sổ tay"})
    assert refusal.value.by == str(first)
    assert Draft.objects.get(pk=draft.pk).values["product"] == "Bản đồ"


def test_the_same_paper_from_another_file_is_refused(node, programme, paper, person):
    """A second file with the same number, date and issuers leads to the paper that is here."""
    clerk = person("clerk")
    first = upload(clerk, paper)
    name_paper(clerk, first, programme)
    second = upload(clerk, paper + b"\n", name="ban-chup.txt")
    with pytest.raises(PaperAlreadyHere) as refusal:
        name_paper(clerk, second, programme)
    assert refusal.value.number == "901-KL/TU/LT"
    assert refusal.value.source_file == str(first.pk)


def test_a_paper_of_the_same_number_and_another_day_is_another_paper(node, programme, paper, person):
    """Numbers repeat from term to term: the day tells two papers apart."""
    clerk = person("clerk")
    name_paper(clerk, upload(clerk, paper), programme)
    other = upload(clerk, paper + b"\n", name="nam-sau.txt")
    name_paper(clerk, other, programme, **{"issued-on": "2027-01-15"})
    assert SourceFile.objects.count() == 2


def test_a_mistake_is_named_at_its_field(node, programme, paper, person):
    """A commitment with a deadline of no date cannot be confirmed, and the field is named."""
    clerk = person("clerk")
    source_file = upload(clerk, paper)
    name_paper(clerk, source_file, programme)
    draft = commitments(source_file)[0]
    with pytest.raises(ItemInvalid) as refusal:
        confirm(clerk, draft, **{"deadline-kind": "dated", "deadline": ""})
    assert refusal.value.field == "deadline"
    assert Draft.objects.get(pk=draft.pk).state == Draft.State.PROPOSED


def test_a_wrong_confirmation_is_taken_back(node, programme, paper, person):
    """Before sending, undo opens the draft again; what the machine read is still beside what was typed."""
    clerk = person("clerk")
    source_file = upload(clerk, paper)
    name_paper(clerk, source_file, programme)
    draft = confirm(clerk, commitments(source_file)[0], text="Sửa nhầm")
    opened = draft_undo(user=clerk, draft_id=draft.id)
    assert opened.state == Draft.State.PROPOSED
    assert opened.confirmed_by is None
    assert opened.proposed["text"] != opened.values["text"] == "Sửa nhầm"


def test_taking_back_the_last_line_empties_the_submission(node, programme, paper, person):
    """A submission from which everything was taken back no longer waits for an approver."""
    submission = submitted(person("clerk"), paper, programme, count=0)
    draft_undo(user=submission.submitted_by, draft_id=submission.drafts.get().id)
    assert Submission.objects.get().state == Submission.State.RETURNED


def test_what_was_sent_cannot_be_undone(node, programme, paper, person):
    """After sending, undo is refused: a sent record can only be retired."""
    clerk = person("clerk")
    submission = submitted(clerk, paper, programme, count=1)
    submission_approve(user=person("approver"), submission_id=submission.id)
    with pytest.raises(DraftClosed):
        draft_undo(user=clerk, draft_id=submission.drafts.first().id)


def test_a_rejected_proposal_is_not_sent(node, programme, paper, person):
    """What was set aside stays out of the submission and can be taken up again."""
    clerk = person("clerk")
    source_file = upload(clerk, paper)
    name_paper(clerk, source_file, programme)
    draft = Draft.objects.get(pk=commitments(source_file)[0].pk)
    draft_reject(user=clerk, draft_id=draft.id, revision=draft.revision)
    submission = paper_submit(user=clerk, source_file=source_file)
    assert not submission.drafts.filter(pk=draft.pk).exists()
    assert draft_undo(user=clerk, draft_id=draft.id).state == Draft.State.PROPOSED


def test_a_new_programme_comes_with_its_paper(node, paper, person):
    """A programme begun by a paper is confirmed with it, and both go into one batch."""
    from lienvung.office.services.papers import paper_confirm

    clerk = person("clerk")
    source_file = upload(clerk, paper)
    header = source_file.drafts.get(register="document")
    new = {"title": "Hợp tác mới", "sides": ["hai-phong"], "nature": "illustrative"}
    paper_confirm(
        user=clerk,
        source_file=source_file,
        revision=header.revision,
        values=header.values,
        programmes=[],
        new_programme=new,
    )
    submission = paper_submit(user=clerk, source_file=source_file)
    submission_approve(user=person("approver"), submission_id=submission.id)
    key = submission.drafts.get(register="programme").key
    with node.store.reading() as reader:
        document = reader.record("document", submission.drafts.get(register="document").key)
        assert document.values["programmes"] == [key]
        assert reader.record("programme", key).batch == document.batch


def test_draft_confirm_needs_no_values(node, programme, paper, person):
    """A proposal without questions is confirmed as the machine read it."""
    clerk = person("clerk")
    source_file = upload(clerk, paper)
    name_paper(clerk, source_file, programme)
    draft = Draft.objects.get(pk=commitments(source_file)[0].pk)
    if draft.questions:
        draft = draft_edit(user=clerk, draft_id=draft.id, revision=draft.revision, values={"owed-by": ["hai-phong"]})
    confirmed = draft_confirm(user=clerk, draft_id=draft.id, revision=draft.revision)
    assert confirmed.values["text"] == confirmed.proposed["text"]
