"""Become contacts: pin the keys of a node whose root fingerprint two officers compared.

facts = {"node-json": text, "fingerprint": 64 hex, "compared-with": name, "compared-how": "voice"|"paper", "name": node}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.agreement.contact import spoken_fingerprint
from lienvung.node.contact import add_contact, read_contact
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision

HOW = {"voice": _("đọc cho nhau nghe"), "paper": _("bản giấy có chữ ký")}


def _subject(facts: Facts) -> str:
    return read_contact(str(facts["node-json"]).encode()).title


def _describe(facts: Facts) -> Iterator[Line]:
    contact = read_contact(str(facts["node-json"]).encode())
    yield Line(gettext("Nút"), f"{contact.title} ({contact.name})")
    yield Line(gettext("Địa chỉ"), contact.address, exact=True)
    yield Line(gettext("Dấu vân khóa gốc"), spoken_fingerprint(contact.fingerprint), exact=True)
    yield Line(gettext("Bản khóa số"), str(contact.version))
    yield Line(gettext("Đã đối chiếu với"), str(facts["compared-with"]))
    yield Line(gettext("Cách đối chiếu"), str(HOW[str(facts["compared-how"])]))


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    added = add_contact(
        node, str(facts["node-json"]).encode(), fingerprint=str(facts["fingerprint"]), approved_by=people.decided_by
    )
    return {"name": added.name}


KIND = Kind(
    code="contact-add",
    title=_("Kết nối với một nút"),
    prepares=Duty.ARRANGE,
    decides=Duty.DECIDE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
