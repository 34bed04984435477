"""Refuse a proposal, for good. facts = {"of": hash, "reason": why asked, "why": why refused}"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.node import Node
from lienvung.node.proposing import refuse_proposal
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.decisions.proposal_accept import asked_lines
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return str(facts["reason"])


def _describe(facts: Facts) -> Iterator[Line]:
    yield from asked_lines(facts)
    yield Line(gettext("Kết quả"), gettext("Từ chối; bản ghi giữ nguyên. Bên kia đọc được lý do."))
    yield Line(gettext("Lý do từ chối"), str(facts["why"]))


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    receipt = refuse_proposal(
        node,
        str(facts["of"]),
        str(facts["why"]),
        attribution=people.attribution,
        idempotency_key=str(decision.id),
    )
    return {"acceptance": receipt.entries[0][2]}


KIND = Kind(
    code="proposal-refuse",
    title=_("Từ chối đề nghị"),
    prepares=Duty.DIGITISE,
    decides=Duty.APPROVE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
