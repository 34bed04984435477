"""The line of time: pure geometry."""

from datetime import date

from lienvung.web.selectors.timeline import DIGIT, LEFT, RIGHT, WIDTH, Event, Term, draw_timeline, shorten

TODAY = date(2026, 11, 22)


def paper(day: date, label: str = "01-KL/TU") -> Event:
    return Event(day, "paper", label, "Kết luận")


def term(key: str, since: date, until: date | None = None, **more: object) -> Term:
    return Term(key, since, until, "open-in-term", f"Việc {key}", f"Việc {key}", f"/cam-ket/{key}/", **more)


def test_the_scale_runs_from_the_first_year_to_the_last_deadline():
    """Whole years are shown, from the first event to the end of the year of the last date."""
    line = draw_timeline([paper(date(2019, 5, 30))], [term("a", date(2021, 8, 14), date(2027, 3, 1))], TODAY)
    assert [tick for tick, _ in line.ticks] == [str(year) for year in range(2019, 2028)]
    assert line.ticks[0][1] == LEFT


def test_nothing_older_than_2019_widens_the_scale():
    """An event of 2009 is told in words, not drawn."""
    line = draw_timeline([paper(date(2009, 1, 1)), paper(date(2020, 1, 1))], [], TODAY)
    assert line.ticks[0][0] == "2019"
    assert [marker.event.on.year for marker in line.markers] == [2020]


def test_few_years_are_marked_by_quarters():
    """A young programme has more than one line to measure by."""
    line = draw_timeline([paper(date(2026, 1, 15))], [], TODAY)
    assert [tick for tick, _ in line.ticks] == ["01/2026", "04/2026", "07/2026", "10/2026"]


def test_the_legend_names_the_classes_that_are_drawn():
    """What no row has is not explained; every row has a sign."""
    line = draw_timeline([], [term("a", date(2026, 1, 15))], TODAY)
    assert line.cells == ("open-in-term",)
    assert line.rows[0].sign == "●"


def test_labels_never_touch_each_other():
    """Events of neighbouring days go to lanes of their own; far ones share a lane."""
    line = draw_timeline([paper(date(2021, 8, 14)), paper(date(2021, 8, 15)), paper(date(2024, 1, 1))], [], TODAY)
    first, second, third = line.markers
    assert first.y != second.y
    assert third.y == first.y


def test_a_label_at_the_right_edge_stands_left_of_its_sign():
    """No label leaves the picture."""
    line = draw_timeline([paper(date(2026, 12, 20), "253/2025/QĐ-UBND")], [], TODAY)
    marker = line.markers[0]
    assert marker.left
    assert marker.x + 12 + len(marker.event.label) * DIGIT > WIDTH


def test_an_open_commitment_reaches_to_today():
    """A term without an end is drawn up to the line of today, a done one to its day."""
    line = draw_timeline([], [term("a", date(2026, 1, 15)), term("b", date(2026, 1, 15), date(2026, 5, 1))], TODAY)
    ends = {row.term.key: row.x2 for row in line.rows}
    assert ends["a"] == line.today
    assert ends["b"] < line.today <= WIDTH - RIGHT


def test_a_curve_joins_a_promise_to_the_one_that_raised_it_again():
    """There is one curve for each predecessor that is drawn, from its end to the newer start."""
    older = term("a", date(2019, 5, 30), date(2021, 8, 14))
    newer = term("b", date(2021, 8, 14), predecessors=("a", "not-here"))
    line = draw_timeline([], [newer, older], TODAY)
    (curve,) = line.chains
    first, second = line.rows
    assert curve.startswith(f"M{first.x2} {first.y}")
    assert curve.endswith(f"{second.x1} {second.y}")


def test_a_long_text_is_cut_with_an_ellipsis():
    """What was cut shows that it was; what fits is left alone."""
    assert shorten("ngắn", 10) == "ngắn"
    assert shorten("một hai ba bốn năm", 8) == "một hai…"
