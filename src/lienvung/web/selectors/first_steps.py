"""What is still missing before a new node can take in its first paper: told to whoever gives out accounts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.node.contact import contacts
from lienvung.node.stores.port import Query
from lienvung.office.roles import Duty, Role, holds
from lienvung.office.selectors.people import User, roles_held
from lienvung.web.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, where it is done ("" for somebody else's page), and whether it is done."""

    title: str
    about: str
    url: str
    done: bool


def first_steps(seen: Snapshot, user: User) -> tuple[Step, ...]:
    """Return the steps in their order, those that are done too; none once all are, and none for other roles."""
    if not holds(user.role, Duty.MANAGE):
        return ()
    held = roles_held()
    invite = reverse("oversight:invite")
    steps = (
        Step(
            _("Mở tài khoản chuyên viên"),
            _("Người đưa văn bản và bảng vào, xác nhận từng giá trị."),
            f"{invite}?vai-tro={Role.CLERK}",
            Role.CLERK in held,
        ),
        Step(
            _("Mở tài khoản người duyệt"),
            _("Phải là người khác: không ai duyệt việc của chính mình."),
            f"{invite}?vai-tro={Role.APPROVER}",
            Role.APPROVER in held,
        ),
        Step(
            _("Gặp đối tác đầu tiên"),
            _("Hai bên trao hồ sơ nút và đọc cho nhau dấu vân khóa."),
            reverse("web:connections"),
            bool(contacts(seen.reader)),
        ),
        Step(
            _("Đưa văn bản đầu tiên vào"),
            _("Chuyên viên tải văn bản đã ký lên trang Số hóa; người duyệt ghi vào sổ."),
            "",
            bool(seen.reader.find("document", Query(limit=1)).total),
        ),
    )
    return () if all(step.done for step in steps) else steps
