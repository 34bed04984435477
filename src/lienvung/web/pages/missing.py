"""Còn thiếu gì: what this node lacks of a partner's registers, and why."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lienvung.web.selectors.missing import read_missing
from lienvung.web.snapshot import snapshot


def missing(request: HttpRequest, name: str) -> HttpResponse:
    """Show what is missing of one partner's registers, and why; Http404 for who is no contact."""
    with snapshot() as seen:
        if seen.reader.peer(name) is None:
            raise Http404
        page = read_missing(seen.shower, name, seen.today)
    return render(request, "web/missing.html", {"page": page})
