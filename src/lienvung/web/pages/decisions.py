"""Quyết định: what one person prepared and another carries out or returns."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.office.access import duties
from lienvung.office.roles import Duty
from lienvung.office.selectors.decisions import (
    Decision,
    decision_by_id,
    decisions_closed,
    decisions_open,
    job_of,
    kind_of,
    may_decide,
)
from lienvung.office.services.decisions import decide, take_back_decision
from lienvung.web.intake.refusals import say, say_again
from lienvung.web.pages.decision_details import details_of

SECONDS_BETWEEN_LOOKS = "2"


@dataclass(frozen=True, slots=True)
class Shown:
    """One decision as a row: what kind of act, about what, and whether it waits for the reader."""

    decision: Decision
    kind: str
    subject: str
    for_me: bool


@duties(get=Duty.INSPECT)
def decisions(request: HttpRequest) -> HttpResponse:
    """List what waits, what waits for the reader first, and what was decided lately."""
    waiting = [_shown(request, each) for each in decisions_open()]
    context = {
        "mine": [each for each in waiting if each.for_me],
        "others": [each for each in waiting if not each.for_me],
        "closed": [_shown(request, each) for each in decisions_closed()],
    }
    return render(request, "web/decisions.html", context)


@duties(get=Duty.INSPECT, post=Duty.DECIDE)
def decision(request: HttpRequest, decision: object) -> HttpResponse:
    """Show exactly what will happen; carry it out or return it."""
    found = decision_by_id(decision)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, found)
    details = details_of(found)
    context = {
        "shown": _shown(request, found),
        "decision": found,
        "lines": list(kind_of(found).describe(found.facts)),
        "details": details,
        "job": job_of(found) if found.state == Decision.State.DOING else None,
        "is_mine": found.prepared_by_id == request.user.pk,
        "refusal": say_again(found.outcome) if found.state == Decision.State.FAILED else "",
    }
    response = render(request, "web/decision.html", context)
    if found.state == Decision.State.DOING:
        response["Refresh"] = SECONDS_BETWEEN_LOOKS
    return response


@require_POST
@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def take_back(request: HttpRequest, decision: object) -> HttpResponse:
    """Take back what the reader prepared."""
    found = decision_by_id(decision)
    if found is None:
        raise Http404
    try:
        take_back_decision(user=request.user, decision=found)
    except LienVungError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, gettext("Đã rút lại; không có gì được thực hiện."))
    return HttpResponseRedirect(reverse("web:decision", args=[found.pk]))


def _decide(request: HttpRequest, found: Decision) -> HttpResponse:
    approve = request.POST.get("action") == "approve"
    try:
        decide(user=request.user, decision=found, approve=approve, reason=request.POST.get("reason", ""))
    except LienVungError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _outcome(found, approve=approve))
    return HttpResponseRedirect(reverse("web:decision", args=[found.pk]))


def _outcome(found: Decision, *, approve: bool) -> str:
    if not approve:
        return gettext("Đã trả lại người soạn, kèm lý do.")
    if found.state == Decision.State.DOING:
        return gettext("Đang thực hiện; có thể rời trang, trang này cho biết khi xong.")
    return gettext("Đã thực hiện.")


def _shown(request: HttpRequest, decision: Decision) -> Shown:
    kind = kind_of(decision)
    return Shown(decision, str(kind.title), kind.subject(decision.facts), may_decide(request.user, decision))
