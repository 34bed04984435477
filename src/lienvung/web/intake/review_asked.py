"""What the address of a review page asks for: which part of the paper, which proposals, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest

from lienvung.office.selectors.review import Draft

CARDS = 20
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """`part` of the paper and `page` of the proposals from 1; `focus` names a proposal that has to be in sight."""

    part: int = 1
    page: int = 1
    kind: str = ""
    state: str = ""
    by_place: bool = False
    focus: str = ""

    def chosen(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Return the proposals that the filters leave, in the order asked for."""
        found = [draft for draft in drafts if _fits(self.kind, draft.register) and _fits(self.state, draft.state)]
        return sorted(found, key=lambda draft: draft.position) if self.by_place else found

    def in_sight(self, chosen: Sequence[Draft]) -> "ReviewAsked":
        """Return this on a page that exists, the one that holds `focus` where that is among the chosen."""
        at = next((n for n, draft in enumerate(chosen) if str(draft.pk) == self.focus), None)
        pages = max(1, -(-len(chosen) // CARDS))
        return replace(self, page=at // CARDS + 1 if at is not None else min(self.page, pages))

    def filters(self) -> str:
        """Return the filters alone, as a form carries them along."""
        return self._query(loai=self.kind, tt=self.state, xep="cho" if self.by_place else "")

    def address(self, **changed: object) -> str:
        """Return the query of the same page with something changed: `trang`, `phan`, `loai`, `tt`, `xep`."""
        values = {
            "loai": self.kind,
            "tt": self.state,
            "xep": "cho" if self.by_place else "",
            "trang": self.part if self.part > 1 else "",
            "phan": self.page if self.page > 1 else "",
        }
        return self._query(**{**values, **changed}) or "?"

    @staticmethod
    def _query(**values: object) -> str:
        kept = {name: value for name, value in values.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


def asked_review(request: HttpRequest) -> ReviewAsked:
    """Read the address; after a form, the filters that the form carried along."""
    return asked_of(request.GET if request.method == "GET" else {**carried(request), **_drawn_on(request)})


def carried(request: HttpRequest) -> dict[str, str]:
    """Return the query that a form brought along."""
    return dict(parse_qsl(request.POST.get("tro-ve", "").removeprefix("?")))


def _drawn_on(request: HttpRequest) -> dict[str, str]:
    """The page of a scan that somebody drew on."""
    page = request.POST.get("page", "")
    return {"trang": page} if page else {}


def asked_of(query: Mapping[str, str]) -> ReviewAsked:
    """Return what a query asks for; nonsense reads as nothing asked."""
    return ReviewAsked(
        part=_number(query.get("trang", "")),
        page=_number(query.get("phan", "")),
        kind=query.get("loai", ""),
        state=query.get("tt", ""),
        by_place=query.get("xep") == "cho",
        focus=query.get("de-xuat", ""),
    )


def _number(text: str) -> int:
    return min(max(int(text), 1), _MOST) if text.isdecimal() and len(text) < 9 else 1


def _fits(asked: str, found: str) -> bool:
    return not asked or asked == found
