"""Changes of one record of any register: write, undo, retire, restore, merge.

Each is confirmed by the person who asks for it and goes the way of everything else: to an approver. A change that an
approver sent back gives way to the next one of the same record.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lienvung.core.register.canonical import prune
from lienvung.core.register.item import join_fields
from lienvung.core.register.record import HELD, Record
from lienvung.node.errors import MergeTargetUnknown, RecordMoved
from lienvung.office.errors import NothingChanged, NotTheSteward, ReasonMissing, RecordGone, VersionGone
from lienvung.office.models import Draft, Submission, User
from lienvung.office.node_access import get_node
from lienvung.office.selectors.titles import open_title
from lienvung.office.services.drafts import draft_confirm, draft_propose, draft_reject
from lienvung.office.services.submissions import submission_submit

Values = Mapping[str, Any]


@transaction.atomic
def record_create(*, user: User, register: str, values: Values, instead_of: object = None) -> Submission:
    """Ask to write a new record; `instead_of` is the draft of it that an approver sent back."""
    if instead_of:
        _give_way(user, Draft.objects.filter(pk=instead_of, register=register))
    return _submit(user, register, [_confirmed(user, register, values=values)], prune(values))


@transaction.atomic
def record_change(*, user: User, register: str, key: str, values: Values, seen: str, reason: str = "") -> Submission:
    """Ask to write other values for a live record of ours.

    `seen` is the place (`place_of`) of the newest entry that the person was shown: RecordMoved when there is a newer
    one by now. NothingChanged when the values are those that stand.
    """
    record = _own_record(register, key)
    if record.state in ("retired", "merged"):
        raise RecordGone(register, key)
    if place_of(record) != seen:
        raise RecordMoved(register, key)
    return _put(user, record, values, reason)


@transaction.atomic
def record_undo(*, user: User, register: str, key: str, version: str, seen: str, reason: str) -> Submission:
    """Ask to write the values of an earlier version (its place) again: a new entry, with the reason.

    VersionGone when that version wrote no values or not all of them are held any more.
    """
    _require_reason(reason)
    return record_change(
        user=user, register=register, key=key, values=former_values(register, key, version), seen=seen, reason=reason
    )


@transaction.atomic
def record_retire(*, user: User, register: str, key: str, reason: str) -> Submission:
    """Ask to retire a record of ours that was wrongly entered; it stays readable, with the reason."""
    return _change_state(user, register, key, Draft.Op.RETIRE, reason)


@transaction.atomic
def record_restore(*, user: User, register: str, key: str, reason: str) -> Submission:
    """Ask to put a retired record of ours back in force."""
    return _change_state(user, register, key, Draft.Op.RESTORE, reason)


@transaction.atomic
def record_merge(
    *, user: User, register: str, key: str, into: str, seen: str, reason: str, values: Values | None = None
) -> Submission:
    """Ask to merge a record of ours for good into another live one, with the values that the lasting one gets.

    `seen` is the place of the lasting record's newest entry. A partner's record keeps its values.
    """
    _require_reason(reason)
    merged, lasting = _own_record(register, key), _find(register, into)
    if into == key or lasting.state != "live" or merged.state == "merged":
        raise MergeTargetUnknown(register, key, into)
    if place_of(lasting) != seen:
        raise RecordMoved(register, into)
    drafts = []
    if values is not None and prune(values) != prune(lasting.values):
        drafts.append(_confirmed(user, register, of=_own_record(register, into), values=values, grounds=reason))
    drafts.append(_confirmed(user, register, of=merged, op=Draft.Op.MERGE, values={"into": into}, reason=reason))
    return _submit(user, register, drafts, merged.values)


def place_of(record: Record) -> str:
    """Return where a record's newest entry stands, as one word: `<log>:<index>`."""
    return f"{record.origin}:{record.index}"


def former_values(register: str, key: str, version: str) -> dict[str, Any]:
    """Return the values that the version at a place wrote, those of parts not held any more as they stand today.

    Raise VersionGone.
    """
    node = get_node()
    with node.store.reading() as reader:
        history, record = reader.history(register, key), reader.record(register, key)
    found = next((each for each in history if f"{each.origin}:{each.index}" == version), None)
    if record is None or found is None or found.entry.op != "put" or found.states.get("shared") != HELD:
        raise VersionGone(register, key)
    fields = node.catalogue[register].fields
    gone = {name for name, field in fields.items() if found.states.get(field.part, HELD) != HELD}
    return {**{name: record.values[name] for name in gone & record.values.keys()}, **join_fields(found.values)}


def _put(user: User, record: Record, values: Values, reason: str) -> Submission:
    if prune(values) == prune(record.values):
        raise NothingChanged(record.register, record.key)
    draft = _confirmed(user, record.register, of=record, values=values, grounds=reason)
    return _submit(user, record.register, [draft], prune(values))


def _change_state(user: User, register: str, key: str, op: str, reason: str) -> Submission:
    _require_reason(reason)
    record = _own_record(register, key)
    return _submit(user, register, [_confirmed(user, register, of=record, op=op, reason=reason)], record.values)


def _confirmed(
    user: User,
    register: str,
    *,
    of: Record | None = None,
    op: str = Draft.Op.PUT,
    values: Values | None = None,
    reason: str = "",
    grounds: str = "",
) -> Draft:
    """Return a confirmed draft of a new record, or of a change made on the record `of` as it stands."""
    if of:
        _give_way(user, Draft.objects.filter(register=register, key=of.key))
    draft = draft_propose(
        user=user,
        register=register,
        key=of.key if of else "",
        made_on=of.index if of else None,
        op=op,
        origin=Draft.Origin.FORM,
        values=prune(values or {}),
        reason=reason.strip(),
        grounds=grounds.strip(),
    )
    return draft_confirm(user=user, draft_id=draft.id, revision=draft.revision)


def _give_way(user: User, drafts: Any) -> None:
    """Set aside what an approver sent back: it is what the person now asks for anew."""
    for draft in drafts.filter(state=Draft.State.PROPOSED, origin=Draft.Origin.FORM):
        draft_reject(user=user, draft_id=draft.id, revision=draft.revision, reason=draft.reason)


def _submit(user: User, register: str, drafts: list[Draft], values: Values) -> Submission:
    title = open_title(get_node().catalogue[register], values, drafts[-1].key)
    return submission_submit(user=user, drafts=drafts, title=title)


def _own_record(register: str, key: str) -> Record:
    record = _find(register, key)
    if record.steward != get_node().name:
        raise NotTheSteward(record.steward)
    return record


def _find(register: str, key: str) -> Record:
    with get_node().store.reading() as reader:
        record = reader.record(register, key)
    if record is None:
        raise RecordGone(register, key)
    return record


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
