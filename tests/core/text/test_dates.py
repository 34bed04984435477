"""Dates: what papers write, what is kept, what is refused."""

from datetime import date

import pytest

from lienvung.core.text.date import check_date, find_dates, format_date, last_day, parse_date_text
from lienvung.core.text.errors import DateInvalid, DateUnreadable

READINGS = [
    ("ngày 30/5/2019", "2019-05-30"),
    ("30-5-2019", "2019-05-30"),
    ("09.01.2026", "2026-01-09"),
    ("ngày 02 tháng 3 năm 2026", "2026-03-02"),
    ("tháng 5/2024", "2024-05"),
    ("tháng 12 năm 2023", "2023-12"),
    ("12/2022", "2022-12"),
    ("năm 2019", "2019"),
    ("Chiều 18/10", "--10-18"),
    ("giai đoạn 2021 - 2025", "2021/2025"),
    ("2026–2030", "2026/2030"),
    ("quý IV/2025", "2025-Q4"),
    ("quý II năm 2020", "2020-Q2"),
    ("6 tháng đầu năm 2027", "2027-H1"),
    ("ngày 30/5/2019", "2019-05-30"),
]


@pytest.mark.parametrize(("text", "value"), READINGS)
def test_reads_the_form(text, value):
    """Each printed form has one value, never more exact than the words, composed or not."""
    assert parse_date_text(text) == value


@pytest.mark.parametrize(
    "text", ["thường xuyên", "sớm", "hơn 2 năm", "31/2/2024", "quý IV", "tháng 12", "15/13/2021", ""]
)
def test_refuses_what_names_no_date(text):
    """Vague words, days that no calendar has, and months without a year name no date."""
    with pytest.raises(DateUnreadable):
        parse_date_text(text)


@pytest.mark.parametrize(
    ("text", "reference", "value"),
    [
        ("18/10", date(2023, 10, 20), "2023-10-18"),
        ("ngày 31/1", date(2025, 12, 3), "2026-01-31"),
        ("ngày 20/12", date(2026, 1, 9), "2025-12-20"),
        ("tháng 12", date(2025, 11, 17), "2025-12"),
        ("quý I năm tới", date(2023, 11, 3), "2024-Q1"),
        ("ngày 17/7 năm ngoái", date(2025, 11, 18), "2024-07-17"),
        ("31 tháng này", date(2026, 1, 9), "2026-01-31"),
        ("cuối năm nay", date(2025, 11, 18), "2025-12-31"),
    ],
)
def test_takes_a_missing_year_from_the_reference(text, reference, value):
    """With the date of the paper at hand a missing year is the one that brings the month nearest."""
    assert parse_date_text(text, reference) == value


@pytest.mark.parametrize(
    ("value", "printed", "last"),
    [
        ("2019-05-30", "30/05/2019", date(2019, 5, 30)),
        ("2024-02", "tháng 2/2024", date(2024, 2, 29)),
        ("2024-Q4", "quý IV/2024", date(2024, 12, 31)),
        ("2026-H1", "6 tháng đầu năm 2026", date(2026, 6, 30)),
        ("2019", "năm 2019", date(2019, 12, 31)),
        ("--10-18", "ngày 18/10 (chưa rõ năm)", None),
        ("2021/2025", "giai đoạn 2021 - 2025", date(2025, 12, 31)),
    ],
)
def test_formats_and_ends(value, printed, last):
    """A value has one Vietnamese spelling and, when its year is known, a last day."""
    assert (format_date(value), last_day(value)) == (printed, last)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("2019-5-30", "spelling"),
        ("30/05/2019", "spelling"),
        ("2024-Q5", "spelling"),
        ("２０１９", "spelling"),
        ("2023-02-29", "day"),
        ("--02-30", "day"),
        ("2023-13", "month"),
        ("1019", "year"),
        ("2025/2021", "period"),
    ],
)
def test_refuses_other_spellings_and_says_why(value, rule):
    """A stored date has one spelling; a refusal names the rule that it breaks."""
    with pytest.raises(DateInvalid) as refused:
        check_date(value)
    assert refused.value.rule == rule


def test_keeps_29_february_without_a_year():
    """29/2 is a day of some year."""
    assert check_date("--02-29") == "--02-29"


def test_finds_dates_in_running_text():
    """Dates are found where they stand; document numbers, roads and ratios are none."""
    text = "Chiều 18/10, trên Quốc lộ 18/10 theo số 43/2024/QĐ-UBND, tỷ lệ 3/4, xong trước ngày 31/8/2026; quý I-2026."
    assert [(text[start:end], value) for start, end, value in find_dates(text)] == [
        ("18/10", "--10-18"),
        ("ngày 31/8/2026", "2026-08-31"),
        ("quý I-2026", "2026-Q1"),
    ]
