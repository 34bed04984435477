"""Take what a contact changed about itself and its root key signed: another address, another set of root keys.

facts = {"name": node, "title": words, "version": number, "address": text, "former-address": text,
         "roots": whether the set of root keys changes, "disowned": how many entries of long ago it calls void}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.node.contact import approve_offer
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return str(facts["title"])


def _describe(facts: Facts) -> Iterator[Line]:
    yield Line(gettext("Nút"), f"{facts['title']} ({facts['name']})")
    yield Line(gettext("Bản khóa số"), str(facts["version"]))
    yield Line(gettext("Địa chỉ cũ"), str(facts["former-address"]), exact=True)
    yield Line(gettext("Địa chỉ mới"), str(facts["address"]), exact=True)
    if facts["roots"]:
        yield Line(
            gettext("Khóa gốc"), gettext("Đổi bộ khóa gốc; bộ cũ đã ký cho bộ mới. Hãy gọi đầu mối bên kia hỏi lại.")
        )
    if facts["disowned"]:
        yield Line(
            gettext("Không nhận lần ghi cũ"),
            gettext(
                "%(count)d lần ghi đã được chứng kiến từ hơn 14 ngày trước sẽ không tính nữa. "
                "Hãy gọi đầu mối bên kia hỏi vì sao."
            )
            % {"count": facts["disowned"]},
        )


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    taken = approve_offer(node, str(facts["name"]), version=int(facts["version"]), approved_by=people.decided_by)
    return {"name": taken.name, "version": taken.version}


KIND = Kind(
    code="contact-update",
    title=_("Nhận thay đổi của bên kết nối"),
    prepares=Duty.ARRANGE,
    decides=Duty.DECIDE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
