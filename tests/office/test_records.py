"""Forms: progress with evidence, retirement through the same approval."""

import pytest
from tests.faces import COMMITMENT

from lienvung.office.errors import EvidenceMissing, ReasonMissing, RecordBusy, RecordGone, SecrecyNotDeclared
from lienvung.office.models import StoredBytes
from lienvung.office.services.record_changes import record_restore, record_retire
from lienvung.office.services.records import progress_report
from lienvung.office.services.submissions import submission_approve


def test_two_fields_are_enough_for_progress(node, commitment, person):
    """Text and progress, approved by another, become our side's report of today."""
    submission = progress_report(user=person("clerk"), commitment=commitment, text="Đạt 60 %", progress="in-progress")
    submission_approve(user=person("approver"), submission_id=submission.id)
    with node.store.reading() as reader:
        report = reader.record("progress-report", submission.drafts.get().key)
    assert report.values["side"] == "hai-phong"
    assert report.values["reported-on"] == "2026-11-22"
    assert report.values["progress"] == "in-progress"


def test_done_needs_evidence(commitment, person):
    """Without a document or a file nothing is done; nothing is written."""
    with pytest.raises(EvidenceMissing):
        progress_report(user=person("clerk"), commitment=commitment, text="Xong", progress="done")


def test_a_file_is_evidence(node, commitment, person, paper):
    """An evidence file is taken in under the same declaration and leaves with the report's bytes."""
    clerk = person("clerk")
    asked = {"user": clerk, "commitment": commitment, "text": "Xong", "progress": "done", "done_on": "2026-11-20"}
    with pytest.raises(SecrecyNotDeclared):
        progress_report(**asked, evidence_file=("bb.txt", paper))
    submission = progress_report(**asked, evidence_file=("bb.txt", paper), not_secret=True)
    submission_approve(user=person("approver"), submission_id=submission.id)
    with node.store.reading() as reader:
        report = reader.record("progress-report", submission.drafts.get().key)
        assert reader.blob(report.values["evidence-file"]) == paper
    assert StoredBytes.objects.count() == 1


def test_an_obstacle_stays_in_the_house(node, commitment, person):
    """What is typed as internal obstacle lies in the internal part of the report."""
    submission = progress_report(
        user=person("clerk"), commitment=commitment, text="Chậm", progress="in-progress", obstacle="Thiếu vốn"
    )
    submission_approve(user=person("approver"), submission_id=submission.id)
    definition = node.catalogue["progress-report"]
    assert definition.fields["obstacle"].part == "internal"
    with node.store.reading() as reader:
        assert reader.record("progress-report", submission.drafts.get().key).values["obstacle"] == "Thiếu vốn"


def test_a_wrong_record_is_retired_with_a_reason_and_can_come_back(node, commitment, person):
    """Retirement and restoration take a reason and an approver; the record stays readable throughout."""
    clerk, approver = person("clerk"), person("approver")
    with pytest.raises(ReasonMissing):
        record_retire(user=clerk, register="commitment", key=commitment, reason=" ")
    submission = record_retire(user=clerk, register="commitment", key=commitment, reason="Nhập nhầm văn bản")
    submission_approve(user=approver, submission_id=submission.id)
    with node.store.reading() as reader:
        assert reader.record("commitment", commitment).state == "retired"
        assert reader.record("commitment", commitment).values["text"] == "Lập bản đồ"
    back = record_restore(user=clerk, register="commitment", key=commitment, reason="Vẫn còn hiệu lực")
    submission_approve(user=approver, submission_id=back.id)
    with node.store.reading() as reader:
        assert reader.record("commitment", commitment).state == "live"


def test_one_change_of_a_record_waits_at_a_time(commitment, person):
    """A second retirement of the same record is refused while the first waits."""
    record_retire(user=person("clerk", "an"), register="commitment", key=commitment, reason="Nhập nhầm")
    with pytest.raises(RecordBusy) as refusal:
        record_retire(user=person("clerk", "binh"), register="commitment", key=commitment, reason="Nhập nhầm")
    assert "an" in refusal.value.by


def test_no_report_on_what_does_not_exist(node, person):
    """A report on an unknown commitment is refused by name."""
    with pytest.raises(RecordGone):
        progress_report(user=person("clerk"), commitment=COMMITMENT, text="x", progress="in-progress")
