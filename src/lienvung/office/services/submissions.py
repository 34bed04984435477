"""Carry confirmed drafts to an approver, and from the approver into the node's logs.

The order on approval is what survives a crash: the decision is committed first (state `sending`), then
the node appends under the submission's id, then the office notes the receipt. Whoever finds a submission
in `sending` sends it again; the node answers the same receipt and appends nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import structlog
from django.db import transaction

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Field
from lienvung.core.register.item import Item, split_fields
from lienvung.node.append import Change, append
from lienvung.node.standing import check_fresh_enough
from lienvung.office.errors import (
    FourEyes,
    LinkUnmet,
    NothingToSubmit,
    ReasonMissing,
    SubmissionChanged,
    SubmissionDecided,
    SubmissionNotYours,
)
from lienvung.office.models import Draft, SourceFile, StoredBytes, Submission, User
from lienvung.office.node_access import get_node, now
from lienvung.office.selectors.leaving import seen_digest
from lienvung.office.selectors.titles import open_title
from lienvung.office.services.trail import event_record

log = structlog.get_logger(__name__)
# What others link to comes first, so that a reader of the log never meets a link before its target.
_SHORT = 80
_ACCEPTING = ("acceptance", "accept")
_ORDER = ("programme", "document", "review", "commitment", "assignment")


@transaction.atomic
def submission_submit(*, user: User, drafts: Iterable[Draft], title: str) -> Submission:
    """Put confirmed drafts before an approver as one whole."""
    chosen = list(Draft.objects.filter(pk__in=[draft.pk for draft in drafts], state=Draft.State.CONFIRMED))
    if not chosen:
        raise NothingToSubmit
    require_targets(chosen)
    sources = {draft.source_file_id for draft in chosen}
    submission = Submission.objects.create(
        title=title[:300],
        source_file_id=sources.pop() if len(sources) == 1 else None,
        submitted_by=user,
        submitted_at=now(),
    )
    for draft in chosen:
        draft.state, draft.submission, draft.revision = Draft.State.SUBMITTED, submission, draft.revision + 1
        draft.save()
    event_record(by=user, what="submission-submit", subject=submission.id, drafts=len(chosen))
    return submission


def paper_submit(*, user: User, source_file: SourceFile) -> Submission:
    """Put everything confirmed of one paper before an approver."""
    drafts = list(source_file.drafts.filter(state=Draft.State.CONFIRMED))
    header = source_file.drafts.filter(register="document").first()
    title = str(header.values.get("subject", "")) if header else ""
    return submission_submit(user=user, drafts=drafts, title=title or source_file.name)


def submission_approve(*, user: User, submission_id: object, seen: str | None = None) -> Submission:
    """Send a submission under one's name: all its drafts become entries of one batch, or none.

    `seen` is the digest of what the approver was shown (selectors.leaving.seen_digest): SubmissionChanged when that
    is no longer what would be sent. FourEyes when the approver confirmed or submitted any of it; SubmissionDecided
    when it was decided before; LinkUnmet when a record that a line names was taken back meanwhile.
    When the node refuses, nothing was written and the submission waits again.
    """
    return _send_or_reopen(_decide(user, submission_id, seen))


def require_targets(drafts: Iterable[Draft]) -> None:
    """Refuse a line that names a record which neither the registers nor these drafts hold (LinkUnmet)."""
    puts = [draft for draft in drafts if draft.op == Draft.Op.PUT]
    together = {(draft.register, draft.key) for draft in puts}
    catalogue = get_node().catalogue
    with get_node().store.reading() as reader:
        for draft in puts:
            for field in catalogue[draft.register].fields.values():
                for key in _linked(field, draft.values):
                    if (field.to, key) not in together and reader.record(field.to, key) is None:
                        raise LinkUnmet(_headline(draft), field.label["vi"], key)


def submission_send(submission: Submission) -> Submission:
    """Append what was approved and note the receipt; doing it again changes nothing."""
    drafts = sorted(submission.drafts.select_related("entered_by", "confirmed_by"), key=_append_order)
    _require_fresh(submission, drafts)
    receipt = append(
        get_node(),
        [_change(draft, submission) for draft in drafts],
        idempotency_key=str(submission.id),
        blobs=_blobs(drafts),
    )
    with transaction.atomic():
        submission.state, submission.batch = Submission.State.SENT, receipt.batch
        submission.save()
        submission.drafts.update(state=Draft.State.SENT)
        event_record(by=submission.decided_by, what="submission-approve", subject=submission.id, batch=receipt.batch)
    return submission


def _require_fresh(submission: Submission, drafts: Iterable[Draft]) -> None:
    """Refuse to accept what comes from a partner whose copy here is too old to be a ground for it (PartnerStale)."""
    node = get_node()
    accepted = [str(d.values["about"]) for d in drafts if (d.register, d.values.get("decision")) == _ACCEPTING]
    with node.store.reading() as reader:
        if reader.appended(str(submission.id)) is None:
            for record in filter(None, (reader.record("commitment", key) for key in accepted)):
                check_fresh_enough(node, reader, record.steward)


def submissions_reconcile() -> int:
    """Finish what a stopped process left between the decision and the receipt; return how many were sent.

    One that the node refuses waits for an approver again; it does not stop the others, nor the start of the node.
    """
    sent = 0
    for submission in Submission.objects.filter(state=Submission.State.SENDING):
        try:
            _send_or_reopen(submission)
        except LienVungError as refusal:
            log.warning("submission not sent", submission=str(submission.id), refusal=str(refusal))
        else:
            sent += 1
    return sent


@transaction.atomic
def submission_return(*, user: User, submission_id: object, reason: str) -> Submission:
    """Give a submission back to the clerk with a reason; its drafts are open again."""
    if not reason.strip():
        raise ReasonMissing
    submission = _waiting(submission_id)
    submission.reason = reason.strip()
    _end(submission, user, Submission.State.RETURNED)
    for draft in submission.drafts.all():
        _open_again(draft, submission.reason)
    event_record(by=user, what="submission-return", subject=submission.id, reason=submission.reason)
    return submission


@transaction.atomic
def submission_take_back(*, user: User, submission_id: object) -> Submission:
    """Take back what one submitted, while nobody has decided it (SubmissionNotYours, SubmissionDecided).

    What can be corrected is open again; a wish to retire, restore or merge is set aside: there is nothing in it to
    correct, it is asked for anew.
    """
    submission = _waiting(submission_id)
    if submission.submitted_by != user:
        raise SubmissionNotYours(str(submission.submitted_by))
    _end(submission, user, Submission.State.TAKEN)
    for draft in submission.drafts.all():
        state = Draft.State.PROPOSED if _has_a_form(draft) else Draft.State.REJECTED
        _open_again(draft, "" if draft.op == Draft.Op.PUT else draft.reason, state)
    event_record(by=user, what="submission-take-back", subject=submission.id)
    return submission


@transaction.atomic
def _decide(user: User, submission_id: object, seen: str | None) -> Submission:
    submission = _waiting(submission_id)
    drafts = submission.drafts.select_related("confirmed_by")
    if user == submission.submitted_by or user in {draft.confirmed_by for draft in drafts}:
        raise FourEyes(str(user))
    if seen is not None and seen != seen_digest(submission):
        raise SubmissionChanged
    require_targets(drafts)
    submission.state = Submission.State.SENDING
    submission.decided_by, submission.decided_at = user, now()
    submission.save()
    return submission


def _send_or_reopen(submission: Submission) -> Submission:
    try:
        return submission_send(submission)
    except LienVungError:
        with get_node().store.reading() as reader:
            appended = reader.appended(str(submission.id))
        # Entries that are stored cannot be taken back: then the decision stands and only the receipt is owed.
        if appended is None:
            _reopen(submission)
        raise


@transaction.atomic
def _reopen(submission: Submission) -> None:
    submission.state, submission.decided_by, submission.decided_at = Submission.State.WAITING, None, None
    submission.save()


def _end(submission: Submission, user: User, state: str) -> None:
    submission.state, submission.decided_by, submission.decided_at = state, user, now()
    submission.save()


def _open_again(draft: Draft, reason: str, state: str = Draft.State.PROPOSED) -> None:
    draft.state, draft.reason, draft.submission = state, reason, None
    draft.confirmed_by, draft.confirmed_at, draft.revision = None, None, draft.revision + 1
    draft.save()


def _has_a_form(draft: Draft) -> bool:
    """Tell whether a page lets people correct this draft."""
    return draft.op == Draft.Op.PUT and not get_node().catalogue[draft.register].system


def _waiting(submission_id: object) -> Submission:
    submission = Submission.objects.select_related("submitted_by", "decided_by").get(pk=submission_id)
    if submission.state != Submission.State.WAITING:
        raise SubmissionDecided(submission.get_state_display(), str(submission.decided_by or ""))
    return submission


def _linked(field: Field, values: Mapping[str, object]) -> list[str]:
    return _named(field, values) if field.datatype == "link" else []


def _file_fields(draft: Draft) -> list[Field]:
    return [each for each in get_node().catalogue[draft.register].fields.values() if each.datatype == "file"]


def _named(field: Field, values: Mapping[str, object]) -> list[str]:
    """Return the records or files that a field names, as a list also where it holds one."""
    found = values.get(field.name, [])
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def _headline(draft: Draft) -> str:
    return open_title(get_node().catalogue[draft.register], draft.values, draft.key)[:_SHORT]


def _append_order(draft: Draft) -> tuple[int, int, str]:
    place = _ORDER.index(draft.register) if draft.register in _ORDER else len(_ORDER)
    return place, draft.position, str(draft.id)


def _change(draft: Draft, submission: Submission) -> Change:
    item = _item(draft, _attribution(draft, submission))
    return Change(draft.op, draft.register, draft.key, item, made_on=draft.made_on)


def _item(draft: Draft, attribution: Mapping[str, str]) -> Item:
    if draft.op != Draft.Op.PUT:
        return {"shared": draft.arguments, "attribution": attribution}
    definition = get_node().catalogue[draft.register]
    return split_fields(definition, draft.values, source=draft.passage, attribution=attribution)


def _attribution(draft: Draft, submission: Submission) -> dict[str, str]:
    entered, confirmed, approved = draft.entered_by, draft.confirmed_by or draft.entered_by, submission.decided_by
    values = {
        "entered-by": str(entered),
        "entered-office": entered.office_name,
        "confirmed-by": str(confirmed),
        "confirmed-at": _instant(draft.confirmed_at),
        "approved-by": str(approved),
        "approved-at": _instant(submission.decided_at),
        "reason": draft.grounds,
    }
    return {name: value for name, value in values.items() if value}


def _instant(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _blobs(drafts: Iterable[Draft]) -> dict[str, bytes]:
    """The bytes that these records name in their fields of files."""
    wanted = {digest for draft in drafts for field in _file_fields(draft) for digest in _named(field, draft.values)}
    rows = StoredBytes.objects.filter(pk__in=wanted)
    return {row.sha256: bytes(row.data) for row in rows}
