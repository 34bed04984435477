"""Báo cáo: which programmes can be reported, and the code that nails their figures to the heads."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.programme.errors import FreezeCodeInvalid
from lienvung.core.programme.freeze import Heads, parse_freeze_code
from lienvung.core.programme.records import Programme
from lienvung.report.agency_rows import AgencyRow, rows_by_agency
from lienvung.report.sheet_page import SheetPage, sheet_page
from lienvung.web.addresses import face_address, list_address
from lienvung.web.selectors.commitments import FOLLOWED
from lienvung.web.selectors.heads import HeadLine, head_lines
from lienvung.web.selectors.natures import nature_filter
from lienvung.web.selectors.portfolio import Portfolio
from lienvung.web.selectors.values import Shower


@dataclass(frozen=True, slots=True)
class AgencyLink:
    """One agency's workbook and how many commitments are in it."""

    name: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One programme with everything that can be written about it."""

    key: str
    title: str
    url: str
    sides: str
    nature: str
    total: int
    list_url: str
    chosen: bool
    report_url: str
    sheet_url: str
    sheet_file_url: str
    freeze_url: str
    agencies: tuple[AgencyLink, ...]


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """The programmes of one nature."""

    nature: str
    lines: tuple[ReportLine, ...]


@dataclass(frozen=True, slots=True)
class FreezePage:
    """The figures of a programme with the heads they were computed at, and their code."""

    title: str
    key: str
    nature: str
    code: str
    figures: tuple[tuple[str, int, str], ...]
    heads: tuple[HeadLine, ...]
    heard: str
    verdict: str
    equal: bool
    sheet_url: str


def read_reports(shower: Shower, portfolio: Portfolio, nature: str, chosen: str) -> ReportsPage:
    """Return the programmes of one nature, the chosen one first, then in the order of signing."""
    many = [one for one in portfolio.follow_up.programmes if one.nature == nature]
    ordered = sorted(many, key=lambda one: (one.key != chosen, one.signed_on or "9999"))
    return ReportsPage(nature, tuple(_line(shower, portfolio, one, one.key == chosen) for one in ordered))


def _line(shower: Shower, portfolio: Portfolio, programme: Programme, chosen: bool) -> ReportLine:
    key = programme.key
    return ReportLine(
        key=key,
        title=programme.title,
        url=face_address("programme", key),
        sides=shower.houses.titles(programme.sides),
        nature=programme.nature,
        total=portfolio.overview_of(programme).total.followed,
        list_url=list_address(
            "web:commitments", **nature_filter(programme.nature), chuong_trinh=key, tinh_trang=FOLLOWED
        ),
        chosen=chosen,
        report_url=reverse("web:review-report", args=[key]),
        sheet_url=reverse("web:sheet", args=[key]),
        sheet_file_url=reverse("web:sheet-file", args=[key]),
        freeze_url=reverse("web:freeze", args=[key]),
        agencies=_agency_links(portfolio, programme, shower.houses.own.name),
    )


def _agency_links(portfolio: Portfolio, programme: Programme, own: str) -> tuple[AgencyLink, ...]:
    return tuple(
        AgencyLink(agency, len(rows), reverse("web:agency-file", args=[programme.key, index]))
        for index, (agency, rows) in enumerate(agencies_of_programme(portfolio, programme, own).items())
    )


def agencies_of_programme(portfolio: Portfolio, programme: Programme, own: str) -> dict[str, tuple[AgencyRow, ...]]:
    """Return, for each agency of our side, what it should report on, in one order for list and file."""
    return rows_by_agency(portfolio.facts, portfolio.overview_of(programme), own)


def read_sheet(shower: Shower, portfolio: Portfolio, key: str) -> SheetPage:
    """Return the leader's sheet of our side. Raises ProgrammeUnknown."""
    programme, own = portfolio.facts.programme(key), shower.houses.own.name
    return sheet_page(portfolio.facts, programme=key, side=own, nature=programme.nature, today=portfolio.today)


def read_freeze(sheet: SheetPage, heads: Heads, heard: str) -> FreezePage:
    """Return the frozen figures; `heard` is the code that the other delegation read out, or nothing."""
    verdict, equal = compare_codes(sheet.code, heard)
    return FreezePage(
        title=sheet.programme.title,
        key=sheet.programme.key,
        nature=sheet.nature,
        code=sheet.code,
        figures=tuple((_(number.label), number.figure.value, number.path) for number in sheet.numbers),
        heads=head_lines(heads),
        heard=heard,
        verdict=verdict,
        equal=equal,
        sheet_url=reverse("web:sheet", args=[sheet.programme.key]),
    )


def compare_codes(own: str, heard: str) -> tuple[str, bool]:
    """Return a sentence on whether the code heard is ours, and the answer itself."""
    if not heard:
        return "", False
    try:
        code = parse_freeze_code(heard)
    except FreezeCodeInvalid:
        return _("Mã nghe được không đúng dạng: nhờ bên kia đọc lại, có chín ký tự."), False
    if code == own:
        return _("Trùng mã: hai bên đang xem cùng số liệu, cùng ngày, cùng bản chốt sổ."), True
    return _("Khác mã: một bên chưa nhận bản mới nhất, hoặc hai bên xem khác ngày. Hãy nhận về rồi so lại."), False
