"""Words: every state has a name, and percentages and texts are put in words honestly."""

import pytest

from lienvung.core.programme.sheet import DecisionKind, FigureName
from lienvung.core.programme.sides import ProgressState
from lienvung.core.programme.status import Cell, Term
from lienvung.core.programme.tally import Denominator, Share
from lienvung.report import words
from lienvung.report.files import file_name
from lienvung.report.places import party_committee, place_name


def test_every_state_has_a_name() -> None:
    """No cell, term, progress, figure, decision or denominator is shown by its code."""
    assert set(words.CELL_NAMES) == set(words.CELL_SIGNS) == set(Cell)
    assert set(words.TERM_NAMES) == set(Term)
    assert set(words.PROGRESS_NAMES) == set(ProgressState)
    assert set(words.FIGURE_NAMES) == set(FigureName)
    assert set(words.DECISION_NAMES) == set(DecisionKind)
    assert set(words.DENOMINATOR_NAMES) == set(Denominator)


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (Share(16_051, 16_274, Denominator.DUE), "98,62 % số cam kết đã đến hạn (16.051/16.274)"),
        (Share(9_999, 10_000, Denominator.DATED), "99,99 % số cam kết có thời hạn (9.999/10.000)"),
        (Share(0, 0, Denominator.DUE), "chưa có cam kết đã đến hạn"),
    ],
)
def test_a_share_names_its_denominator(share: Share, expected: str) -> None:
    """Per cent of what, with both numbers; of nothing there is no per cent."""
    assert words.format_share(share) == expected


def test_clipping_keeps_whole_words() -> None:
    """A clipped text ends at a word with an ellipsis and is never longer than asked."""
    assert words.clip("Khẩn trương trình quy chế", 20) == "Khẩn trương trình…"
    assert words.clip("ngắn", 20) == "ngắn"


@pytest.mark.parametrize(
    ("title", "committee", "place"),
    [
        ("Thành phố Hải Phòng", "Thành ủy Hải Phòng", "Hải Phòng"),
        ("tỉnh Quảng Ninh", "Tỉnh ủy Quảng Ninh", "Quảng Ninh"),
        ("Ban Quản lý vịnh", "Ban Quản lý vịnh", "Ban Quản lý vịnh"),
    ],
)
def test_the_party_committee_follows_the_rank(title: str, committee: str, place: str) -> None:
    """A city has a Thành ủy, a province a Tỉnh ủy; the rank is today's, by the locality's own title."""
    assert (party_committee(title), place_name(title)) == (committee, place)


def test_file_names_are_plain() -> None:
    """Marks, blanks and slashes never reach a file's name."""
    assert file_name("Sở Xây dựng / Đường bộ") == "so-xay-dung-duong-bo"
