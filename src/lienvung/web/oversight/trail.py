"""Nhật ký thao tác: who did or tried what, when; filtered by the address, page by page, as a file."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lienvung.core.text import sort_key
from lienvung.core.text.date import check_date, parse_date_text
from lienvung.core.text.errors import TextError
from lienvung.office.access import duties
from lienvung.office.roles import Duty
from lienvung.office.selectors.people import users
from lienvung.office.selectors.trail import AuditEvent, TrailAsked, trail_kinds, trail_lines, trail_page
from lienvung.web.cells import harmless_cell
from lienvung.web.dates import show_moment
from lienvung.web.oversight.acts import act_words, fact_words
from lienvung.web.pages.asking import asked_page

_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Line:
    """One act in words."""

    at: datetime
    who: str
    username: str
    act: str
    succeeded: bool
    subject: str
    facts: str


@duties(get=Duty.OVERSEE)
def trail(request: HttpRequest) -> HttpResponse:
    """Show a page of the trail, newest first."""
    asked, unread = asked_trail(request)
    page = trail_page(asked, asked_page(request))
    context = {
        "asked": asked,
        "unread": unread,
        "typed": request.GET,
        "page": page,
        "lines": [_line(event) for event in page.events],
        "people": [(user.username, str(user)) for user in users()],
        "kinds": sorted(((kind, act_words(kind)) for kind in trail_kinds()), key=lambda pair: sort_key(pair[1])),
        "newer": _address(request, page.number - 1) if page.number > 1 else "",
        "older": _address(request, page.number + 1) if page.has_next else "",
        "filters": urlencode({name: value for name, value in request.GET.items() if value and name != "trang"}),
    }
    return render(request, "oversight/trail.html", context)


@duties(get=Duty.OVERSEE)
def trail_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give every line that the address asks for as CSV, UTF-8 with a byte-order mark."""
    asked, _unread = asked_trail(request)
    response = StreamingHttpResponse(_csv_lines(asked), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="nhat-ky.csv"'
    response["Cache-Control"] = "no-store"
    return response


def asked_trail(request: HttpRequest) -> tuple[TrailAsked, tuple[str, ...]]:
    """Read what an address asks of the trail, and name the days in it that are no days."""
    days = {name: _day(request.GET.get(name, "")) for name in ("tu", "den")}
    asked = TrailAsked(
        by=request.GET.get("ai", ""),
        what=request.GET.get("viec", ""),
        since=days["tu"],
        until=days["den"],
        words=request.GET.get("q", "").strip(),
        only_refused=request.GET.get("bi-tu-choi") == "1",
    )
    return asked, tuple(request.GET[name] for name, day in days.items() if day is None and request.GET.get(name))


def _day(words: str) -> date | None:
    for parse in (check_date, parse_date_text):
        try:
            return date.fromisoformat(parse(words.strip()))
        except (TextError, ValueError):
            continue
    return None


def _line(event: AuditEvent) -> Line:
    return Line(
        at=event.at,
        who=str(event.by) if event.by else gettext("không qua đăng nhập"),
        username=event.by.username if event.by else "",
        act=act_words(event.what),
        succeeded=event.succeeded,
        subject=event.subject,
        facts=fact_words(event.facts),
    )


def _address(request: HttpRequest, page: int) -> str:
    kept = {name: value for name, value in request.GET.items() if value and name != "trang"}
    return "?" + urlencode({**kept, "trang": page})


def _csv_lines(asked: TrailAsked) -> Iterator[str]:
    yield _BYTE_ORDER_MARK
    heads = gettext("Lúc"), gettext("Ai"), gettext("Tên đăng nhập"), gettext("Việc"), gettext("Kết quả")
    yield _csv_line([*heads, gettext("Đối tượng"), gettext("Chi tiết")])
    for event in trail_lines(asked):
        line = _line(event)
        result = gettext("được") if line.succeeded else gettext("bị từ chối")
        facts = json.dumps(event.facts, ensure_ascii=False, sort_keys=True)
        yield _csv_line([show_moment(line.at), line.who, line.username, line.act, result, line.subject, facts])


def _csv_line(cells: list[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(map(harmless_cell, cells))
    return line.getvalue()
