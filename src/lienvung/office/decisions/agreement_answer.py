"""Answer an agreement: accept or refuse what was proposed, or take back what this node granted.

facts = {"of": terms hash, "decision": "accept"|"refuse"|"revoke", "reason": words, "title": words}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.agreements import answer_agreement
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision

ANSWERS = {"accept": _("Chấp thuận"), "refuse": _("Từ chối"), "revoke": _("Rút lại phần ta đã cho")}
_EFFECTS = {
    "accept": _(
        "Ghi lời chấp thuận vào sổ. Khi mọi bên đã chấp thuận thì thỏa thuận có hiệu lực; không rút lời lại được."
    ),
    "refuse": _("Ghi lời từ chối vào sổ. Từ chối là vĩnh viễn; muốn thỏa thuận thì phải đề nghị bản khác."),
    "revoke": _(
        "Ngay khi ghi, nút này không cho bên kia đọc thêm gì theo thỏa thuận này nữa. "
        "Phần bên kia đã nhận thì họ vẫn giữ. Rút là vĩnh viễn; phần bên kia cho ta đọc vẫn còn."
    ),
}


def _subject(facts: Facts) -> str:
    return f"{ANSWERS[str(facts['decision'])]}: {facts['title']}"


def _describe(facts: Facts) -> Iterator[Line]:
    decision = str(facts["decision"])
    yield Line(gettext("Việc"), str(ANSWERS[decision]))
    yield Line(gettext("Hệ quả"), str(_EFFECTS[decision]))
    if facts.get("reason"):
        yield Line(gettext("Lý do"), str(facts["reason"]))
    yield Line(gettext("Mã băm điều khoản"), str(facts["of"]), exact=True)


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    receipt = answer_agreement(
        node,
        str(facts["of"]),
        str(facts["decision"]),
        reason=str(facts.get("reason", "")),
        attribution=people.attribution,
        idempotency_key=str(decision.id),
    )
    return {"hash": facts["of"], "batch": receipt.batch}


KIND = Kind(
    code="agreement-answer",
    title=_("Trả lời thỏa thuận"),
    prepares=Duty.ARRANGE,
    decides=Duty.DECIDE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
