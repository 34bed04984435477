"""Follow a log again that was stopped because its key signed two histories.

facts = {"origin": log origin, "reason": words, "title": the locality's title}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.exchange.stopping import resume_log
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return f"{facts['title']}, {facts['origin']}"


def _describe(facts: Facts) -> Iterator[Line]:
    yield Line(
        gettext("Việc"), gettext("Nhận tiếp sổ đã dừng. Bằng chứng vẫn được giữ mãi; bản đã kiểm chứng không đổi.")
    )
    yield Line(gettext("Sổ"), str(facts["origin"]), exact=True)
    yield Line(gettext("Lý do"), str(facts["reason"]))


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    origin = str(decision.facts["origin"])
    resume_log(node, origin, str(decision.facts["reason"]), officers=(people.prepared_by, people.decided_by))
    return {"origin": origin}


KIND = Kind(
    code="log-resume",
    title=_("Nhận tiếp sổ đã dừng"),
    prepares=Duty.ARRANGE,
    decides=Duty.DECIDE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
