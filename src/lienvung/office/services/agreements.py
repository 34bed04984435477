"""Write terms down, put them before a second person, and answer those of others."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lienvung.core.agreement.terms import Terms, format_terms, parse_terms, terms_hash
from lienvung.core.register.canonical import canonical, prune
from lienvung.node.agreements import AgreementState, agreements
from lienvung.node.contact import ContactUnknown, contacts, own_document
from lienvung.office.errors import AgreementKnown, DraftPartyless, ReasonMissing
from lienvung.office.models import AgreementDraft, Decision, User
from lienvung.office.node_access import get_node, now, today
from lienvung.office.services.decisions import prepare_decision
from lienvung.office.services.trail import event_record

_MOST_LETTERS = 300


@transaction.atomic
def agreement_draft_save(
    *, user: User, document: Mapping[str, Any], draft: AgreementDraft | None = None
) -> AgreementDraft:
    """Keep terms as they stand, complete or not; the newest writer is who wrote them."""
    kept = draft or AgreementDraft()
    kept.document, kept.title = dict(document), str(document.get("title", ""))[:_MOST_LETTERS]
    kept.written_by, kept.written_at = user, now()
    kept.save()
    event_record(by=user, what="agreement-draft", subject=kept.id)
    return kept


@transaction.atomic
def agreement_draft_drop(*, user: User, draft: AgreementDraft) -> None:
    """Throw a draft away; nothing of it ever left the office."""
    event_record(by=user, what="agreement-drop", subject=draft.id)
    draft.delete()


def draft_terms(document: Mapping[str, Any]) -> Terms:
    """Return the terms that a draft stands for (TermsInvalid, ContactUnknown, DraftPartyless)."""
    with get_node().store.reading() as reader:
        own, known = own_document(reader), contacts(reader)
    names = [str(name) for name in document.get("parties", ())]
    if own is None or set(names) <= {own.name}:
        raise DraftPartyless
    strange = [name for name in names if name != own.name and name not in known]
    if strange:
        raise ContactUnknown(strange[0])
    roots = {name: each.fingerprint for name, each in known.items()} | {own.name: own.fingerprint}
    named = {**document, "parties": [{"node": name, "root": roots[name]} for name in names]}
    return parse_terms(canonical(prune(named)))


@transaction.atomic
def agreement_submit(*, user: User, draft: AgreementDraft) -> Decision:
    """Put a draft's terms before a second person, byte for byte (AgreementKnown when they are here already)."""
    terms = draft_terms(draft.document)
    data = format_terms(terms)
    of = terms_hash(data)
    if any(each.hash == of for each in _held()):
        raise AgreementKnown(terms.title)
    facts = {"terms": data.decode(), "title": terms.title, "hash": of}
    decision = prepare_decision(user=user, kind="agreement-propose", facts=facts)
    draft.decision = decision
    draft.save(update_fields=["decision"])
    return decision


def agreement_answer(*, user: User, state: AgreementState, decision: str, reason: str = "") -> Decision:
    """Put our answer (accept, refuse, revoke) before a second person; all but accepting needs a reason."""
    if decision != "accept" and not reason.strip():
        raise ReasonMissing
    facts = {"of": state.hash, "decision": decision, "title": state.terms.title}
    if reason.strip():
        facts["reason"] = reason.strip()
    return prepare_decision(user=user, kind="agreement-answer", facts=facts)


def _held() -> list[AgreementState]:
    node = get_node()
    with node.store.reading() as reader:
        return agreements(reader, node.name, today())
