"""Đơn vị đã giải thể: whose promises nobody answers for any more, until somebody decides."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lienvung.node.units import read_gazetteer
from lienvung.web.selectors.dissolved import is_dissolved, read_dissolved, read_unit
from lienvung.web.selectors.natures import asked_nature
from lienvung.web.snapshot import snapshot


def dissolved(request: HttpRequest) -> HttpResponse:
    """List the dissolved units with what became of their promises."""
    with snapshot() as seen:
        page = read_dissolved(seen.shower, seen.portfolio, asked_nature(request.GET))
    return render(request, "web/dissolved.html", {"page": page})


def dissolved_unit(request: HttpRequest, key: str) -> HttpResponse:
    """Show one dissolved unit's promises: inherited, shared, taken by nobody yet."""
    with snapshot() as seen:
        record = seen.record("administrative-unit", key)
        atlas = read_gazetteer(seen.reader).atlas
        unit = atlas.unit(key)
        if unit is None or not is_dissolved(atlas, unit, seen.today):
            raise Http404
        page = read_unit(seen.shower, seen.portfolio, unit, record, asked_nature(request.GET))
    return render(request, "web/dissolved_unit.html", {"page": page})
