"""Thỏa thuận: the list, one agreement with its life, our answer, and terms that are being written."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from lienvung.core.agreement.terms import format_terms
from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import parse_canonical
from lienvung.node.agreements import AgreementState
from lienvung.office.access import duties
from lienvung.office.node_access import today
from lienvung.office.roles import Duty
from lienvung.office.selectors.agreement_drafts import AgreementDraft, draft_by_id, drafts_open
from lienvung.office.services.agreements import (
    agreement_answer,
    agreement_draft_drop,
    agreement_draft_save,
    agreement_submit,
    draft_terms,
)
from lienvung.web.intake.refusals import say
from lienvung.web.partners.contacts import rights
from lienvung.web.partners.terms_form import TermsForm
from lienvung.web.partners.terms_shown import shown_terms
from lienvung.web.selectors.agreements import find_agreement, read_agreements, read_life, show_agreement
from lienvung.web.snapshot import Snapshot, snapshot

_HASH = re.compile(r"[0-9a-f]{64}")
_MORE_ROWS = 3


@duties(get=Duty.READ)
def agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements of this node, and what is being written."""
    with snapshot() as seen:
        held = read_agreements(seen.shower, seen.today)
    may = rights(request)
    context = {"agreements": held, "drafts": drafts_open() if may["may_inspect"] else [], **may}
    return render(request, "partners/agreements.html", context)


@duties(get=Duty.READ, post=Duty.ARRANGE)
def agreement(request: HttpRequest, of: str) -> HttpResponse:
    """Show one agreement: what it grants, what it changed, who answered; put our answer before a second person."""
    with snapshot() as seen:
        state = _state(seen, of)
        if request.method == "POST":
            return _answer(request, state)
        context = {
            "agreement": show_agreement(seen.shower, state, seen.today),
            "life": read_life(seen.shower, state),
            "terms": shown_terms(seen, state.terms, preview=state.reason in ("waiting", "in-force")),
            "acts": _acts(seen, state),
            **rights(request),
        }
    return render(request, "partners/agreement.html", context)


@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def write(request: HttpRequest, draft: object = None) -> HttpResponse:
    """Write terms: a new draft, one that stands in for an agreement (`?thay=`), or one that was kept before."""
    kept = _draft(draft) if draft else None
    with snapshot() as seen:
        given = kept.document if kept else _replacing(seen, request.GET.get("thay", ""))
        form = TermsForm(seen, _with_rows(request), given) if request.method == "POST" else TermsForm(seen, None, given)
        if request.method == "POST" and request.POST.get("action") != "row" and form.is_valid():
            return _keep(request, form, kept)
        status = 422 if request.method == "POST" and request.POST.get("action") != "row" else 200
        return render(request, "partners/terms_form.html", {"form": form, "draft": kept}, status=status)


@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def preview(request: HttpRequest, draft: object) -> HttpResponse:
    """Show what terms would let leave and what they change; put them before a second person, or throw them away."""
    kept = _draft(draft)
    if request.method == "POST":
        return _submit_or_drop(request, kept)
    context: dict[str, Any] = {"draft": kept}
    try:
        terms = draft_terms(kept.document)
    except LienVungError as error:
        context["refusal"] = say(error)
    else:
        with snapshot() as seen:
            context["terms"] = shown_terms(seen, terms, preview=True)
    return render(request, "partners/preview.html", context)


def _keep(request: HttpRequest, form: TermsForm, kept: AgreementDraft | None) -> HttpResponse:
    draft = agreement_draft_save(user=request.user, document=form.document, draft=kept)
    messages.success(request, gettext("Đã lưu bản thảo. Chưa có gì rời khỏi cơ quan."))
    page = "partners:preview" if request.POST.get("action") == "preview" else "partners:draft"
    return HttpResponseRedirect(reverse(page, args=[draft.pk]))


def _submit_or_drop(request: HttpRequest, kept: AgreementDraft) -> HttpResponse:
    if request.POST.get("action") == "drop":
        agreement_draft_drop(user=request.user, draft=kept)
        messages.success(request, gettext("Đã bỏ bản thảo."))
        return HttpResponseRedirect(reverse("partners:agreements"))
    try:
        decision = agreement_submit(user=request.user, draft=kept)
    except LienVungError as error:
        messages.error(request, say(error))
        return HttpResponseRedirect(reverse("partners:preview", args=[kept.pk]))
    messages.success(request, gettext("Đã trình. Người thứ hai đồng ý thì đề nghị mới được gửi đi."))
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))


def _answer(request: HttpRequest, state: AgreementState) -> HttpResponse:
    decision = request.POST.get("action", "")
    if decision not in ("accept", "refuse", "revoke"):
        return HttpResponseRedirect(reverse("partners:agreement", args=[state.hash]))
    try:
        prepared = agreement_answer(
            user=request.user, state=state, decision=decision, reason=request.POST.get("reason", "")
        )
    except LienVungError as error:
        messages.error(request, say(error))
        return HttpResponseRedirect(reverse("partners:agreement", args=[state.hash]))
    return HttpResponseRedirect(reverse("web:decision", args=[prepared.pk]))


def _acts(seen: Snapshot, state: AgreementState) -> dict[str, bool]:
    """What this node may still say about an agreement."""
    own = seen.houses.own.name
    said = {each.decision for each in state.acceptances if each.node == own}
    grants = any(grant.grantor == own for grant in state.terms.grants)
    over = state.reason in ("refused", "replaced", "ended", "other-root")
    return {
        "answer": state.reason == "waiting" and not said & {"accept", "refuse"},
        "revoke": grants and "accept" in said and "revoke" not in said and not over,
        "replace": state.reason in ("in-force", "ended", "revoked"),
    }


def _replacing(seen: Snapshot, of: str) -> Mapping[str, Any]:
    """Return a draft that begins with an agreement's terms and stands in for it; an empty one for no agreement."""
    state = find_agreement(seen.shower, of, seen.today) if _HASH.fullmatch(of) else None
    if state is None:
        return {}
    terms = dict(parse_canonical(format_terms(state.terms)))
    return {**terms, "parties": list(state.terms.nodes), "replaces": [of] if state.in_force else []}


def _with_rows(request: HttpRequest) -> Any:
    """Return what was posted, with more empty rows where the button asked for them."""
    data = request.POST.copy()
    if data.get("action") == "row":
        total = data.get("grant-TOTAL_FORMS", "0")
        data["grant-TOTAL_FORMS"] = str((int(total) if total.isdecimal() else 0) + _MORE_ROWS)
    return data


def _state(seen: Snapshot, of: str) -> AgreementState:
    state = find_agreement(seen.shower, of, today()) if _HASH.fullmatch(of) else None
    if state is None:
        raise Http404
    return state


def _draft(draft: object) -> AgreementDraft:
    kept = draft_by_id(draft)
    if kept is None:
        raise Http404
    return kept
