"""Answer a hand-over: take what was given to us, accept a claim on what a node left, or decline either.

facts = {"of": hash, "answer": "take"|"accept"|"decline", "what": words, "act": words, "reason": words}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.hand_over import answer, take
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision

ANSWERS = {"take": _("Nhận bàn giao"), "accept": _("Chấp thuận việc nhận"), "decline": _("Không nhận bàn giao")}
_EFFECTS = {
    "take": _("Từ khi ghi, nút này là chủ quản và ghi tiếp các bản ghi ấy, dưới khóa cũ, cùng lịch sử cũ."),
    "accept": _(
        "Nút này đã đối chiếu bản sao sổ cũ của mình. Khi mọi bên chấp thuận thì bên xin nhận là chủ quản; "
        "lần ghi của nút cũ sau mốc là vô hiệu."
    ),
    "decline": _("Ghi lời từ chối, vĩnh viễn. Bên giao lại ghi được các bản ghi ấy."),
}


def _subject(facts: Facts) -> str:
    return f"{ANSWERS[str(facts['answer'])]}: {facts['what']}"


def _describe(facts: Facts) -> Iterator[Line]:
    yield Line(gettext("Việc"), str(ANSWERS[str(facts["answer"])]))
    yield Line(gettext("Sổ"), str(facts["what"]))
    yield Line(gettext("Theo văn bản"), str(facts["act"]))
    yield Line(gettext("Hệ quả"), str(_EFFECTS[str(facts["answer"])]))
    if facts["reason"]:
        yield Line(gettext("Lý do"), str(facts["reason"]))
    yield Line(gettext("Mã bàn giao"), str(facts["of"]), exact=True)


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts, once = decision.facts, str(decision.id)
    of = str(facts["of"])
    if facts["answer"] == "take":
        receipt = take(node, of, attribution=people.attribution, idempotency_key=once)
    else:
        said = "accept" if facts["answer"] == "accept" else "refuse"
        receipt = answer(
            node, of, said, reason=str(facts["reason"]), attribution=people.attribution, idempotency_key=once
        )
    return {"hash": of, "batch": receipt.batch}


KIND = Kind(
    code="hand-over-answer",
    title=_("Trả lời bàn giao"),
    prepares=Duty.ARRANGE,
    decides=Duty.DECIDE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
