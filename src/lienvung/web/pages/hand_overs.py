"""Bàn giao: what passed or passes from node to node, and what this node may give, take or claim."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from lienvung.core.errors import LienVungError
from lienvung.node.agreements import agreements
from lienvung.node.contact import contacts
from lienvung.node.hand_over import own_registers
from lienvung.office.access import duties
from lienvung.office.decisions.hand_over_answer import ANSWERS
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty, holds
from lienvung.office.services.decisions import prepare_decision
from lienvung.web.intake.refusals import say
from lienvung.web.selectors.hand_overs import ShownHandOver, read_hand_overs
from lienvung.web.selectors.values import say as label
from lienvung.web.sent_once import sent_once
from lienvung.web.snapshot import Snapshot, snapshot


@duties(get=Duty.READ, post=Duty.ARRANGE)
@sent_once
def hand_overs_page(request: HttpRequest) -> HttpResponse:
    """List hand-overs with what this node may answer; put an act before a second person."""
    if request.method == "POST":
        return _prepare(request)
    may_arrange = holds(request.user.role, Duty.ARRANGE)
    with snapshot() as seen:
        context: dict[str, Any] = {"hand_overs": read_hand_overs(seen.shower), "may_arrange": may_arrange}
        if may_arrange:
            context |= _choices(seen)
    return render(request, "web/hand_overs.html", context)


def _choices(seen: Snapshot) -> dict[str, Any]:
    partners = [seen.houses[name] for name in sorted(contacts(seen.reader))]
    registers = [(name, label(seen.definition(name).title)) for name in own_registers(seen.reader, get_node())]
    bound = [
        state
        for state in agreements(seen.reader, seen.houses.own.name, seen.today)
        if len(state.terms.nodes) > 2 and state.reason != "waiting"
    ]
    return {"partners": partners, "registers": registers, "agreements": [(one.hash, one.terms.title) for one in bound]}


def _prepare(request: HttpRequest) -> HttpResponse:
    prepared = {"give": _give, "claim": _claim}.get(request.POST.get("action", ""), _answer)(request)
    if prepared is None:
        return HttpResponseRedirect(reverse("web:hand-overs"))
    kind, facts = prepared
    try:
        decision = prepare_decision(user=request.user, kind=kind, facts=facts)
    except LienVungError as error:
        messages.error(request, say(error))
        return HttpResponseRedirect(reverse("web:hand-overs"))
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))


Prepared = tuple[str, dict[str, Any]] | None


def _give(request: HttpRequest) -> Prepared:
    to, act = request.POST.get("to", ""), request.POST.get("act", "").strip()
    registers = request.POST.getlist("register")
    keys = request.POST.get("keys", "").split()
    if not (to and act and registers) or (keys and len(registers) != 1):
        return None
    return "hand-over-give", {"to": to, "act": act, "registers": sorted(registers), "keys": sorted(keys)}


def _claim(request: HttpRequest) -> Prepared:
    gone, act, agreement = (request.POST.get(name, "").strip() for name in ("from", "act", "agreement"))
    with snapshot() as seen:
        titles = dict(_choices(seen)["agreements"])
    if not (gone and act) or agreement not in titles:
        return None
    facts = {"from": gone, "agreement": agreement, "title": titles[agreement], "act": act, "registers": []}
    return "hand-over-claim", facts


def _answer(request: HttpRequest) -> Prepared:
    answer, of = request.POST.get("action", ""), request.POST.get("of", "")
    with snapshot() as seen:
        found = next((each for each in read_hand_overs(seen.shower) if each.hash == of), None)
    if found is None or answer not in ANSWERS or answer not in found.answers:
        return None
    return "hand-over-answer", {
        "of": of,
        "answer": answer,
        "what": _what(found),
        "act": found.act,
        "reason": request.POST.get("reason", "").strip(),
    }


def _what(found: ShownHandOver) -> str:
    return f"{found.title} ({found.giver.title} → {found.taker.title})"
