"""Retire a record of ours that was entered by mistake: with a reason, through an approver, readable for ever."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.errors import LienVungError
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors.programmes import record
from lienvung.office.services.record_changes import record_retire
from lienvung.web.intake.record_form import MOST_LETTERS
from lienvung.web.intake.refusals import say
from lienvung.web.sent_once import sent_once


class RetirementForm(forms.Form):
    """Why the record is wrong."""

    reason = forms.CharField(label=_("Lý do rút"), max_length=MOST_LETTERS, widget=forms.Textarea(attrs={"rows": 4}))


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def retire(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Ask for the retirement of one record."""
    found = record(register, key) if register in get_node().catalogue else None
    if found is None or found.state != "live" or get_node().catalogue[register].system:
        raise Http404
    form = RetirementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            submission = record_retire(user=request.user, register=register, key=key, **form.cleaned_data)
        except LienVungError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, gettext("Đã trình đề nghị rút; bản ghi còn hiệu lực đến khi được duyệt."))
            return HttpResponseRedirect(reverse("intake:approval", args=[submission.pk]))
    title = found.values.get(get_node().catalogue[register].title_field, key)
    context = {"form": form, "title": title, "record": found}
    return render(request, "intake/retire.html", context, status=422 if form.errors else 200)
