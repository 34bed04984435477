"""Ask for a change that somebody else decides: of a partner's record, or of a deadline that binds all sides.

facts = {"register", "key", "shared": what the shared part should say, "sides": [node], "to": [node], "reason",
"decide-by": day or ""}
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.text.date import format_date
from lienvung.node.contact import contacts
from lienvung.node.node import Node
from lienvung.node.proposing import propose_change
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.errors import RecordGone
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return str(facts["reason"])


def _describe(facts: Facts) -> Iterator[Line]:
    yield Line(gettext("Gửi tới"), titles_of(facts["to"]))
    yield Line(gettext("Phải chấp thuận"), titles_of(facts["sides"]))
    yield Line(gettext("Lý do"), str(facts["reason"]))
    if facts["decide-by"]:
        yield Line(gettext("Trả lời trước"), format_date(str(facts["decide-by"])))


def titles_of(names: list[str]) -> str:
    """Return nodes by their titles, joined by commas."""
    node = get_node()
    with node.store.reading() as reader:
        known = contacts(reader)
    return ", ".join(known[name].title if name in known else name for name in names if name != node.name) or gettext(
        "cơ quan ta"
    )


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    with node.store.reading() as reader:
        record = reader.record(facts["register"], facts["key"])
    if record is None or record.state != "live":
        raise RecordGone(facts["register"], facts["key"])
    receipt = propose_change(
        node,
        record,
        shared=facts["shared"],
        sides=facts["sides"],
        to=facts["to"],
        reason=facts["reason"],
        decide_by=date.fromisoformat(facts["decide-by"]) if facts["decide-by"] else None,
        attribution=people.attribution,
        idempotency_key=str(decision.id),
    )
    return {"proposal": receipt.entries[0][2]}


KIND = Kind(
    code="proposal-send",
    title=_("Gửi đề nghị"),
    prepares=Duty.DIGITISE,
    decides=Duty.APPROVE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
