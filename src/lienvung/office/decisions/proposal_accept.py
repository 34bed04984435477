"""Accept a proposal; what we alone decide is carried out in the same batch.

facts = {"of": hash, "reason": why it was asked}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.node import Node
from lienvung.node.proposals import find_proposal
from lienvung.node.proposing import accept_proposal
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.decisions.proposal_send import titles_of
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return str(facts["reason"])


def asked_lines(facts: Facts) -> Iterator[Line]:
    """Yield who asks and why."""
    node = get_node()
    with node.store.reading() as reader:
        proposal = find_proposal(reader, str(facts["of"]), node.today()).proposal
    yield Line(gettext("Bên đề nghị"), titles_of([proposal.node]))
    yield Line(gettext("Lý do đề nghị"), proposal.reason)


def _describe(facts: Facts) -> Iterator[Line]:
    yield from asked_lines(facts)
    yield Line(gettext("Kết quả"), gettext("Chấp thuận; lời chấp thuận không rút lại được."))


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    receipt = accept_proposal(
        node, str(decision.facts["of"]), attribution=people.attribution, idempotency_key=str(decision.id)
    )
    return {"acceptance": receipt.entries[0][2]}


KIND = Kind(
    code="proposal-accept",
    title=_("Chấp thuận đề nghị"),
    prepares=Duty.DIGITISE,
    decides=Duty.APPROVE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
