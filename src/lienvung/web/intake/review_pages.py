"""The proposals of a paper by kind and state, page by page: choices and addresses for the review page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from lienvung.office.selectors.review import Draft
from lienvung.web.intake.review_asked import CARDS, ReviewAsked

KINDS = {
    "commitment": gettext_noop("cam kết"),
    "progress-report": gettext_noop("kết quả"),
    "limitation": gettext_noop("hạn chế, vướng mắc"),
    "escalation": gettext_noop("vấn đề vượt thẩm quyền"),
}
Choice = tuple[str, str, bool]
"""Value, title with its count, whether it is chosen."""


@dataclass(frozen=True, slots=True)
class CardPages:
    """How many proposals there are and are chosen, the filters, and the pages before and after."""

    total: int
    chosen: int
    first: int
    last: int
    kinds: tuple[Choice, ...]
    states: tuple[Choice, ...]
    previous: str
    following: str

    @property
    def is_long(self) -> bool:
        """Whether filters and pages are worth their room."""
        return self.total > CARDS


def card_pages(asked: ReviewAsked, chosen: Sequence[Draft], drafts: Sequence[Draft]) -> CardPages:
    """Return what the page says above its proposals."""
    kinds = Counter(draft.register for draft in drafts)
    states = Counter(draft.state for draft in drafts)
    last = min(asked.page * CARDS, len(chosen))
    return CardPages(
        total=len(drafts),
        chosen=len(chosen),
        first=min((asked.page - 1) * CARDS + 1, last),
        last=last,
        kinds=tuple(
            (kind, f"{gettext(words)} ({kinds[kind]})", kind == asked.kind)
            for kind, words in KINDS.items()
            if kinds[kind]
        ),
        states=tuple(
            (state, f"{words} ({states[state]})", state == asked.state)
            for state, words in Draft.State.choices
            if states[state]
        ),
        previous=asked.address(phan=asked.page - 1) if asked.page > 1 else "",
        following=asked.address(phan=asked.page + 1) if last < len(chosen) else "",
    )
