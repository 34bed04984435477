"""Claim what a node that is gone has left; it holds when the other parties of the agreement accept.

facts = {"from": node, "agreement": terms hash, "title": words, "act": words, "registers": [id, …] (none: all)}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.hand_over import claim
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return gettext("Xin nhận của %(node)s") % {"node": facts["from"]}


def _describe(facts: Facts) -> Iterator[Line]:
    yield Line(gettext("Nút không còn nữa"), str(facts["from"]))
    yield Line(gettext("Xin nhận những gì"), ", ".join(facts["registers"]) or gettext("mọi sổ nút này giữ bản sao"))
    yield Line(gettext("Theo văn bản"), str(facts["act"]))
    yield Line(gettext("Thỏa thuận làm căn cứ"), str(facts["title"]))
    yield Line(
        gettext("Hệ quả"),
        gettext(
            "Mốc là bản chốt lớn nhất mà quá nửa các bên đã chứng kiến. Chỉ có hiệu lực khi mọi bên còn lại "
            "của thỏa thuận chấp thuận đúng nội dung này."
        ),
    )


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    receipt = claim(
        node,
        str(facts["from"]),
        str(facts["agreement"]),
        str(facts["act"]),
        registers=facts["registers"],
        attribution=people.attribution,
        idempotency_key=str(decision.id),
    )
    return {"batch": receipt.batch}


KIND = Kind(
    code="hand-over-claim",
    title=_("Xin nhận của nút không còn nữa"),
    prepares=Duty.ARRANGE,
    decides=Duty.DECIDE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
