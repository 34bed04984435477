"""Withdraw an official layer of boundaries: all of its outlines in one batch, or none.

facts = {"maker", "standing", "since", "keys" of the outlines, "reason"}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.append import append
from lienvung.node.change import Change
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty
from lienvung.office.selectors.boundaries import BOUNDARY

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return f"{facts['maker']}, {facts['since']}"


def _describe(facts: Facts) -> Iterator[Line]:
    yield Line(gettext("Cơ quan lập"), str(facts["maker"]))
    yield Line(gettext("Từ ngày"), str(facts["since"]))
    yield Line(gettext("Số đơn vị"), str(len(facts["keys"])))
    yield Line(gettext("Lý do"), str(facts["reason"]))
    effect = gettext("Bản đồ vẽ lại ranh giới trước đó, hoặc ranh giới xấp xỉ. Bản ghi vẫn đọc được.")
    yield Line(gettext("Hệ quả"), effect)


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    item = {"shared": {"reason": facts["reason"]}, "attribution": people.attribution}
    changes = [Change("retire", BOUNDARY, key, item) for key in facts["keys"]]
    receipt = append(node, changes, idempotency_key=str(decision.pk))
    return {"batch": receipt.batch, "count": len(changes)}


KIND = Kind(
    code="boundary-withdraw",
    title=_("Rút một lớp ranh giới"),
    prepares=Duty.DIGITISE,
    decides=Duty.APPROVE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
