"""Steps that many tests take: upload, name, confirm, submit, approve."""

from lienvung.office.models import Draft, SourceFile, Submission, User
from lienvung.office.services.drafts import draft_confirm
from lienvung.office.services.papers import paper_confirm
from lienvung.office.services.source_files import source_file_upload
from lienvung.office.services.submissions import paper_submit

OWED = {"owed-by": ["hai-phong"]}


def upload(clerk: User, data: bytes, name: str = "kl.txt") -> SourceFile:
    """Upload a paper and return it as it was read."""
    source_file = source_file_upload(user=clerk, name=name, data=data, not_secret=True).source_file
    source_file.refresh_from_db()
    return source_file


def name_paper(clerk: User, source_file: SourceFile, programme: str, **values: object) -> Draft:
    """Confirm the header as the machine read it."""
    header = source_file.drafts.get(register="document")
    return paper_confirm(
        user=clerk,
        source_file=source_file,
        revision=header.revision,
        values={**header.values, **values},
        programmes=[programme],
    )


def commitments(source_file: SourceFile) -> list[Draft]:
    """Return the open commitments of a paper."""
    return list(source_file.drafts.filter(register="commitment", state=Draft.State.PROPOSED))


def confirm(clerk: User, draft: Draft, **values: object) -> Draft:
    """Confirm one draft with the question of who owes answered."""
    draft.refresh_from_db()
    return draft_confirm(user=clerk, draft_id=draft.id, revision=draft.revision, values={**OWED, **values})


def submitted(clerk: User, data: bytes, programme: str, count: int = 2) -> Submission:
    """Take a paper up to the approver with its header and `count` commitments."""
    source_file = upload(clerk, data)
    name_paper(clerk, source_file, programme)
    for draft in commitments(source_file)[:count]:
        confirm(clerk, draft)
    return paper_submit(user=clerk, source_file=source_file)
