"""What is refused about administrative units, and how it is said; words for extents that faces share."""

from lienvung.wording.sentence import Wording, _

UNITS: dict[str, Wording] = {
    "geography": Wording(
        _("Không làm được việc này với đơn vị hành chính."), _("Chưa ghi gì."), _("Xem lại yêu cầu rồi thử lại.")
    ),
    "units-held-already": Wording(
        _("Nút %(node)s đã giữ các đơn vị hành chính này và nút này đang có bản sao."),
        _("Chưa ghi gì."),
        _("Dùng bản sao ấy; chỗ nào sai thì gửi đề nghị sửa cho nút %(node)s."),
    ),
    "notes-unreadable": Wording(
        _("Không đọc được tệp ghi chú: %(found)s."),
        _("Chưa ghi gì."),
        _("Tệp cần các cột mã, tên và ghi chú, như danh mục của cơ quan thống kê."),
    ),
    "table-unsuitable": Wording(
        _("Không chuyển đổi được bảng này: %(reason)s (%(found)s)."),
        _("Bảng gốc không bị thay đổi."),
        _("Chọn cột có tên hoặc mã đơn vị rồi thử lại."),
    ),
}

EXTENTS: dict[str, str] = {"whole": _("toàn bộ"), "part": _("một phần"), "remainder": _("phần còn lại")}
