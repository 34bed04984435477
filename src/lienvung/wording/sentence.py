"""The form of a wording, and the sentences that many refusals share."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person reads about one refusal. A sentence may name the error's facts as %(fact)s."""

    happened: str
    safe: str
    do: str


def _(message: str) -> str:
    """Mark a sentence for the catalogue; it is translated when it is shown."""
    return message


NOTHING_WRITTEN = _("Chưa có gì được ghi; dữ liệu đang có vẫn nguyên vẹn.")
NOTHING_KEPT = _("Tệp không được lưu lại; không có gì được ghi.")
COPY_KEPT = _("Bản sao đã kiểm chứng trước đó vẫn được giữ và dùng được.")
OTHERS_GO_ON = _("Dữ liệu này không được nhận; phần đã kiểm chứng trước đó và các đối tác khác vẫn dùng được.")
NOTHING_LEFT = _("Không có dữ liệu nào rời khỏi nút.")

CORRECT_AND_REPEAT = _("Sửa lại rồi làm lại.")
TELL_PARTNER = _("Báo cho cán bộ đầu mối của đối tác; nút sẽ tự thử lại.")
TELL_OPERATOR = _("Báo mã này cho người vận hành nút.")
WAIT = _("Không cần làm gì: nút tự thử lại sau.")
RELOAD = _("Mở lại trang để xem bản mới nhất rồi quyết định.")

UNWORDED = Wording(_("Yêu cầu bị từ chối (mã %(code)s)."), NOTHING_WRITTEN, TELL_OPERATOR)
