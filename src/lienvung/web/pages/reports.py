"""Báo cáo: the review report, the leader's sheet, and figures nailed to both sides' heads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lienvung.report.errors import ProgrammeUnknown
from lienvung.report.sheet_docx import format_sheet
from lienvung.report.sheet_page import SheetPage
from lienvung.report.so_ket import so_ket
from lienvung.report.so_ket_docx import format_so_ket
from lienvung.web.pages.papers import attachment
from lienvung.web.selectors.natures import asked_nature
from lienvung.web.selectors.reports import number_addresses, read_freeze, read_reports, read_sheet
from lienvung.web.snapshot import Snapshot, snapshot

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def reports(request: HttpRequest) -> HttpResponse:
    """Choose a programme to report on."""
    with snapshot() as seen:
        chosen = request.GET.get("chuong_trinh", "")
        page = read_reports(seen.shower, seen.portfolio, asked_nature(request.GET), chosen)
    return render(request, "web/reports.html", {"page": page})


def review_report(request: HttpRequest, programme: str) -> HttpResponse:
    """Give the draft review report of our side as .docx."""
    with snapshot() as seen:
        nature = _programme_nature(seen, programme)
        report = so_ket(
            seen.portfolio.facts, programme=programme, side=seen.houses.own.name, nature=nature, today=seen.today
        )
    return attachment(format_so_ket(report, _base(request)), f"bao-cao-so-ket-{seen.today:%Y%m%d}.docx", _DOCX)


def sheet(request: HttpRequest, programme: str) -> HttpResponse:
    """Show the leader's sheet: five numbers and four short lists."""
    with snapshot() as seen:
        page = _sheet(seen, programme)
    addresses = number_addresses(page)
    numbers = [(number, addresses[number.figure.name]) for number in page.numbers]
    return render(request, "web/sheet.html", {"page": page, "numbers": numbers})


def sheet_file(request: HttpRequest, programme: str) -> HttpResponse:
    """Give the leader's sheet as .docx."""
    with snapshot() as seen:
        page = _sheet(seen, programme)
    return attachment(format_sheet(page, _base(request)), f"to-trinh-lanh-dao-{page.today:%Y%m%d}.docx", _DOCX)


def freeze(request: HttpRequest, programme: str) -> HttpResponse:
    """Show the code of a programme's figures, and compare it with the one that was heard."""
    with snapshot() as seen:
        page = _sheet(seen, programme)
        heads = seen.portfolio.facts.heads_of(page.programme)
    return render(request, "web/freeze.html", {"page": read_freeze(page, heads, request.GET.get("ma", "").strip())})


def _sheet(seen: Snapshot, programme: str) -> SheetPage:
    try:
        return read_sheet(seen.shower, seen.portfolio, programme)
    except ProgrammeUnknown:
        raise Http404 from None


def _programme_nature(seen: Snapshot, programme: str) -> str:
    try:
        return seen.portfolio.facts.programme(programme).nature
    except ProgrammeUnknown:
        raise Http404 from None


def _base(request: HttpRequest) -> str:
    """Return the address that links in a file lead to: the one this page was asked at."""
    return request.build_absolute_uri("/").rstrip("/")
