"""What every page shows around its content: whose node this is, and the rail of pages."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from lienvung.web.selectors.houses import own_house

# Title, page name, and whether the item starts a new group. A page that is not there yet is not in the rail.
PAGES = (
    (_("Toàn cảnh"), "web:overview", False),
    (_("Chương trình"), "web:programmes", False),
    (_("Cam kết"), "web:commitments", False),
    (_("Số hóa"), "intake:queue", True),
    (_("Văn bản"), "web:documents", False),
    (_("Sổ dữ liệu"), "web:registers", False),
    (_("Kết nối"), "web:connections", True),
    (_("Thay đổi"), "web:changes", False),
    (_("Báo cáo"), "web:reports", False),
)


@dataclass(frozen=True, slots=True)
class RailItem:
    """One line of the rail."""

    title: str
    url: str
    current: bool
    apart: bool


def node(request: HttpRequest) -> dict[str, object]:
    """Give each template `house` and, to a person signed in, `rail`."""
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    return {"house": SimpleLazyObject(own_house), "rail": rail(request.path) if signed_in else []}


def rail(path: str) -> list[RailItem]:
    """List the pages that exist, marking the one that `path` belongs to."""
    return [
        RailItem(str(title), url, path == url or (url != "/" and path.startswith(url)), apart)
        for title, name, apart in PAGES
        if (url := _address(name))
    ]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
