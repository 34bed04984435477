"""Refusals of reporting."""

from lienvung.wording.sentence import NOTHING_WRITTEN, Wording, _

REPORTS: dict[str, Wording] = {
    "programme-unknown": Wording(
        _("Nút này không có chương trình “%(key)s”."),
        NOTHING_WRITTEN,
        _("Chọn lại chương trình trong danh sách, hoặc chờ lần nhận dữ liệu kế tiếp."),
    ),
    "too-many-for-workbook": Wording(
        _("Sổ %(register)s có quá %(limit)s bản ghi khớp, nhiều hơn số hàng của một trang tính."),
        NOTHING_WRITTEN,
        _("Lọc bớt, hoặc tải bản CSV."),
    ),
    "workbook-unreadable": Wording(
        _("Tệp gửi lại không phải bảng tiến độ do hệ thống phát ra (quy tắc: %(rule)s)."),
        NOTHING_WRITTEN,
        _("Dùng đúng tệp .xlsx đã nhận, giữ tên trang “Tiến độ” và dòng tiêu đề cột."),
    ),
}
