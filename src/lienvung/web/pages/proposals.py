"""Đề nghị: changes asked of a steward, and changes that all sides decide together."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.core.text import nfc
from lienvung.core.text.date import parse_date_text
from lienvung.core.text.errors import TextError
from lienvung.node.proposals import ProposalState, proposal_state
from lienvung.node.proposing import shared_of
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.decisions import decisions_of
from lienvung.office.services.decisions import prepare_decision
from lienvung.web.intake.record_form import DateField
from lienvung.web.intake.refusals import say
from lienvung.web.registers.form import RegisterForm
from lienvung.web.selectors.proposals import read_proposal, read_proposals
from lienvung.web.sent_once import sent_once
from lienvung.web.snapshot import Snapshot, snapshot

# What a form of one line or a few can change; lists of objects and links take the steward's own page.
DAYS_TO_ANSWER = 14
ANSWERS = ("proposal-accept", "proposal-refuse")


class AskForm(forms.Form):
    """Why, and by when an answer is wanted."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    decide_by = DateField(label=_("Xin trả lời trước ngày"), required=False)

    def __init__(self, *args: Any, must_decide: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.must_decide = must_decide

    def clean_reason(self) -> str:
        return nfc(self.cleaned_data["reason"]).strip()

    def clean_decide_by(self) -> str:
        value = str(self.cleaned_data["decide_by"])
        if not value and not self.must_decide:
            return ""
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise forms.ValidationError(_("Cần một ngày cụ thể, ví dụ 15/12/2026.")) from None
        if day < get_node().today():
            raise forms.ValidationError(_("Ngày này đã qua."))
        return value


class DeadlineForm(forms.Form):
    """The deadline that all sides should agree to."""

    deadline = forms.CharField(label=_("Thời hạn mới"), max_length=100)

    def clean_deadline(self) -> str:
        try:
            return str(parse_date_text(self.cleaned_data["deadline"]))
        except TextError:
            raise forms.ValidationError(_("Không đọc được ngày. Ví dụ: 30/6/2027, quý II/2027.")) from None


def proposals(request: HttpRequest) -> HttpResponse:
    """List what waits for us, what we wait for, and what was settled."""
    with snapshot() as seen:
        page = read_proposals(seen.shower, seen.today)
    return render(request, "web/proposals.html", {"page": page})


@duties(get=Duty.READ, post=Duty.DIGITISE)
@sent_once
def proposal(request: HttpRequest, key: str) -> HttpResponse:
    """Show one proposal as a difference; prepare our answer for a second person."""
    with snapshot() as seen:
        state = _state(seen, key)
        page = read_proposal(seen.shower, state, seen.today)
    if request.method == "POST":
        return _prepare_answer(request, state)
    context = {
        "page": page,
        "prepared": [each for each in decisions_of(ANSWERS, of=page.of) if each.is_open],
        "may_answer": page.row.for_us and holds(request.user.role, Duty.DIGITISE),
    }
    return render(request, "web/proposal.html", context)


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def propose(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Ask a record's steward to change it."""
    with snapshot() as seen:
        record, definition = _live(seen, register, key), seen.definition(register)
        if record.steward == get_node().name or definition.system:
            raise Http404
        shared = shared_of(get_node(), record)
        names = _proposable(definition)
        form = RegisterForm(seen.shower, definition, request.POST or None, values=shared, key=key, names=names)
        # While rows are asked for or a link is searched nothing is judged, and nothing typed is lost.
        asking = AskForm(initial=request.POST.dict()) if form.asking else AskForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and asking.is_valid():
            values = form.record_values(_no_files)
            return _prepare(request, _facts(record, values, [record.steward], [record.steward], asking))
        title, steward = seen.shower.title(record), seen.houses[record.steward].title
        context = {"form": form, "asking": asking, "record": record, "title": title, "steward": steward}
        return render(request, "web/propose.html", context)


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def propose_deadline(request: HttpRequest, key: str) -> HttpResponse:
    """Ask all sides of a commitment to agree on another deadline."""
    with snapshot() as seen:
        record = _live(seen, "commitment", key)
        sides, everybody = _bound(seen, record)
        title = seen.shower.title(record)
        names = seen.houses.titles(sides)
    form = DeadlineForm(request.POST or None)
    ask_by = get_node().today() + timedelta(days=DAYS_TO_ANSWER)
    asking = AskForm(request.POST or None, must_decide=True, initial={"decide_by": ask_by.isoformat()})
    if request.method == "POST" and form.is_valid() and asking.is_valid():
        values = {**shared_of(get_node(), record), "deadline": form.cleaned_data["deadline"]}
        return _prepare(request, _facts(record, values, sides, everybody, asking))
    context = {"form": form, "asking": asking, "record": record, "title": title, "names": names, "joint": True}
    return render(request, "web/propose.html", context)


def _prepare(request: HttpRequest, facts: Mapping[str, Any]) -> HttpResponse:
    try:
        decision = prepare_decision(user=request.user, kind="proposal-send", facts=facts)
    except LienVungError as error:
        messages.error(request, say(error))
        return HttpResponseRedirect(request.path)
    messages.success(request, gettext("Đã soạn. Một người duyệt xem lại rồi gửi đi."))
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))


def _prepare_answer(request: HttpRequest, state: ProposalState) -> HttpResponse:
    accept = request.POST.get("action") == "accept"
    why = nfc(request.POST.get("why", "")).strip()
    here = HttpResponseRedirect(reverse("web:proposal", args=[state.key]))
    if not accept and not why:
        messages.error(request, gettext("Từ chối phải có lý do: viết một câu để bên kia hiểu."))
        return here
    facts = {"of": state.proposal.of, "reason": state.proposal.reason} | ({} if accept else {"why": why})
    try:
        decision = prepare_decision(user=request.user, kind=ANSWERS[0] if accept else ANSWERS[1], facts=facts)
    except LienVungError as error:
        messages.error(request, say(error))
        return here
    messages.success(request, gettext("Đã soạn câu trả lời. Một người duyệt xem lại rồi gửi đi."))
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))


def _facts(
    record: Record, shared: Mapping[str, Any], sides: list[str], to: list[str], asking: AskForm
) -> dict[str, Any]:
    return {
        "register": record.register,
        "key": record.key,
        "shared": dict(shared),
        "sides": sides,
        "to": to,
        "reason": asking.cleaned_data["reason"],
        "decide-by": asking.cleaned_data["decide_by"],
    }


def _bound(seen: Snapshot, record: Record) -> tuple[list[str], list[str]]:
    """Return who must accept another deadline of a commitment, and who must be able to read it."""
    programmes = {one.key: one.sides for one in seen.portfolio.follow_up.programmes}
    everybody = {side for key in record.values.get("programmes", ()) for side in programmes.get(key, ())}
    owing = everybody & set(record.values.get("owed-by", ()))
    return sorted(owing | {record.steward}), sorted(everybody | {record.steward})


def _proposable(definition: Definition) -> list[str]:
    fields = definition.fields.values()
    return [each.name for each in fields if each.part == "shared" and each.datatype != "file"]


def _no_files(upload: UploadedFile) -> str:
    """A proposal carries values; a file is the steward's to bring."""
    raise Http404


def _live(seen: Snapshot, register: str, key: str) -> Record:
    record = seen.record(register, key)
    if record.state != "live":
        raise Http404
    return record


def _state(seen: Snapshot, key: str) -> ProposalState:
    record = seen.record("proposal", key)
    state = proposal_state(seen.reader, record, seen.today)
    if state is None:
        raise Http404
    return state
