"""Who may do what: five roles, their duties, one table.

Denial is the default: a role that is not named beside a duty does not have it. The auditor reads
everything and changes nothing.
"""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a person is on this node."""

    VIEWER = "viewer"
    CLERK = "clerk"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Duty(StrEnum):
    """What a page lets somebody do."""

    OPEN = "open"  # sign-in and what a stranger may see
    READ = "read"
    PERSONAL = "personal"  # read the values of personal parts (office.eyes)
    DIGITISE = "digitise"  # upload, edit, confirm, import, report progress, submit
    INSPECT = "inspect"  # read drafts and submissions that have not left the house
    APPROVE = "approve"  # send or return what others confirmed
    ARRANGE = "arrange"  # prepare contacts and agreements; a second person decides
    DECIDE = "decide"  # carry out or return what another person prepared
    OVERSEE = "oversee"  # read who has an account, what people did, how the node is
    MANAGE = "manage"  # people, pulling by hand


HOLDERS: dict[Duty, frozenset[Role]] = {
    Duty.READ: frozenset(Role),
    Duty.PERSONAL: frozenset({Role.CLERK, Role.APPROVER}),
    Duty.DIGITISE: frozenset({Role.CLERK, Role.APPROVER}),
    Duty.INSPECT: frozenset({Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR}),
    Duty.APPROVE: frozenset({Role.APPROVER}),
    Duty.ARRANGE: frozenset({Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR}),
    Duty.DECIDE: frozenset({Role.APPROVER, Role.ADMINISTRATOR}),
    Duty.OVERSEE: frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    Duty.MANAGE: frozenset({Role.ADMINISTRATOR}),
}

ROLE_WORDS = {
    Role.VIEWER: _("người xem"),
    Role.CLERK: _("chuyên viên, văn thư"),
    Role.APPROVER: _("người duyệt"),
    Role.ADMINISTRATOR: _("quản trị"),
    Role.AUDITOR: _("kiểm tra, thanh tra"),
}
# What each duty lets a person do, as the page of roles says it; `open` needs no words: everybody has it.
DUTY_WORDS = {
    Duty.READ: _("đọc mọi sổ, văn bản, cam kết, số liệu và báo cáo mà nút này giữ, trừ phần cá nhân"),
    Duty.PERSONAL: _("đọc phần cá nhân của bản ghi"),
    Duty.DIGITISE: _("đưa văn bản và bảng vào, sửa và xác nhận đề xuất, báo tiến độ, trình duyệt"),
    Duty.INSPECT: _("đọc bản nháp và lượt trình chưa rời khỏi cơ quan"),
    Duty.APPROVE: _("duyệt hoặc trả lại điều người khác đã xác nhận"),
    Duty.ARRANGE: _("soạn kết nối với nút khác và thỏa thuận chia sẻ, để người thứ hai quyết định"),
    Duty.DECIDE: _("quyết định điều người khác đã soạn: kết nối, thỏa thuận, việc cần hai người"),
    Duty.OVERSEE: _("đọc danh sách tài khoản, nhật ký thao tác và tình trạng của nút"),
    Duty.MANAGE: _("cấp và ngừng tài khoản, giao vai trò, nhận dữ liệu từ các bên"),
}


def holds(role: str, duty: Duty) -> bool:
    """Return whether `role` has `duty`; everybody, signed in or not, has `open`."""
    return duty is Duty.OPEN or role in HOLDERS[duty]
