"""What everybody who works here must know of this node before anything else: that it only reads, or is not sound."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from lienvung.node.guard import STOPS, Guard, guard_of
from lienvung.node.health import last_health
from lienvung.office.node_access import get_node
from lienvung.web.dates import show_date
from lienvung.web.selectors.houses import Houses, read_houses
from lienvung.web.snapshot import open_reader


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice above a page: how grave, what it is, what to do."""

    tags: str
    title: str
    text: str


def standing_notices() -> list[Notice]:
    """Return what is to be said on every page; mostly nothing."""
    with open_reader() as reader:
        guard, health = guard_of(get_node(), reader), last_health(reader)
        notices = [_guarded(guard, read_houses(reader))] if guard else []
    if settings.LIENVUNG_SUNSET is not None:
        day = show_date(settings.LIENVUNG_SUNSET.isoformat())
        notices.append(
            Notice(
                "warning",
                _("Nút này ngừng hoạt động sau ngày %(day)s.") % {"day": day},
                _("Việc chưa xong: bàn giao các sổ cho bên nhận, rồi kết xuất niêm phong toàn bộ để lưu trữ."),
            )
        )
    if health is not None and health.findings:
        notices.append(
            Notice(
                "error",
                _("Dữ liệu trong kho không còn khớp với những gì đã ký."),
                _("Thấy %(count)d chỗ sai, chỗ đầu: %(first)s. Báo người vận hành chạy lienvung fsck.")
                % {"count": len(health.findings), "first": health.findings[0]},
            )
        )
    return notices


def _guarded(guard: Guard, houses: Houses) -> Notice:
    if guard.why == "copied":
        return Notice(
            "error",
            _("Nút này là bản chép từ nơi khác nên chỉ đọc."),
            _("Chỉ một nơi được ký. Người vận hành chạy lienvung doctor --adopt nếu nơi cũ đã bỏ hẳn."),
        )
    if guard.stopped:
        who = houses.titles(name for name, found in guard.asked.items() if found in STOPS)
        return Notice(
            "error",
            _("Nút này không ký nữa: đối tác đã thấy những lần ghi không có ở đây."),
            _("%(who)s giữ bằng chứng. Liên hệ đầu mối, tìm bản sao lưu mới hơn; xem trang Kết nối.") % {"who": who},
        )
    return Notice(
        "warning",
        _("Nút này vừa được khôi phục nên chỉ đọc."),
        _("Vẫn soạn dự thảo được. Nút sẽ ký lại khi đã hỏi các đối tác xem sổ của ta đến đâu; cần có mạng."),
    )
