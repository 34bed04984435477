"""Sổ: the catalogue, a register's table and file, a record; and Thay đổi."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from lienvung.core.register.definition import Definition
from lienvung.web.pages.acts import record_acts
from lienvung.web.pages.asking import asked_page
from lienvung.web.selectors.catalogue import read_catalogue
from lienvung.web.selectors.changes import ChangesAsked, asked_since, read_changes
from lienvung.web.selectors.records import read_record
from lienvung.web.selectors.tables import TableAsked, read_register, table_file_rows
from lienvung.web.snapshot import snapshot

# Excel reads UTF-8 only behind this mark.
_BYTE_ORDER_MARK = "\ufeff"
# A cell that begins like this would be run as a formula by a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def registers(request: HttpRequest) -> HttpResponse:
    """Show the catalogue of registers."""
    with snapshot() as seen:
        groups = read_catalogue(seen.shower)
    return render(request, "web/registers.html", {"groups": groups})


def register(request: HttpRequest, register: str) -> HttpResponse:
    """Show one register: its table, or its data dictionary."""
    tab = "fields" if request.GET.get("muc") == "truong" else "list"
    with snapshot() as seen:
        definition = seen.definition(register)
        page = read_register(seen.shower, definition, asked_table(request, definition), tab)
    return render(request, "web/register.html", {"page": page})


def register_csv(request: HttpRequest, register: str) -> StreamingHttpResponse:
    """Give every record that the address asks for as one CSV file, UTF-8 with a byte-order mark."""
    with snapshot() as seen:
        asked = asked_table(request, seen.definition(register))
    response = StreamingHttpResponse(_csv_lines(asked), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{register}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def record(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Show one record of any register."""
    with snapshot() as seen:
        found = seen.record(register, key)
        page = read_record(seen.shower, seen.definition(register), found, seen.today)
    return render(request, "web/record.html", {"page": page, "acts": record_acts(request.user, found)})


def changes(request: HttpRequest) -> HttpResponse:
    """Show everything entered since a day."""
    with snapshot() as seen:
        asked = ChangesAsked(
            since=asked_since(request.GET.get("ky") or request.GET.get("tu", ""), seen.today),
            register=request.GET.get("so", "") if request.GET.get("so") in seen.shower.catalogue else "",
            page=asked_page(request),
        )
        page = read_changes(seen.shower, asked, seen.portfolio.follow_up.reviews)
    return render(request, "web/changes.html", {"page": page})


def asked_table(request: HttpRequest, definition: Definition) -> TableAsked:
    """Read what an address asks of a register's table."""
    return TableAsked(
        register=definition.register,
        q=request.GET.get("q", "").strip(),
        where={name: request.GET[name] for name in definition.fields if request.GET.get(name)},
        order=request.GET.get("xep", ""),
        after=request.GET.get("tiep", ""),
    )


def _csv_lines(asked: TableAsked) -> Iterator[str]:
    yield _BYTE_ORDER_MARK
    with snapshot() as seen:
        for row in table_file_rows(seen.shower, seen.definition(asked.register), asked):
            line = StringIO()
            csv.writer(line).writerow(map(harmless_cell, row))
            yield line.getvalue()


def harmless_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    is_number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text
