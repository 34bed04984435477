"""The files that one side takes to a review: the report, the leader's sheet, a workbook for each agency."""

import re
from collections.abc import Iterator
from datetime import date

from lienvung.core.text.fold import fold
from lienvung.report.agency_rows import rows_by_agency
from lienvung.report.agency_xlsx import format_agency_workbook
from lienvung.report.facts import Facts
from lienvung.report.sheet_docx import format_sheet
from lienvung.report.sheet_page import sheet_page
from lienvung.report.so_ket import so_ket
from lienvung.report.so_ket_docx import format_so_ket

_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


def report_files(
    facts: Facts, *, programme: str, side: str, nature: str, today: date, base: str
) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, bytes) for one programme, as `side` sees it. Raises ProgrammeUnknown."""
    report = so_ket(facts, programme=programme, side=side, nature=nature, today=today)
    yield f"so-ket-{programme}.docx", format_so_ket(report, base)
    page = sheet_page(facts, programme=programme, side=side, nature=nature, today=today)
    yield f"phieu-{programme}.docx", format_sheet(page, base)
    for agency, rows in rows_by_agency(facts, page.figures.overview, side).items():
        workbook = format_agency_workbook(agency, page.programme.title, rows, nature=nature, today=today)
        yield f"co-quan-{programme}-{file_name(agency)}.xlsx", workbook


def file_name(words: str) -> str:
    """Return words as a part of a file name: folded, hyphens between, at most 60 characters."""
    return _NOT_A_NAME.sub("-", fold(words)).strip("-")[:60].rstrip("-")
