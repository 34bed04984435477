"""The acts of the trail in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

_ACTS = {
    "sign-in": _("đăng nhập"),
    "sign-out": _("thoát"),
    "open-page": _("mở trang không thuộc vai trò"),
    "user-create": _("cấp tài khoản"),
    "user-set-role": _("đổi vai trò"),
    "user-stop": _("ngừng tài khoản"),
    "user-reactivate": _("mở lại tài khoản"),
    "user-renew-password": _("cấp mật khẩu một lần"),
    "user-change-password": _("tự đổi mật khẩu"),
    "source-file-upload": _("đưa văn bản vào"),
    "table-write": _("ghi bảng và trình duyệt"),
    "draft-edit": _("sửa đề xuất"),
    "draft-confirm": _("xác nhận đề xuất"),
    "draft-reject": _("bỏ đề xuất"),
    "draft-undo": _("mở lại đề xuất"),
    "submission-submit": _("trình duyệt"),
    "submission-approve": _("duyệt, ghi vào sổ"),
    "submission-return": _("trả lại người trình"),
    "submission-take-back": _("rút lại lượt đã trình"),
    "decision-prepare": _("soạn việc cần hai người"),
    "decision-approve": _("quyết định, thực hiện"),
    "decision-fail": _("quyết định, nút từ chối thực hiện"),
    "decision-return": _("trả lại người soạn"),
    "decision-take-back": _("rút lại việc đã soạn"),
    "agreement-draft": _("soạn thỏa thuận"),
    "agreement-drop": _("bỏ bản thảo thỏa thuận"),
    "bundle-export": _("lập gói dữ liệu"),
    "bundle-import": _("nhập gói dữ liệu"),
    "bundle-drop": _("bỏ gói đã tải lên"),
    "pull": _("nhận về từ các bên"),
    "token-give": _("tạo khóa API"),
    "token-revoke": _("thu hồi khóa API"),
    "figures-frozen": _("chốt số liệu"),
}
# Facts that a person reads in the list; the file holds all of them.
_SHOWN = ("role", "before", "after", "reason", "code", "batch", "drafts", "rows", "method")


def act_words(what: str) -> str:
    """Return an act in words; one that has none yet stays as it is written."""
    return str(_ACTS.get(what, what))


def fact_words(facts: Mapping[str, object]) -> str:
    """Return the short facts of an act; long ones are left to the file."""
    said = [str(facts[name]) for name in _SHOWN if isinstance(facts.get(name), str | int)]
    return " · ".join(each for each in said if each)
