"""Toàn cảnh, chương trình, cam kết: the pages of follow-up."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from lienvung.office.node_access import now
from lienvung.web.addresses import record_address
from lienvung.web.pages.acts import commitment_acts
from lienvung.web.pages.asking import asked_page
from lienvung.web.selectors.commitment import read_commitment
from lienvung.web.selectors.commitments import FILTERS, Asked, read_commitments
from lienvung.web.selectors.first_steps import first_steps
from lienvung.web.selectors.freshness import read_freshness
from lienvung.web.selectors.heads import head_lines
from lienvung.web.selectors.natures import asked_nature
from lienvung.web.selectors.overview import read_overview
from lienvung.web.selectors.programmes import read_programme, read_programmes
from lienvung.web.snapshot import snapshot


def overview(request: HttpRequest) -> HttpResponse:
    """Show how many promises there are, what is late, what waits for us, and how fresh the copies are."""
    with snapshot() as seen:
        page = read_overview(seen.shower, seen.portfolio, asked_nature(request.GET))
        partners = read_freshness(seen.reader, seen.houses, now())
        heads = head_lines(seen.portfolio.facts.heads)
        steps = first_steps(seen, request.user)
    return render(request, "web/overview.html", {"page": page, "partners": partners, "heads": heads, "steps": steps})


def programmes(request: HttpRequest) -> HttpResponse:
    """List the programmes."""
    with snapshot() as seen:
        page = read_programmes(seen.shower, seen.portfolio, asked_nature(request.GET))
    return render(request, "web/programmes.html", {"page": page})


def programme(request: HttpRequest, key: str) -> HttpResponse:
    """Show one programme on its line of time."""
    with snapshot() as seen:
        record = seen.record("programme", key)
        if record.state != "live":
            return HttpResponseRedirect(record_address("programme", key))
        page = read_programme(seen.shower, seen.portfolio, record)
    return render(request, "web/programme.html", {"page": page})


def commitments(request: HttpRequest) -> HttpResponse:
    """List commitments as the address asks."""
    asked = Asked(
        nature=asked_nature(request.GET),
        q=request.GET.get("q", "").strip(),
        filters={name: request.GET[name] for name in FILTERS if request.GET.get(name)},
        order=request.GET.get("xep", ""),
        group=request.GET.get("nhom", ""),
        page=asked_page(request),
    )
    with snapshot() as seen:
        page = read_commitments(seen.shower, seen.portfolio, asked)
    return render(request, "web/commitments.html", {"page": page})


def commitment(request: HttpRequest, key: str) -> HttpResponse:
    """Show one commitment with its passage beside it; what is no longer live leads to its record."""
    with snapshot() as seen:
        record = seen.record("commitment", key)
        if record.state != "live":
            return HttpResponseRedirect(record_address("commitment", key))
        base = request.build_absolute_uri("/").rstrip("/")
        page = read_commitment(seen.shower, seen.portfolio, record, base)
    acts = commitment_acts(request.user, record)
    return render(request, "web/commitment.html", {"page": page, "acts": acts, "may_answer": bool(acts)})
