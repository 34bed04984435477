"""The left half of the review page: a stretch of the text, or one page image with its rectangles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from lienvung.digitise.scan import page_sizes
from lienvung.office.selectors import review as selectors
from lienvung.office.selectors.review import Draft, Reading, SourceFile
from lienvung.office.stretches import Stretch, stretches
from lienvung.web.intake.review_asked import ReviewAsked

_MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """A run of text, the proposals it belongs to, those that begin here, and where the first one's card is."""

    text: str
    drafts: tuple[str, ...]
    starts: tuple[str, ...]
    card: str


@dataclass(frozen=True, slots=True)
class Box:
    """A proposal's rectangle in thousandths of its page, for an SVG of 1000 by 1000."""

    draft: str
    x: int
    y: int
    width: int
    height: int
    card: str


@dataclass(frozen=True, slots=True)
class ScanPage:
    """One page image with the rectangles on it; `width` and `height` in millimetres."""

    number: int
    width: float
    height: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class LeftSide:
    """One part of the paper: `parts` are the titles of all, `number` counts from 1; text or a scan.

    `passages` says for each proposal the address at which its passage is in sight.
    """

    parts: tuple[str, ...]
    number: int
    previous: str
    following: str
    passages: Mapping[str, str]
    pieces: tuple[ShownPiece, ...] = ()
    scan: ScanPage | None = None


def left_side(paper: SourceFile, drafts: Sequence[Draft], shown: Sequence[Draft], asked: ReviewAsked) -> LeftSide:
    """Return the part that is asked for, or the one in which the proposal asked for stands."""
    cards = _Cards(frozenset(str(draft.pk) for draft in shown), asked)
    reading = selectors.newest_reading(paper)
    return _text(reading, drafts, asked, cards) if reading else _scan(paper, drafts, asked, cards)


@dataclass(frozen=True, slots=True)
class _Cards:
    """Where the card of a proposal is: on this page, or on the one that its own address opens."""

    here: frozenset[str]
    asked: ReviewAsked

    def address(self, name: str) -> str:
        elsewhere = "" if name in self.here else f"?de-xuat={name}"
        return f"{elsewhere}#de-xuat-{name}"


def _text(reading: Reading, drafts: Sequence[Draft], asked: ReviewAsked, cards: _Cards) -> LeftSide:
    text = selectors.stored_bytes(reading.layer_sha256).decode()
    parts = stretches(text, [tuple(page) for page in reading.pages])
    homes = {str(draft.pk): _part_of(parts, draft.passage["start"]) for draft in drafts if "start" in draft.passage}
    number = homes.get(asked.focus) or min(asked.part, len(parts))
    here = parts[number - 1]
    pieces = tuple(
        ShownPiece(piece.text, piece.drafts, piece.starts, cards.address(piece.drafts[0]) if piece.drafts else "")
        for piece in selectors.pieces(text, drafts, here.start, here.end)
    )
    return _side([_title(n, part, len(parts)) for n, part in enumerate(parts, 1)], number, homes, asked, pieces=pieces)


def _part_of(parts: Sequence[Stretch], start: int) -> int:
    return next((n for n, part in enumerate(parts, 1) if part.start <= start < part.end), 1)


def _title(number: int, part: Stretch, count: int) -> str:
    if not part.first:
        return gettext("Phần %(n)d/%(of)d") % {"n": number, "of": count}
    if part.first == part.last:
        return gettext("Trang %(n)s") % {"n": part.first}
    return gettext("Trang %(first)s–%(last)s") % {"first": part.first, "last": part.last}


def _scan(paper: SourceFile, drafts: Sequence[Draft], asked: ReviewAsked, cards: _Cards) -> LeftSide:
    sizes = page_sizes(selectors.stored_bytes(paper.sha256), paper.name)
    homes = {str(draft.pk): int(draft.passage["page"]) for draft in drafts if "page" in draft.passage}
    number = min(homes.get(asked.focus) or asked.part, len(sizes))
    width, height = sizes[number - 1]
    here = [draft for draft in drafts if draft.passage.get("page") == number]
    boxes = tuple(_box(draft, width, height, cards) for draft in here)
    scan = ScanPage(number, width * _MM_PER_POINT, height * _MM_PER_POINT, boxes)
    titles = [gettext("Trang %(n)s") % {"n": f"{n}/{len(sizes)}"} for n in range(1, len(sizes) + 1)]
    return _side(titles, number, homes, asked, scan=scan)


def _box(draft: Draft, width: float, height: float, cards: _Cards) -> Box:
    # Hundredths of a point, times ten, over the width in points: thousandths of the page.
    x0, y0, x1, y1 = (corner * 10 for corner in draft.passage["rectangle"])
    name = str(draft.pk)
    sizes = round((x1 - x0) / width), round((y1 - y0) / height)
    return Box(name, round(x0 / width), round(y0 / height), *sizes, cards.address(name))


def _side(
    titles: Iterable[str],
    number: int,
    homes: Mapping[str, int],
    asked: ReviewAsked,
    *,
    pieces: tuple[ShownPiece, ...] = (),
    scan: ScanPage | None = None,
) -> LeftSide:
    parts = tuple(titles)
    return LeftSide(
        parts=parts,
        number=number,
        previous=asked.address(trang=number - 1) if number > 1 else "",
        following=asked.address(trang=number + 1) if number < len(parts) else "",
        passages={
            name: f"#doan-{name}" if home == number else f"{asked.address(trang=home)}#doan-{name}"
            for name, home in homes.items()
        },
        pieces=pieces,
        scan=scan,
    )
