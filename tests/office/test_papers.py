"""A paper's way from upload to the log."""

from lienvung.office.models import Draft
from lienvung.office.services.drafts import draft_confirm
from lienvung.office.services.papers import paper_confirm
from lienvung.office.services.source_files import source_file_upload
from lienvung.office.services.submissions import paper_submit, submission_approve


def test_a_paper_reaches_the_log_through_two_people(node, programme, paper, person, jobs_at_once):
    """What a clerk confirms and an approver sends becomes records that name both and point to the passage."""
    clerk, approver = person("clerk"), person("approver")
    source_file = source_file_upload(user=clerk, name="kl.txt", data=paper, not_secret=True).source_file
    header = source_file.drafts.get(register="document")
    paper_confirm(
        user=clerk, source_file=source_file, revision=header.revision, values=header.values, programmes=[programme]
    )
    commitment = source_file.drafts.filter(register="commitment").first()
    owed = {"owed-by": ["hai-phong"]}
    draft_confirm(
        user=clerk,
        draft_id=commitment.id,
        revision=Draft.objects.get(pk=commitment.pk).revision,
        values=owed,
    )
    submission_approve(user=approver, submission_id=paper_submit(user=clerk, source_file=source_file).id)
    with node.store.reading() as reader:
        record = reader.record("commitment", commitment.key)
        layer = reader.blob(record.source["layer"]).decode()
        assert reader.blob(source_file.sha256) == paper
    assert record.values["programmes"] == [programme]
    assert record.attribution["confirmed-by"] == str(clerk)
    assert record.attribution["approved-by"] == str(approver)
    assert layer[record.source["start"] : record.source["end"]] == record.source["exact"]
