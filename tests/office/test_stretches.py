"""A long text is cut into stretches that can be shown; nothing of it is lost."""

from itertools import pairwise

from lienvung.office.stretches import MOST_LETTERS, stretches


def test_a_short_paper_is_one_stretch():
    """Few pages are shown at once."""
    assert [(one.start, one.end) for one in stretches("a" * 900, [(0, 500, "1"), (500, 900, "2")])] == [(0, 900)]


def test_two_hundred_pages_are_cut_between_pages_and_stay_whole():
    """Stretches join without a gap, none is longer than a screenful, and each names its pages."""
    pages = [(n * 3000, (n + 1) * 3000, str(n + 1)) for n in range(200)]
    parts = stretches("a" * 600_000, pages)
    assert (parts[0].start, parts[-1].end) == (0, 600_000)
    assert all(one.end == other.start for one, other in pairwise(parts))
    assert all(part.end - part.start <= MOST_LETTERS for part in parts)
    assert (parts[0].first, parts[0].last, parts[1].first) == ("1", "8", "9")


def test_a_text_without_pages_is_cut_after_a_line():
    """A Word file of 200 pages has one page here; no line is torn."""
    text = ("một dòng của văn bản dài\n" * 20_000)[:-1]
    parts = stretches(text, [(0, len(text), "1")])
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert all(text[part.end - 1] == "\n" for part in parts[:-1])
    assert {part.first for part in parts} == {""}


def test_one_endless_line_is_cut_all_the_same():
    """Without a line end there is nothing to wait for."""
    assert len(stretches("a" * (3 * MOST_LETTERS), [])) == 3
