"""Propose, correct, confirm, reject and take back single drafts."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from lienvung.core.register.datatype import check_item
from lienvung.core.register.item import split_fields
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.office.errors import DraftClosed, DraftMoved, HeaderNotConfirmed, RecordBusy
from lienvung.office.eyes import fields_within
from lienvung.office.models import AuditEvent, Draft, SourceFile, Submission, User
from lienvung.office.node_access import get_node, now
from lienvung.office.services.trail import event_record

Values = Mapping[str, object]
_OPEN = (Draft.State.PROPOSED, Draft.State.CONFIRMED, Draft.State.SUBMITTED)


def fresh_key() -> str:
    """Return a record key of this node that nobody has used: its name and 80 random bits."""
    node = get_node()
    return new_key(node.name, format_token(node.random(TOKEN_BYTES)))


def draft_propose(
    *,
    user: User,
    register: str,
    values: Values,
    origin: str,
    key: str = "",
    op: str = Draft.Op.PUT,
    source_file: SourceFile | None = None,
    passage: Values | None = None,
    confidence: float = 1.0,
    questions: Sequence[str] = (),
    position: int = 0,
    reason: str = "",
    grounds: str = "",
    made_on: int | None = None,
) -> Draft:
    """Write down one proposed change of a record (RecordBusy when another is open)."""
    draft = Draft(
        register=register,
        key=key or fresh_key(),
        op=op,
        origin=origin,
        source_file=source_file,
        passage=dict(passage or {}),
        proposed=dict(values),
        values=dict(values),
        confidence=confidence,
        questions=list(questions),
        position=position,
        reason=reason,
        grounds=grounds,
        made_on=made_on,
        entered_by=user,
        entered_at=now(),
    )
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        other = Draft.objects.filter(register=register, key=draft.key, state__in=_OPEN).select_related("entered_by")
        raise RecordBusy(", ".join(str(each.entered_by) for each in other)) from None
    return draft


@transaction.atomic
def draft_edit(*, user: User, draft_id: object, revision: int, values: Values) -> Draft:
    """Correct a proposed draft; what the machine read stays beside it in `proposed`."""
    draft = _open_draft(draft_id, revision, Draft.State.PROPOSED)
    before = draft.values
    draft.values = {name: value for name, value in {**before, **values}.items() if value not in (None, "", [])}
    draft.questions = [name for name in draft.questions if name not in draft.values]
    _step(draft)
    kept = {"before": _kept(draft, before), "after": _kept(draft, draft.values)}
    event_record(by=user, what="draft-edit", subject=draft.id, **kept)
    return draft


def _kept(draft: Draft, values: Values) -> Values:
    """Return values as the trail keeps them, which is read by others and never erased: of personal ones the names."""
    definition = get_node().catalogue[draft.register]
    personal = fields_within(definition, definition.personal_parts)
    return {name: "…" if name in personal else value for name, value in values.items()}


@transaction.atomic
def draft_confirm(*, user: User, draft_id: object, revision: int, values: Values | None = None) -> Draft:
    """Confirm a draft under one's name, with the last corrections (ItemInvalid names the field that is wrong)."""
    draft = _open_draft(draft_id, revision, Draft.State.PROPOSED)
    if values is not None:
        draft = draft_edit(user=user, draft_id=draft_id, revision=revision, values=values)
    require_header(draft)
    check_draft(draft)
    draft.state, draft.confirmed_by, draft.confirmed_at = Draft.State.CONFIRMED, user, now()
    draft.questions, draft.reason = [], draft.reason if draft.op != Draft.Op.PUT else ""
    _step(draft)
    event_record(by=user, what="draft-confirm", subject=draft.id)
    return draft


@transaction.atomic
def draft_reject(*, user: User, draft_id: object, revision: int, reason: str = "") -> Draft:
    """Set a proposal aside; it stays readable and can be taken back."""
    draft = _open_draft(draft_id, revision, Draft.State.PROPOSED)
    draft.state, draft.reason = Draft.State.REJECTED, reason
    _step(draft)
    event_record(by=user, what="draft-reject", subject=draft.id, reason=reason)
    return draft


@transaction.atomic
def draft_undo(*, user: User, draft_id: object) -> Draft:
    """Open a confirmed, rejected or waiting draft again; what was sent can only be retired."""
    draft = Draft.objects.select_related("submission", "confirmed_by").get(pk=draft_id)
    submission = draft.submission if draft.state == Draft.State.SUBMITTED else None
    allowed = draft.state in (Draft.State.CONFIRMED, Draft.State.REJECTED) or (
        submission is not None and submission.state == Submission.State.WAITING
    )
    if not allowed:
        raise DraftClosed(draft.get_state_display(), str(draft.confirmed_by or ""))
    before = draft.state
    draft.state, draft.submission, draft.confirmed_by, draft.confirmed_at = Draft.State.PROPOSED, None, None, None
    try:
        _step(draft)
    except IntegrityError:
        raise RecordBusy("") from None
    if submission and not submission.drafts.exists():
        submission.state = Submission.State.RETURNED
        submission.decided_by, submission.decided_at = user, now()
        submission.save()
    event_record(by=user, what="draft-undo", subject=draft.id, before=before)
    return draft


def check_draft(draft: Draft) -> None:
    """Refuse values that break the register's definition (ItemInvalid)."""
    if draft.op == Draft.Op.PUT:
        definition = get_node().catalogue[draft.register]
        check_item(definition, split_fields(definition, draft.values, source=draft.passage, attribution={}))


def require_header(draft: Draft) -> None:
    """Refuse to confirm what stands in a paper before the paper itself is confirmed."""
    if draft.source_file is None or draft.register in ("document", "programme"):
        return
    named = draft.source_file.drafts.filter(register="document").exclude(
        state__in=[Draft.State.PROPOSED, Draft.State.REJECTED]
    )
    if not named.exists():
        raise HeaderNotConfirmed


def _open_draft(draft_id: object, revision: int, state: str) -> Draft:
    # The office database takes its write lock at the start of each transaction: who reads here, decides.
    draft = Draft.objects.select_related("source_file", "entered_by", "confirmed_by").get(pk=draft_id)
    if draft.state != state:
        raise DraftClosed(draft.get_state_display(), str(draft.confirmed_by or ""))
    if draft.revision != revision:
        raise DraftMoved(_last_hand(draft))
    return draft


def _last_hand(draft: Draft) -> str:
    event = AuditEvent.objects.filter(subject=str(draft.id)).select_related("by").first()
    return str(event.by) if event and event.by else ""


def _step(draft: Draft) -> None:
    draft.revision += 1
    draft.save()
