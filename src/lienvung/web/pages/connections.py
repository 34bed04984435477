"""Kết nối: partners, who witnessed whom, evidence, what was given; and pulling now."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from lienvung.office.access import duties
from lienvung.office.node_access import now
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.pulls import pull_under_way
from lienvung.office.services.pulls import pull_queue
from lienvung.web.selectors.connections import read_connections
from lienvung.web.snapshot import snapshot

SECONDS_BETWEEN_LOOKS = "2"


def connections(request: HttpRequest) -> HttpResponse:
    """Show partners, their copies, faults, and what was given to whom."""
    with snapshot() as seen:
        page = read_connections(seen.shower, now(), seen.today)
    pulling = pull_under_way()
    values = {
        "page": page,
        "may_pull": holds(request.user.role, Duty.MANAGE),
        "may_arrange": holds(request.user.role, Duty.ARRANGE),
        "pulling": pulling,
    }
    response = render(request, "web/connections.html", values)
    if pulling:
        response["Refresh"] = SECONDS_BETWEEN_LOOKS
    return response


@require_POST
@duties(get=Duty.MANAGE, post=Duty.MANAGE)
def pull_now(request: HttpRequest) -> HttpResponse:
    """Ask every partner for what is new, beside the pages."""
    pull_queue(user=request.user)
    return HttpResponseRedirect(reverse("web:connections"))
