"""Cut a long text layer into stretches that a page of the application can show. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

# About eight printed pages: short papers are shown whole, a paper of 200 pages in some thirty stretches.
MOST_LETTERS = 24_000
Page = tuple[int, int, str]
"""Where a page starts and ends in the text, and its label."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a text: where it starts and ends, and the labels of its first and last page ("" without pages)."""

    start: int
    end: int
    first: str = ""
    last: str = ""


def stretches(text: str, pages: Sequence[Page]) -> tuple[Stretch, ...]:
    """Return stretches that together are the whole text, in order; there is always one.

    Pages are kept whole. A page longer than a stretch, and a text without pages, is cut after a line.
    """
    found: list[Stretch] = []
    for page in _short_pages(text, pages):
        before = found[-1] if found else None
        if before and page.end - before.start <= MOST_LETTERS:
            found[-1] = Stretch(before.start, page.end, before.first, page.last)
        else:
            found.append(page)
    return tuple(found) or (Stretch(0, len(text)),)


def _short_pages(text: str, pages: Sequence[Page]) -> list[Stretch]:
    labelled = len(pages) > 1
    parts = []
    for start, end, label in pages or [(0, len(text), "")]:
        name = label if labelled else ""
        while end - start > MOST_LETTERS:
            line_end = text.rfind("\n", start, start + MOST_LETTERS) + 1
            cut = line_end if line_end > start else start + MOST_LETTERS
            parts.append(Stretch(start, cut, name, name))
            start = cut
        parts.append(Stretch(start, end, name, name))
    return parts
