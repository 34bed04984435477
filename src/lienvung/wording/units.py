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
    "unit-column-none": Wording(
        _("Bảng này không có cột nào cho biết đơn vị: %(found)s."),
        _("Bảng gốc không bị thay đổi; ở đây không lưu gì."),
        _("Đặt tên cột là Tỉnh, Huyện, Xã, Địa chỉ hoặc Mã rồi thử lại."),
    ),
    "unit-rows-none": Wording(
        _("Bảng này không có dòng nào."),
        _("Bảng gốc không bị thay đổi; ở đây không lưu gì."),
        _("Chọn tệp khác, hoặc dán các ô vào."),
    ),
    "unit-rows-many": Wording(
        _("Bảng này có hơn %(most)s dòng."),
        _("Bảng gốc không bị thay đổi; ở đây không lưu gì."),
        _("Chia bảng thành nhiều phần rồi chuyển đổi từng phần."),
    ),
}

EXTENTS: dict[str, str] = {"whole": _("toàn bộ"), "part": _("một phần"), "remainder": _("phần còn lại")}

WHAT: dict[str, str] = {"changed": _("thay đổi"), "new": _("mới"), "gone": _("không còn"), "unchanged": _("không đổi")}

DOUBTS: dict[str, str] = {
    "no-act": _("ghi chú không nêu văn bản"),
    "no-source": _("ghi chú không nêu đơn vị cũ"),
    "unknown-source": _("không rõ đơn vị cũ"),
    "part": _("có đơn vị chỉ nhập một phần: xem phần còn lại"),
    "cut": _("ghi chú dài, có thể bị cắt"),
    "not-listed": _("danh mục mới không có đơn vị này"),
}
