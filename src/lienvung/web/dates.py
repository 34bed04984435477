"""Dates in the reader's language: days as dd/mm/yyyy, longer spans in words."""

import re
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from lienvung.node.node import VIETNAM

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_QUARTER = re.compile(r"(\d{4})-Q(\d)")
_HALF = re.compile(r"(\d{4})-H(\d)")
_PERIOD = re.compile(r"(\d{4})/(\d{4})")
_YEARLESS = re.compile(r"--(\d\d)-(\d\d)")
_ROMAN = ("I", "II", "III", "IV")


def show_date(value: str) -> str:
    """Return a date value (core.text.date) as people read it."""
    if day := _DAY.fullmatch(value):
        return f"{day[3]}/{day[2]}/{day[1]}"
    if month := _MONTH.fullmatch(value):
        return _("tháng %(month)d/%(year)s") % {"month": int(month[2]), "year": month[1]}
    if quarter := _QUARTER.fullmatch(value):
        return _("quý %(quarter)s/%(year)s") % {"quarter": _ROMAN[int(quarter[2]) - 1], "year": quarter[1]}
    if half := _HALF.fullmatch(value):
        words = _("6 tháng đầu năm %(year)s") if half[2] == "1" else _("6 tháng cuối năm %(year)s")
        return words % {"year": half[1]}
    if period := _PERIOD.fullmatch(value):
        return f"{period[1]}–{period[2]}"
    if yearless := _YEARLESS.fullmatch(value):
        return _("ngày %(day)s (chưa rõ năm)") % {"day": f"{yearless[2]}/{yearless[1]}"}
    return _("năm %(year)s") % {"year": value}


def as_moment(value: str | datetime) -> datetime:
    """Return a moment in Viet Nam from a datetime or RFC 3339 text; a naive one is UTC."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    known = read if read.tzinfo else read.replace(tzinfo=UTC)
    try:
        return known.astimezone(VIETNAM)
    except OverflowError:  # the last hours of the year 9999, which any entry may claim, have no clock here
        return known


def show_day(value: str | date | datetime) -> str:
    """Return a date value, a day, or the Vietnamese day of a moment."""
    if isinstance(value, datetime):
        return as_moment(value).strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return as_moment(value).strftime("%d/%m/%Y") if "T" in value else show_date(value)


def show_moment(value: str | datetime) -> str:
    """Return a moment as dd/mm/yyyy HH:MM in Viet Nam."""
    return as_moment(value).strftime("%d/%m/%Y %H:%M")
