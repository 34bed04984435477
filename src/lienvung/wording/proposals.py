"""Refusals of changes that somebody else decides."""

from lienvung.wording.sentence import NOTHING_WRITTEN, RELOAD, Wording, _

PROPOSALS: dict[str, Wording] = {
    "proposal-unknown": Wording(_("Không có đề nghị mang mã %(hash)s ở nút này."), NOTHING_WRITTEN, RELOAD),
    "proposal-not-asked": Wording(
        _("Đề nghị này chờ bên khác trả lời, không phải %(node)s."), NOTHING_WRITTEN, _("Chờ bên được hỏi trả lời.")
    ),
    "proposal-settled": Wording(
        _("Đề nghị này đã được trả lời hoặc đã hết hạn trả lời."),
        NOTHING_WRITTEN,
        _("Mở lại trang để xem kết quả; muốn sửa nữa thì gửi đề nghị mới."),
    ),
    "proposal-outdated": Wording(
        _("Bản ghi đã được sửa đúng ở trường được đề nghị (%(fields)s) sau khi có đề nghị."),
        NOTHING_WRITTEN,
        _("Từ chối với lý do này, để bên kia đọc bản mới rồi đề nghị lại nếu cần."),
    ),
    "proposal-empty": Wording(
        _("Đề nghị không thay đổi gì so với bản ghi đang có."), NOTHING_WRITTEN, _("Sửa ít nhất một ô rồi gửi.")
    ),
    "proposal-reason-missing": Wording(
        _("Đề nghị hoặc từ chối phải có lý do."), NOTHING_WRITTEN, _("Viết một câu lý do rồi gửi lại.")
    ),
}
