"""What every page shows around its content: whose node this is, how fresh its copies are, and the rail."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from lienvung.office.node_access import now
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.people import User
from lienvung.office.selectors.waiting import waiting_counts
from lienvung.web.selectors.freshness import Freshness, read_freshness
from lienvung.web.selectors.houses import own_house, read_houses
from lienvung.web.selectors.standing import standing_notices
from lienvung.web.snapshot import open_reader

# Title, page, the duty it asks for, and whether the line begins a group. What is not there is not in the rail.
PAGES = (
    (_("Toàn cảnh"), "web:overview", Duty.READ, False),
    (_("Chương trình"), "web:programmes", Duty.READ, False),
    (_("Cam kết"), "web:commitments", Duty.READ, False),
    (_("Số hóa"), "intake:queue", Duty.INSPECT, True),
    (_("Nhập bảng"), "intake:tables", Duty.INSPECT, False),
    (_("Duyệt"), "intake:approvals", Duty.INSPECT, False),
    (_("Quyết định"), "web:decisions", Duty.INSPECT, False),
    (_("Đề nghị"), "web:proposals", Duty.READ, False),
    (_("Văn bản"), "web:documents", Duty.READ, True),
    (_("Sổ dữ liệu"), "web:registers", Duty.READ, False),
    (_("Kết nối"), "web:connections", Duty.READ, True),
    (_("Thỏa thuận"), "partners:agreements", Duty.READ, False),
    (_("Thay đổi"), "web:changes", Duty.READ, False),
    (_("Báo cáo"), "web:reports", Duty.READ, False),
    (_("Quản trị"), "oversight:people", Duty.OVERSEE, True),
)


@dataclass(frozen=True, slots=True)
class RailItem:
    """One line of the rail."""

    title: str
    url: str
    current: bool
    apart: bool
    count: int = 0


def node(request: HttpRequest) -> dict[str, object]:
    """Give each template `house` and, for a person signed in, `rail` and `copies`."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"house": SimpleLazyObject(own_house)}
    return {
        "house": SimpleLazyObject(own_house),
        "rail": rail(request.path, user),
        "copies": SimpleLazyObject(_copies),
        "notices": SimpleLazyObject(standing_notices),
    }


def rail(path: str, user: User) -> list[RailItem]:
    """List the pages that exist and that this person may open: the one that `path` belongs to, what waits for them."""
    counts = waiting_counts(user)
    return [
        RailItem(str(title), url, path == url or (url != "/" and path.startswith(url)), apart, counts.get(name, 0))
        for title, name, duty, apart in PAGES
        if holds(user.role, duty) and (url := _address(name))
    ]


def _copies() -> list[Freshness]:
    with open_reader() as reader:
        return read_freshness(reader, read_houses(reader), now())


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
