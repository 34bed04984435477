"""Duyệt: "bên kia sẽ thấy đúng những dòng này", then send or return."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.office.access import duties
from lienvung.office.eyes import visible_values
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors import submissions as selectors
from lienvung.office.selectors.leaving import LeavingLine, PartnerView, partner_views, public_lines, seen_digest
from lienvung.office.selectors.sides import sides_known
from lienvung.office.selectors.submissions import Draft, Submission
from lienvung.office.selectors.titles import record_title, values_title
from lienvung.office.services.submissions import submission_approve, submission_return
from lienvung.web.intake.refusals import say
from lienvung.web.intake.values import title_of, values_in_words
from lienvung.web.registers.coming_back import came_back
from lienvung.web.selectors.proposals import Change, shown_changes
from lienvung.web.selectors.values import part_name
from lienvung.web.snapshot import snapshot

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One record as it will be seen: part title -> labels and values in words."""

    draft: Draft
    register: str
    title: str
    parts: tuple[tuple[str, Facts], ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Partner:
    """One partner and the lines it will see."""

    title: str
    lines: tuple[Line, ...]
    kept: int


@duties(get=Duty.INSPECT)
def waiting(request: HttpRequest) -> HttpResponse:
    """List what waits for an approver, and what was decided lately."""
    with snapshot() as seen:
        back = came_back(seen, request.user)
    context = {"waiting": selectors.submissions_waiting(), "decided": selectors.submissions_decided(), "back": back}
    return render(request, "intake/approvals.html", context)


@duties(get=Duty.INSPECT, post=Duty.APPROVE)
def submission(request: HttpRequest, submission: object) -> HttpResponse:
    """Show exactly what each partner will see; send it or return it."""
    found = selectors.submission(submission)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, found)
    return render(request, "intake/approval.html", _context(request, found))


def _decide(request: HttpRequest, found: Submission) -> HttpResponse:
    here = HttpResponseRedirect(reverse("intake:approval", args=[found.pk]))
    try:
        if request.POST.get("action") == "return":
            submission_return(user=request.user, submission_id=found.pk, reason=request.POST.get("reason", ""))
            messages.success(request, gettext("Đã trả lại cho người trình, kèm lý do."))
        else:
            sent = submission_approve(user=request.user, submission_id=found.pk, seen=request.POST.get("seen", ""))
            messages.success(request, gettext("Đã ghi vào sổ, lô %(batch)s.") % {"batch": sent.batch})
    except LienVungError as error:
        messages.error(request, say(error))
    return here


def _context(request: HttpRequest, found: Submission) -> dict[str, object]:
    drafts = selectors.submission_drafts(found)
    titles = sides_known()
    lines = [_own_line(draft, titles) for draft in drafts]
    is_open = found.state == Submission.State.WAITING
    partners = [_partner(view, titles) for view in partner_views(found)] if is_open else []
    public = [_line(line, titles) for line in public_lines(found)] if is_open else []
    return {
        "submission": found,
        "lines": lines,
        "partners": partners,
        "public": public,
        "is_shown": bool(public) or any(partner.lines for partner in partners),
        "may_approve": is_open and holds(request.user.role, Duty.APPROVE),
        "seen": seen_digest(found) if is_open else "",
        "four_eyes": selectors.may_decide(request.user, found),
        "is_mine": is_open and found.submitted_by == request.user,
    }


def _partner(view: PartnerView, titles: Mapping[str, str]) -> Partner:
    return Partner(view.title, tuple(_line(line, titles) for line in view.lines), view.kept)


def _line(line: LeavingLine, titles: Mapping[str, str]) -> Line:
    parts = tuple(
        (part_name(line.definition, part), values_in_words(line.definition, values, titles))
        for part, values in line.parts.items()
    )
    return Line(line.draft, title_of(line.definition), _headline(line.draft, line.definition), parts)


def _own_line(draft: Draft, titles: Mapping[str, str]) -> Line:
    definition = get_node().catalogue[draft.register]
    headline, put = _headline(draft, definition), draft.op == Draft.Op.PUT
    facts = values_in_words(definition, draft.values, titles) if put else ()
    parts = (("", facts),) if facts else ()
    return Line(draft, title_of(definition), headline, parts, _changes(draft, definition) if put else ())


def _headline(draft: Draft, definition: Definition) -> str:
    if draft.op == Draft.Op.PUT:
        return values_title(definition, draft.values, draft.key)
    title = record_title(draft.register, draft.key)
    if draft.op == Draft.Op.MERGE:
        title = f"{title} ({draft.key}) → {record_title(draft.register, draft.values['into'])} ({draft.values['into']})"
    return f"{draft.get_op_display()}: {title}. {draft.reason}"


def _changes(draft: Draft, definition: Definition) -> tuple[Change, ...]:
    """Return what a draft changes of the record that stands; nothing for a new one or one that was sent."""
    if draft.state == Draft.State.SENT:
        return ()
    with snapshot() as seen:
        record = seen.reader.record(draft.register, draft.key)
        if record is None:
            return ()
        return shown_changes(seen.shower, definition, record.values, visible_values(definition, draft.values))
