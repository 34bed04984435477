"""What every page shows around its content: whose node this is, how fresh its copies are, and the rail."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from lienvung.office.node_access import now
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.people import User
from lienvung.office.selectors.waiting import waiting_counts
from lienvung.web.selectors.freshness import Freshness, read_freshness
from lienvung.web.selectors.houses import own_house, read_houses
from lienvung.web.selectors.standing import standing_notices
from lienvung.web.snapshot import open_reader


@dataclass(frozen=True, slots=True)
class Tab:
    """A page that lists things: its name, its address, the duty it asks for."""

    title: Promise
    name: str
    duty: Duty = Duty.READ


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the rail and the pages that stand side by side in it; `apart` begins a group."""

    title: Promise
    tabs: tuple[Tab, ...]
    apart: bool = False


def _page(title: Promise, name: str, *, apart: bool = False) -> Section:
    """Return a line of the rail that is one page, for everybody who reads."""
    return Section(title, (Tab(title, name),), apart)


# To follow, to work, to look up, to exchange, to run. What is not here is reached from a page that is.
SECTIONS = (
    _page(_("Toàn cảnh"), "web:overview"),
    _page(_("Chương trình"), "web:programmes"),
    _page(_("Cam kết"), "web:commitments"),
    _page(_("Báo cáo"), "web:reports"),
    Section(
        _("Số hóa"),
        (
            Tab(_("Số hóa văn bản"), "intake:queue", Duty.INSPECT),
            Tab(_("Nhập bảng nhiệm vụ"), "intake:tables", Duty.INSPECT),
        ),
        apart=True,
    ),
    Section(
        _("Duyệt"),
        (
            Tab(_("Ghi vào sổ"), "intake:approvals", Duty.INSPECT),
            Tab(_("Việc cần hai người"), "web:decisions", Duty.INSPECT),
        ),
    ),
    _page(_("Đề nghị"), "web:proposals"),
    _page(_("Văn bản"), "web:documents", apart=True),
    Section(_("Sổ dữ liệu"), (Tab(_("Các sổ"), "web:registers"), Tab(_("Dữ liệu mở và API"), "web:open-data"))),
    _page(_("Bản đồ"), "map:map"),
    Section(
        _("Đơn vị hành chính"),
        (
            Tab(_("Tra cứu đơn vị"), "units:look-up"),
            Tab(_("Chuyển đổi bảng"), "units:convert"),
            Tab(_("Thống kê theo địa giới"), "units:sums"),
        ),
    ),
    _page(_("Thay đổi"), "web:changes"),
    Section(
        _("Kết nối"),
        (
            Tab(_("Các bên"), "web:connections"),
            Tab(_("Thỏa thuận"), "partners:agreements"),
            Tab(_("Đã trao gì cho ai"), "partners:ledger"),
            Tab(_("Gói dữ liệu"), "web:bundles"),
            Tab(_("Bàn giao"), "web:hand-overs"),
            Tab(_("Tự giới thiệu"), "partners:introduction"),
        ),
        apart=True,
    ),
    Section(
        _("Quản trị"),
        (
            Tab(_("Người và vai trò"), "oversight:people", Duty.OVERSEE),
            Tab(_("Vai trò được làm gì"), "oversight:roles", Duty.OVERSEE),
            Tab(_("Nhật ký thao tác"), "oversight:trail", Duty.OVERSEE),
            Tab(_("Tình trạng nút"), "oversight:health", Duty.OVERSEE),
        ),
        apart=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the rail or of the tabs: whether one is there, whether it begins a group, how much waits behind it."""

    title: str
    url: str
    current: bool
    apart: bool = False
    count: int = 0


def node(request: HttpRequest) -> dict[str, object]:
    """Give each template `house` and, for a person signed in, `rail`, `tabs` and `copies`."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"house": SimpleLazyObject(own_house)}
    rail, tabs = ways(request.path, user)
    return {
        "house": SimpleLazyObject(own_house),
        "rail": rail,
        "tabs": tabs,
        "copies": SimpleLazyObject(_copies),
        "notices": SimpleLazyObject(standing_notices),
    }


def ways(path: str, user: User) -> tuple[list[Way], list[Way]]:
    """Return the rail, and the tabs of the page that `path` is: what this person may open, and what waits for them."""
    counts, here = waiting_counts(user), tab_of(path)
    rail, tabs = [], []
    for section in SECTIONS:
        open_to = [tab for tab in section.tabs if holds(user.role, tab.duty)]
        if open_to:
            waits = sum(counts.get(tab.name, 0) for tab in open_to)
            url = reverse(open_to[0].name)
            rail.append(Way(str(section.title), url, here in section.tabs, section.apart, waits))
        if here in section.tabs and path == reverse(here.name) and len(open_to) > 1:
            tabs = [
                Way(str(tab.title), reverse(tab.name), tab is here, count=counts.get(tab.name, 0)) for tab in open_to
            ]
    return rail, tabs


def tab_of(path: str) -> Tab | None:
    """Return the page that a path is or lies below: the one with the longest address."""
    found = [tab for section in SECTIONS for tab in section.tabs if _lies_below(path, reverse(tab.name))]
    return max(found, key=lambda tab: len(reverse(tab.name)), default=None)


def _lies_below(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _copies() -> list[Freshness]:
    with open_reader() as reader:
        return read_freshness(reader, read_houses(reader), now())
