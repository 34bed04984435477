"""What people say by a form of its own: progress, answers to it, acceptances.

Each is confirmed by the person who types it and goes the way of everything else: to an approver.
"""

from collections.abc import Iterable, Mapping

from django.db import transaction

from lienvung.core.register.record import Record
from lienvung.office.errors import EvidenceMissing, ReasonMissing, RecordGone
from lienvung.office.models import Draft, Submission, User
from lienvung.office.node_access import get_node, today
from lienvung.office.services.drafts import draft_confirm, draft_propose
from lienvung.office.services.source_files import evidence_store
from lienvung.office.services.submissions import submission_submit


@transaction.atomic
def progress_report(
    *,
    user: User,
    commitment: str,
    text: str,
    progress: str,
    done_on: str = "",
    evidence_text: str = "",
    evidence: Iterable[str] = (),
    evidence_file: tuple[str, bytes] | None = None,
    not_secret: bool = False,
    obstacle: str = "",
) -> Submission:
    """Report our side's progress on a commitment: what came of it, how far it is, what shows it.

    `evidence` are keys of documents, `evidence_file` a name and bytes that pass the same guard as a paper.
    EvidenceMissing when `done` has nothing to show; ItemInvalid names a wrong field.
    """
    promised = _live_record("commitment", commitment)
    if progress == "done" and not (evidence_text or evidence_file or list(evidence)):
        raise EvidenceMissing
    values = {
        "commitment": commitment,
        "side": get_node().name,
        "reported-on": today().isoformat(),
        "progress": progress,
        "done-on": (done_on or today().isoformat()) if progress == "done" else "",
        "text": text,
        "evidence": list(evidence),
        "evidence-text": evidence_text,
        "evidence-file": evidence_store(*evidence_file, not_secret=not_secret) if evidence_file else "",
        "nature": promised.values.get("nature", "real"),
        "obstacle": obstacle,
    }
    return _send_to_approver(user, "progress-report", values, title=text)


@transaction.atomic
def progress_respond(*, user: User, report: str, stance: str, text: str) -> Submission:
    """Confirm or dispute the other side's report, in words; both statements stay."""
    if not text.strip():
        raise ReasonMissing
    answered = _live_record("progress-report", report)
    values = {
        "commitment": answered.values["commitment"],
        "side": get_node().name,
        "reported-on": today().isoformat(),
        "responds-to": report,
        "stance": stance,
        "text": text.strip(),
        "nature": answered.values.get("nature", "real"),
    }
    return _send_to_approver(user, "progress-report", values, title=text)


@transaction.atomic
def commitments_accept(
    *, user: User, commitments: Iterable[str], decision: str = "accept", reason: str = ""
) -> Submission:
    """Accept (or refuse) commitments that another side entered, naming the very bytes of each."""
    if decision != "accept" and not reason.strip():
        raise ReasonMissing
    answers = [_answer(_live_record("commitment", key), decision, reason.strip()) for key in commitments]
    waiting = [_waiting_already(user, "acceptance", values) for values in answers]
    waits = [each for each in waiting if each]
    if answers and len(waits) == len(answers):
        return waits[0]
    drafts = [
        _confirmed(user, "acceptance", values) for values, there in zip(answers, waiting, strict=True) if not there
    ]
    return submission_submit(user=user, drafts=drafts, title=", ".join(str(d.values["about"]) for d in drafts))


def _live_record(register: str, key: str) -> Record:
    with get_node().store.reading() as reader:
        record = reader.record(register, key)
    if record is None or record.state != "live":
        raise RecordGone(register, key)
    return record


def _answer(commitment: Record, decision: str, reason: str) -> dict[str, object]:
    return {
        "of": commitment.digests["shared"],
        "about": commitment.key,
        "decision": decision,
        "reason": reason,
        "to": _other_sides(commitment),
    }


def _other_sides(commitment: Record) -> list[str]:
    """The nodes this answer is for: the steward and every side of the programmes, ourselves left out."""
    node = get_node()
    sides = {commitment.steward}
    with node.store.reading() as reader:
        for key in commitment.values.get("programmes", ()):
            programme = reader.record("programme", key)
            sides |= set(programme.values.get("sides", ())) if programme else set()
    return sorted(sides - {node.name})


def _send_to_approver(user: User, register: str, values: Mapping[str, object], title: str) -> Submission:
    waiting = _waiting_already(user, register, values)
    return waiting or submission_submit(user=user, drafts=[_confirmed(user, register, values)], title=title)


def _waiting_already(user: User, register: str, values: Mapping[str, object]) -> Submission | None:
    """The submission that carries these very values: a form that was sent twice says one thing."""
    mine = Draft.objects.filter(register=register, entered_by=user, state=Draft.State.SUBMITTED)
    present = _present(values)
    return next((draft.submission for draft in mine.select_related("submission") if draft.values == present), None)


def _present(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value not in ("", [])}


def _confirmed(user: User, register: str, values: Mapping[str, object]) -> Draft:
    draft = draft_propose(user=user, register=register, origin=Draft.Origin.FORM, values=_present(values))
    return draft_confirm(user=user, draft_id=draft.id, revision=draft.revision)
