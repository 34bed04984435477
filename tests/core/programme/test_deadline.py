"""Deadlines: as agreed, as extended, and the last day that is still on time."""

from datetime import date

import pytest

from lienvung.core.programme.deadline import DeadlineKind, agreed_due, due_date, first_day, last_day_on_time

from .promises import promise


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("2025-12-15", "ngày 15/12/2025", date(2025, 12, 15)),
        ("2025-12-15", "chậm nhất ngày 15/12/2025", date(2025, 12, 15)),
        ("2025-12-15", "đến hết ngày 15/12/2025", date(2025, 12, 15)),
        ("2025-12-15", "trước ngày 15/12/2025", date(2025, 12, 14)),
        ("2025-12-15", "Trước 15/12/2025", date(2025, 12, 14)),
        ("2025-Q4", "quý IV/2025", date(2025, 12, 31)),
        ("2025-Q4", "trước quý IV/2025", date(2025, 9, 30)),
        ("2026-H1", "6 tháng đầu năm 2026", date(2026, 6, 30)),
        ("2024-05", "trước tháng 5/2024", date(2024, 4, 30)),
        ("2021/2025", "giai đoạn 2021 - 2025", date(2025, 12, 31)),
        ("2024-05-31", "trước hết hoàn thành trong tháng 5/2024", date(2024, 5, 31)),
        ("--10-18", "trước ngày 18/10", None),
        ("sớm", "", None),
        ("2026-Q9", "trước quý sau", None),
        ("0001-01-01", "trước ngày 1/1", None),
        ("", "", None),
    ],
)
def test_last_day_on_time(value: str, text: str, expected: date | None) -> None:
    """A period ends with its last day; "trước" shuts the day itself out; what cannot be read or reached is no day."""
    assert last_day_on_time(value, text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2026-H2", date(2026, 7, 1)), ("2026-Q1", date(2026, 1, 1)), ("2026", date(2026, 1, 1)), ("--01-01", None)],
)
def test_first_day(value: str, expected: date | None) -> None:
    """A truncated date begins with its first day."""
    assert first_day(value) == expected


def test_an_approved_extension_moves_the_day_and_keeps_the_agreed_one() -> None:
    """The newest approved extension is in force; the day first agreed is never lost."""
    deadline = promise(
        extensions=[
            {"until": "2026-09-30", "reason": "mặt bằng", "asked-by": "Sở Xây dựng", "approved-by": "UBND"},
            {"until": "2026-12-31", "reason": "mưa bão", "asked-by": "Sở Xây dựng", "approved-by": "UBND"},
        ]
    ).deadline
    assert agreed_due(deadline) == date(2026, 6, 30)
    assert due_date(deadline) == date(2026, 12, 31)
    assert [one.reason for one in deadline.extensions] == ["mặt bằng", "mưa bão"]


def test_an_extension_only_asked_for_changes_nothing() -> None:
    """Asking for more time does not give it."""
    deadline = promise(extensions=[{"until": "2027-06-30", "reason": "chậm", "asked-by": "Sở Xây dựng"}]).deadline
    assert due_date(deadline) == date(2026, 6, 30)
    assert len(deadline.extensions) == 1


@pytest.mark.parametrize("kind", ["none", "recurring"])
def test_without_a_dated_deadline_there_is_no_due_day(kind: str) -> None:
    """A promise "chưa có thời hạn" or "thường xuyên" has no day, whatever else stands in the record."""
    assert due_date(promise(deadline_kind=kind, deadline="2026-06-30").deadline) is None


def test_an_extension_without_a_year_moves_nothing() -> None:
    """An approved extension whose day cannot be computed leaves the day before it in force."""
    longer = [{"until": "--12-31", "reason": "chậm", "approved-by": "UBND"}]
    assert due_date(promise(extensions=longer).deadline) == date(2026, 6, 30)


def test_a_kind_of_a_newer_definition_reads_as_no_deadline() -> None:
    """A kind of deadline that we do not know claims no day."""
    assert promise(deadline_kind="conditional").deadline.kind is DeadlineKind.NONE
