"""Sổ: the catalogue of registers; and Thay đổi."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lienvung.office.roles import Duty, holds
from lienvung.web.pages.asking import asked_page
from lienvung.web.selectors.catalogue import read_catalogue
from lienvung.web.selectors.changes import ChangesAsked, asked_since, read_changes
from lienvung.web.snapshot import snapshot


def registers(request: HttpRequest) -> HttpResponse:
    """Show the catalogue of registers."""
    text = request.GET.get("q", "").strip()[:200]
    with snapshot() as seen:
        groups = read_catalogue(seen.shower, seen.today, text)
    may_add = holds(request.user.role, Duty.MANAGE)
    return render(request, "web/registers.html", {"groups": groups, "q": text, "may_add": may_add})


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
