"""Charts: numbers in words for those who do not see, links for those who do."""

from xml.etree import ElementTree

from lienvung.core.programme.status import Cell
from lienvung.core.programme.tally import tally
from lienvung.report.cells_chart import draw_cells
from lienvung.report.time_line import draw_time_line, events_of

from .samples import REAL, TODAY, sample_facts

SVG = "{http://www.w3.org/2000/svg}"


def test_the_cells_chart_says_every_number() -> None:
    """Title and description are there, named by the picture, and the description has each count in words."""
    rows = [("du lịch", tally([Cell.OPEN_OVERDUE] * 3 + [Cell.RECURRING])), ("y tế", tally([]))]
    root = ElementTree.fromstring(draw_cells(rows, "Bốn ô theo lĩnh vực", "c1"))
    assert root.get("aria-labelledby") == "c1-title c1-desc"
    assert root.findtext(f"{SVG}title") == "Bốn ô theo lĩnh vực"
    assert root.findtext(f"{SVG}desc") == "Du lịch: đang thực hiện quá hạn 3, ngoài bốn ô 1. Y tế: không có."


def test_bars_are_as_long_as_their_counts() -> None:
    """Three of a kind is three times one of a kind."""
    drawn = ElementTree.fromstring(draw_cells([("a", tally([Cell.OPEN_OVERDUE] * 3 + [Cell.DONE_LATE]))], "t"))
    widths = [float(bar.get("width", 0)) + 1 for bar in drawn.findall(f"{SVG}rect")[-2:]]
    assert widths[1] == 3 * widths[0]


def test_words_are_escaped() -> None:
    """A label with markup in it stays a label."""
    assert "<script>" not in draw_cells([("<script>", tally([Cell.OPEN_OVERDUE]))], "a & b")


def test_the_time_line_runs_from_2019_to_today() -> None:
    """Papers, reviews and commitments of the real programme; what one day holds joins into one dot."""
    events = events_of(sample_facts().follow_up, REAL, "real")
    drawn = draw_time_line(events, TODAY, "Từ 2019 đến nay")
    root = ElementTree.fromstring(drawn)
    labels = [one.text for one in root.iter(f"{SVG}text")]
    assert {"2019", "2026", "hôm nay"} <= set(labels)
    assert "7" in labels
    assert "/so/review/hop-2025/" in [one.get("href") for one in root.iter(f"{SVG}a")]


def test_no_request_leaves_for_a_font_or_picture() -> None:
    """A chart names no foreign host: only the namespace and paths of our own."""
    drawn = draw_time_line(events_of(sample_facts().follow_up, REAL, "real"), TODAY, "t")
    assert drawn.count("http") == 1
    assert "url(" not in drawn


def test_a_day_of_an_unknown_year_has_no_place_on_a_line_of_years() -> None:
    """ "Ngày 18/10" without a year is left to the lists."""
    known = sample_facts().follow_up
    assert any(one.agreed_on == "--10-18" for one in known.commitments)
    assert not [one for one in events_of(known, "ct-qn-bg-hd", "real") if one.on.startswith("--")]


def test_an_empty_time_line_is_still_a_picture() -> None:
    """A programme without any dated thing has a line that says so."""
    assert "Chưa có mốc nào." in draw_time_line((), TODAY, "t")
