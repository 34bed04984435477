"""Đã trao gì cho ai: the ledger grouped by agreement and purpose, line by line, and as a file."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lienvung.office.access import duties
from lienvung.office.roles import Duty
from lienvung.web.cells import harmless_cell
from lienvung.web.dates import show_moment
from lienvung.web.selectors.ledger import Ledger, read_ledger
from lienvung.web.snapshot import Snapshot, snapshot

_BYTE_ORDER_MARK = "\ufeff"


@duties(get=Duty.READ)
def ledger(request: HttpRequest) -> HttpResponse:
    """Show what was given and received, with one partner or with all."""
    with snapshot() as seen:
        chosen = _partner(seen, request)
        sides = [(peer.name, seen.houses[peer.name].title) for peer in seen.reader.peers()]
        context = {"ledger": read_ledger(seen.shower, seen.today, chosen), "chosen": chosen, "sides": sides}
    return render(request, "partners/ledger.html", context)


@duties(get=Duty.READ)
def ledger_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the lines as CSV, UTF-8 with a byte-order mark."""
    with snapshot() as seen:
        found = read_ledger(seen.shower, seen.today, _partner(seen, request))
    response = StreamingHttpResponse(_csv_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="da-trao.csv"'
    return response


def _partner(seen: Snapshot, request: HttpRequest) -> str | None:
    asked = request.GET.get("ben", "")
    if not asked:
        return None
    if seen.reader.peer(asked) is None:
        raise Http404
    return asked


def _csv_lines(found: Ledger) -> Iterator[str]:
    yield _BYTE_ORDER_MARK
    heads = gettext("Lúc"), gettext("Chiều"), gettext("Bên kia"), gettext("Sổ"), gettext("Phần"), gettext("Lần ghi")
    yield _csv_line([*heads, gettext("Căn cứ"), gettext("Mục đích"), gettext("Mã giao dịch")])
    for line in found.lines:
        way = gettext("cho đi") if line.out else gettext("nhận về")
        titles = "; ".join(dict.fromkeys(each.title for each in line.grounds))
        purposes = "; ".join(dict.fromkeys(each.purpose for each in line.grounds))
        what = [line.partner, line.register, line.parts, str(line.entries)]
        yield _csv_line([show_moment(line.at), way, *what, titles, purposes, line.id])


def _csv_line(cells: list[str]) -> str:
    line = StringIO()
    csv.writer(line).writerow(map(harmless_cell, cells))
    return line.getvalue()
