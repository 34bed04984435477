"""Retire a record of ours that was entered by mistake, or bring it back: with a reason, through an approver."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.errors import LienVungError
from lienvung.core.register.record import Record
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors.programmes import record
from lienvung.office.selectors.submissions import Submission
from lienvung.office.selectors.titles import values_title
from lienvung.office.services.record_changes import record_restore, record_retire
from lienvung.web.intake.record_form import MOST_LETTERS
from lienvung.web.intake.refusals import say
from lienvung.web.sent_once import sent_once


class RetirementForm(forms.Form):
    """Why the record is wrong."""

    reason = forms.CharField(label=_("Lý do rút"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 4}))


class RestorationForm(forms.Form):
    """Why the record is wanted again."""

    reason = forms.CharField(
        label=_("Lý do đưa trở lại"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 4})
    )


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def retire(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Ask for the retirement of one record."""
    sent = gettext("Đã trình đề nghị rút; bản ghi còn hiệu lực đến khi được duyệt.")
    return _ask(request, _found(register, key, "live"), record_retire, sent)


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def restore(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Ask to bring a retired record back."""
    sent = gettext("Đã trình đề nghị đưa trở lại; bản ghi vẫn ở ngoài sổ đến khi được duyệt.")
    return _ask(request, _found(register, key, "retired"), record_restore, sent)


def _found(register: str, key: str, state: str) -> Record:
    found = record(register, key) if register in get_node().catalogue else None
    if found is None or found.state != state or get_node().catalogue[register].system:
        raise Http404
    return found


def _ask(request: HttpRequest, found: Record, ask: Callable[..., Submission], sent: str) -> HttpResponse:
    asked = RetirementForm if found.state == "live" else RestorationForm
    form = asked(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            submission = ask(user=request.user, register=found.register, key=found.key, **form.cleaned_data)
        except LienVungError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, sent)
            return HttpResponseRedirect(reverse("intake:approval", args=[submission.pk]))
    title = values_title(get_node().catalogue[found.register], found.values, found.key)
    context = {"form": form, "title": title, "record": found}
    return render(request, "intake/retire.html", context, status=422 if form.errors else 200)
