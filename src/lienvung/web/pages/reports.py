"""Báo cáo: the review report, the leader's sheet, and figures nailed to both sides' heads."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lienvung.core.programme.records import Programme
from lienvung.office.access import duties
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.freezes import freezes_of
from lienvung.office.services.freezes import figures_freeze
from lienvung.report.agency_xlsx import format_agency_workbook
from lienvung.report.errors import ProgrammeUnknown
from lienvung.report.exports.files import XLSX
from lienvung.report.sheet_docx import format_sheet
from lienvung.report.sheet_page import SheetPage
from lienvung.report.so_ket import so_ket
from lienvung.report.so_ket_docx import format_so_ket
from lienvung.web.pages.papers import attachment
from lienvung.web.selectors.natures import asked_nature
from lienvung.web.selectors.reports import (
    agencies_of_programme,
    read_freeze,
    read_reports,
    read_sheet,
)
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
        nature = _programme(seen, programme).nature
        report = so_ket(
            seen.portfolio.facts, programme=programme, side=seen.houses.own.name, nature=nature, today=seen.today
        )
    return attachment(format_so_ket(report, _base(request)), f"bao-cao-so-ket-{seen.today:%Y%m%d}.docx", _DOCX)


def sheet(request: HttpRequest, programme: str) -> HttpResponse:
    """Show the leader's sheet: five numbers and four short lists."""
    with snapshot() as seen:
        page = _sheet(seen, programme)
    return render(request, "web/sheet.html", {"page": page})


def sheet_file(request: HttpRequest, programme: str) -> HttpResponse:
    """Give the leader's sheet as .docx."""
    with snapshot() as seen:
        page = _sheet(seen, programme)
    return attachment(format_sheet(page, _base(request)), f"to-trinh-lanh-dao-{page.today:%Y%m%d}.docx", _DOCX)


@duties(get=Duty.READ, post=Duty.DIGITISE)
def freeze(request: HttpRequest, programme: str) -> HttpResponse:
    """Show the code of a programme's figures, compare it with the one that was heard; keep the figures."""
    with snapshot() as seen:
        sheet = _sheet(seen, programme)
        heads = seen.portfolio.facts.heads_of(sheet.programme)
        receiving = seen.portfolio.facts.receives(sheet.programme)
    if request.method == "POST" and not receiving:
        figures = sheet.figures.counted
        figures_freeze(user=request.user, programme=programme, code=sheet.code, heads=heads, figures=figures)
        return HttpResponseRedirect(request.path)
    values = {
        "page": read_freeze(sheet, heads, request.GET.get("ma", "").strip()),
        "kept": freezes_of(programme),
        "may_freeze": holds(request.user.role, Duty.DIGITISE) and not receiving,
        "receiving": receiving,
    }
    return render(request, "web/freeze.html", values)


def agency_file(request: HttpRequest, programme: str, index: int) -> HttpResponse:
    """Give one agency of our side its workbook: what it should report on, with room for the answer."""
    with snapshot() as seen:
        chosen = _programme(seen, programme)
        agencies = list(agencies_of_programme(seen.portfolio, chosen, seen.houses.own.name).items())
        if index >= len(agencies):
            raise Http404
        agency, rows = agencies[index]
        data = format_agency_workbook(agency, chosen.title, rows, nature=chosen.nature, today=seen.today)
    return attachment(data, f"{agency}.xlsx", XLSX)


def _sheet(seen: Snapshot, programme: str) -> SheetPage:
    try:
        return read_sheet(seen.shower, seen.portfolio, programme)
    except ProgrammeUnknown:
        raise Http404 from None


def _programme(seen: Snapshot, programme: str) -> Programme:
    try:
        return seen.portfolio.facts.programme(programme)
    except ProgrammeUnknown:
        raise Http404 from None


def _base(request: HttpRequest) -> str:
    """Return the address that links in a file lead to: the one this page was asked at."""
    return request.build_absolute_uri("/").rstrip("/")
