"""Bằng chứng: the file that anybody can judge, and the decision to follow a stopped log again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.node.exchange.stopping import is_stopped
from lienvung.node.stores.port import EvidenceRow
from lienvung.office.access import duties
from lienvung.office.errors import ReasonMissing
from lienvung.office.roles import Duty
from lienvung.office.services.decisions import prepare_decision
from lienvung.web.intake.refusals import say
from lienvung.web.snapshot import snapshot


@duties(get=Duty.READ)
def evidence_file(request: HttpRequest, evidence: int) -> HttpResponse:
    """Give one evidence file; `lienvung verify-evidence` judges it without our database."""
    with snapshot() as seen:
        row = _row(seen.reader.evidence(), evidence)
    if not row.detail:
        raise Http404
    response = HttpResponse(row.detail, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="bang-chung-{row.node}-{row.id}.json"'
    return response


@require_POST
@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def resume(request: HttpRequest, evidence: int) -> HttpResponse:
    """Put before a second person that a stopped log be followed again."""
    with snapshot() as seen:
        row = _row(seen.reader.evidence(), evidence)
        title, stopped = seen.houses[row.node].title, is_stopped(seen.reader, row.origin)
    if not stopped:
        return HttpResponseRedirect(reverse("web:connections"))
    reason = request.POST.get("reason", "").strip()
    try:
        if not reason:
            raise ReasonMissing
        facts = {"origin": row.origin, "reason": reason, "title": title}
        decision = prepare_decision(user=request.user, kind="log-resume", facts=facts)
    except LienVungError as error:
        messages.error(request, say(error))
        return HttpResponseRedirect(reverse("web:connections"))
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))


def _row(rows: list[EvidenceRow], evidence: int) -> EvidenceRow:
    found = next((row for row in rows if row.id == evidence), None)
    if found is None:
        raise Http404
    return found
