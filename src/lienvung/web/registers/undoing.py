"""Undo a wrong entry: see what would change back, say why, and send it to an approver. Nothing is rewritten."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienvung.core.errors import LienVungError
from lienvung.office.access import duties
from lienvung.office.errors import VersionGone
from lienvung.office.roles import Duty
from lienvung.office.services.record_changes import former_values, place_of, record_undo
from lienvung.web.intake.refusals import say as say_refusal
from lienvung.web.registers.editing import own_live_record, writable
from lienvung.web.registers.spelling import MOST_LETTERS
from lienvung.web.selectors.proposals import shown_changes
from lienvung.web.selectors.values import say
from lienvung.web.sent_once import sent_once
from lienvung.web.snapshot import snapshot


class ReasonForm(forms.Form):
    """Why the record is changed."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 3})
    )


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def undo(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Ask for the values of an earlier version again."""
    version, form = request.GET.get("ve", ""), ReasonForm(request.POST or None)
    with snapshot() as seen:
        definition, record = writable(register), own_live_record(seen, register, key)
        values = _former(register, key, version)
        context: dict[str, Any] = {
            "changes": shown_changes(seen.shower, definition, record.values, values),
            "title": seen.shower.title(record),
            "register_title": say(definition.title),
            "record": record,
            "form": form,
            "seen": request.POST.get("seen") or place_of(record),
        }
    if request.method == "POST" and form.is_valid():
        asked = {"register": register, "key": key, "version": version, "seen": context["seen"], **form.cleaned_data}
        try:
            submission = record_undo(user=request.user, **asked)
        except LienVungError as error:
            form.add_error(None, say_refusal(error))
        else:
            messages.success(request, _("Đã trình người duyệt; chưa ghi vào sổ."))
            return HttpResponseRedirect(reverse("intake:approval", args=[submission.pk]))
    return render(request, "registers/undo.html", context, status=422 if form.errors else 200)


def _former(register: str, key: str, version: str) -> dict[str, Any]:
    try:
        return former_values(register, key, version)
    except VersionGone:
        raise Http404 from None
