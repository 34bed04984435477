"""Give records to another node; from then on this node writes them no more.

facts = {"to": node, "act": words, "registers": [id, …] (none: all), "keys": [key, …] (none: the whole registers)}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.hand_over import give
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return gettext("Giao cho %(node)s: %(what)s") % {"node": facts["to"], "what": _scope(facts)}


def _describe(facts: Facts) -> Iterator[Line]:
    yield Line(gettext("Nút nhận"), str(facts["to"]))
    yield Line(gettext("Giao những gì"), _scope(facts))
    yield Line(gettext("Theo văn bản"), str(facts["act"]))
    yield Line(
        gettext("Hệ quả"),
        gettext(
            "Ngay khi ghi, nút này thôi ghi các bản ghi ấy; dự thảo còn chờ sẽ bị từ chối. "
            "Khi bên kia nhận, họ là chủ quản; bên kia không nhận thì nút này lại ghi được."
        ),
    )


def _scope(facts: Facts) -> str:
    if facts["keys"]:
        return ", ".join(facts["keys"])
    return ", ".join(facts["registers"]) or gettext("mọi sổ của nút này")


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    receipt = give(
        node,
        str(facts["to"]),
        str(facts["act"]),
        registers=facts["registers"],
        keys=facts["keys"],
        attribution=people.attribution,
        idempotency_key=str(decision.id),
    )
    return {"batch": receipt.batch}


KIND = Kind(
    code="hand-over-give",
    title=_("Bàn giao bản ghi"),
    prepares=Duty.ARRANGE,
    decides=Duty.DECIDE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
