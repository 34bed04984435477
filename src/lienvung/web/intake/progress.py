"""Report progress in two fields, answer the other side's report, accept what the other side entered."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.core.register.record import Record
from lienvung.office.access import duties
from lienvung.office.errors import EvidenceMissing, ReasonMissing
from lienvung.office.node_access import get_node, today
from lienvung.office.roles import Duty
from lienvung.office.selectors import review as selectors
from lienvung.office.selectors.papers import entered_by_partner
from lienvung.office.selectors.programmes import record
from lienvung.office.selectors.sides import sides_known
from lienvung.office.services.records import commitments_accept, progress_report, progress_respond
from lienvung.web.intake.papers import paper_or_404
from lienvung.web.intake.record_form import MOST_LETTERS, DateField
from lienvung.web.intake.refusals import say, tells_refusals
from lienvung.web.intake.upload_field import NOT_DECLARED, PaperField
from lienvung.web.sent_once import sent_once

_PROGRESS = (
    ("not-started", _("chưa thực hiện")),
    ("in-progress", _("đang thực hiện")),
    ("done", _("hoàn thành")),
    ("suspended", _("tạm dừng")),
    ("cancelled", _("hủy")),
)
_STANCES = (("confirm", _("xác nhận")), ("dispute", _("không thống nhất")))
_DECISIONS = (("accept", _("chấp thuận")), ("refuse", _("từ chối")))


class ProgressForm(forms.Form):
    """Two fields that everybody fills in; the rest is asked for only when the work is done."""

    text = forms.CharField(label=_("Kết quả"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 4}))
    progress = forms.ChoiceField(label=_("Tiến độ"), choices=_PROGRESS, widget=forms.RadioSelect)
    done_on = DateField(label=_("Ngày hoàn thành"), required=False)
    evidence_text = forms.CharField(
        label=_("Minh chứng: số, ký hiệu văn bản"),
        required=False,
        help_text=_("Báo hoàn thành thì phải có minh chứng."),
    )
    evidence_file = PaperField(label=_("Hoặc tệp minh chứng"), required=False)
    not_secret = forms.BooleanField(
        label=_("Tôi cam đoan tệp này không chứa bí mật nhà nước (không MẬT)."), required=False
    )
    obstacle = forms.CharField(
        label=_("Vướng mắc (nội bộ, bên kia không thấy)"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, object]:
        """Ask for what a finished task needs, at the field where it is missing."""
        values = super().clean()
        is_done, done_on = values.get("progress") == "done", str(values.get("done_on") or "")
        if is_done and not values.get("evidence_text") and not values.get("evidence_file"):
            self.add_error("evidence_text", say(EvidenceMissing()))
        if is_done and done_on > today().isoformat():
            self.add_error("done_on", gettext("Ngày hoàn thành ở tương lai."))
        if values.get("evidence_file") and not values.get("not_secret"):
            self.add_error("not_secret", NOT_DECLARED)
        return values


class ResponseForm(forms.Form):
    """Confirm or dispute, in words."""

    stance = forms.ChoiceField(label=_("Ý kiến"), choices=_STANCES, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Nêu rõ"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 4}))


class AcceptanceForm(forms.Form):
    """Accept a commitment, or refuse it with a reason."""

    decision = forms.ChoiceField(label=_("Quyết định"), choices=_DECISIONS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do (khi từ chối)"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, object]:
        """Ask why, at the field, when somebody refuses."""
        values = super().clean()
        if values.get("decision") == "refuse" and not values.get("reason"):
            self.add_error("reason", say(ReasonMissing()))
        return values


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Report our side's progress on a commitment."""
    commitment = _record_or_404("commitment", key)
    form = ProgressForm(request.POST or None, request.FILES or None, initial={"done_on": today().isoformat()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        file = said.pop("evidence_file")
        try:
            submission = progress_report(
                user=request.user, commitment=key, evidence_file=(file.name, file.read()) if file else None, **said
            )
        except LienVungError as error:
            form.add_error(None, say(error))
        else:
            return _to_approval(request, submission)
    context = {"commitment": commitment, "form": form, "side": sides_known()[get_node().name]}
    return render(request, "intake/progress.html", context, status=_status(form))


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def respond(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm or dispute the other side's report."""
    answered = _record_or_404("progress-report", key)
    form = ResponseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            submission = progress_respond(user=request.user, report=key, **form.cleaned_data)
        except LienVungError as error:
            form.add_error(None, say(error))
        else:
            return _to_approval(request, submission)
    commitment = record("commitment", str(answered.values["commitment"]))
    context = {"report": answered, "commitment": commitment, "form": form, "side": _title(answered.steward)}
    return render(request, "intake/respond.html", context, status=_status(form))


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def accept(request: HttpRequest, key: str) -> HttpResponse:
    """Accept or refuse one commitment that another side entered."""
    commitment = _record_or_404("commitment", key)
    form = AcceptanceForm(request.POST or None, initial={"decision": "accept"})
    if request.method == "POST" and form.is_valid():
        try:
            submission = commitments_accept(user=request.user, commitments=[key], **form.cleaned_data)
        except LienVungError as error:
            form.add_error(None, say(error))
        else:
            return _to_approval(request, submission)
    context = {"commitment": commitment, "form": form, "side": _title(commitment.steward)}
    return render(request, "intake/accept.html", context, status=_status(form))


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@tells_refusals
@sent_once
def accept_all(request: HttpRequest, paper: object) -> HttpResponse:
    """Accept every commitment that a partner drew from the same paper."""
    header = selectors.header_of(paper_or_404(paper))
    partner = entered_by_partner(header.values) if header else None
    if partner is None:
        raise Http404
    submission = commitments_accept(user=request.user, commitments=[each.key for each in partner.commitments])
    return _to_approval(request, submission)


def _record_or_404(register: str, key: str) -> Record:
    found = record(register, key)
    if found is None or found.state != "live":
        raise Http404
    return found


def _title(node: str) -> str:
    return sides_known().get(node, node)


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


def _to_approval(request: HttpRequest, submission: object) -> HttpResponse:
    messages.success(request, gettext("Đã ghi và trình duyệt. Người khác duyệt thì bên kia mới thấy."))
    return HttpResponseRedirect(reverse("intake:approval", args=[submission.pk]))  # type: ignore[attr-defined]
