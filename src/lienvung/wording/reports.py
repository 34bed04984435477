"""Refusals of reporting."""

from lienvung.wording.sentence import NOTHING_WRITTEN, Wording, _

REPORTS: dict[str, Wording] = {
    "programme-unknown": Wording(
        _("Nút này không có chương trình “%(key)s”."),
        NOTHING_WRITTEN,
        _("Chọn lại chương trình trong danh sách, hoặc chờ lần nhận dữ liệu kế tiếp."),
    ),
    "workbook-unreadable": Wording(
        _("Tệp gửi lại không phải bảng tiến độ do hệ thống phát ra (quy tắc: %(rule)s)."),
        NOTHING_WRITTEN,
        _("Dùng đúng tệp .xlsx đã nhận, giữ tên trang “Tiến độ” và dòng tiêu đề cột."),
    ),
}
