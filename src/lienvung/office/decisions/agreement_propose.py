"""Propose terms to the other parties; our own acceptance goes with them.

facts = {"terms": the exact bytes as text, "title": words, "hash": 64 hex}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.agreement.terms import parse_terms
from lienvung.node.agreements import propose_agreement
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return str(facts["title"])


def _describe(facts: Facts) -> Iterator[Line]:
    terms = parse_terms(str(facts["terms"]).encode())
    yield Line(
        gettext("Việc"), gettext("Ghi đề nghị vào sổ của nút này và chấp thuận ngay; bên kia thấy ở lần nhận tới.")
    )
    yield Line(gettext("Các bên"), ", ".join(terms.nodes))
    yield Line(gettext("Căn cứ"), terms.basis)
    yield Line(gettext("Hết hiệu lực"), f"{terms.ends:%d/%m/%Y}" if terms.ends else gettext("không định hạn"))
    yield Line(gettext("Mã băm điều khoản"), str(facts["hash"]), exact=True)


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    receipt = propose_agreement(
        node,
        parse_terms(str(decision.facts["terms"]).encode()),
        attribution=people.attribution,
        idempotency_key=str(decision.id),
    )
    return {"hash": decision.facts["hash"], "batch": receipt.batch}


KIND = Kind(
    code="agreement-propose",
    title=_("Đề nghị thỏa thuận"),
    prepares=Duty.ARRANGE,
    decides=Duty.DECIDE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
