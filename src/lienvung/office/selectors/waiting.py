"""How much waits for one person, by the page on which they do it."""

from lienvung.office.models import OPEN_STATES, Decision, Submission, User
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.decisions import waiting_for
from lienvung.office.selectors.form_drafts import drafts_sent_back
from lienvung.office.selectors.proposals import every_proposal


def waiting_counts(user: User) -> dict[str, int]:
    """Return address name -> how many acts on that page wait for this person; nothing for who may not act."""
    counts = {}
    if holds(user.role, Duty.APPROVE):
        waiting = Submission.objects.filter(state=Submission.State.WAITING).exclude(submitted_by=user)
        counts["intake:approvals"] = waiting.exclude(drafts__confirmed_by=user).distinct().count()
    if holds(user.role, Duty.DECIDE):
        counts["web:decisions"] = waiting_for(user)
    if holds(user.role, Duty.DIGITISE):
        counts["web:proposals"] = _proposals_to_answer()
        counts["intake:approvals"] = counts.get("intake:approvals", 0) + len(drafts_sent_back(user))
    return counts


def _proposals_to_answer() -> int:
    """Return how many proposals wait for us and have no answer prepared yet."""
    node = get_node()
    with node.store.reading() as reader:
        ours = {each.proposal.of for each in every_proposal(reader, node.today()) if each.awaits(node.name)}
    if not ours:
        return 0
    prepared = Decision.objects.filter(kind__startswith="proposal-", state__in=[*OPEN_STATES, Decision.State.DOING])
    return len(ours - {str(each.facts.get("of", "")) for each in prepared})
