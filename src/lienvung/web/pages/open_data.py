"""Dữ liệu mở và API: how Excel, QGIS and programmes read here; and the keys by which a person's programmes do."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from lienvung.core.errors import LienVungError
from lienvung.core.text import nfc
from lienvung.office.access import duties
from lienvung.office.roles import Duty
from lienvung.office.services.api_tokens import MOST_TOKENS, open_tokens, token_give, token_revoke
from lienvung.web.intake.refusals import say
from lienvung.web.selectors.open_data import read_open_data


class KeyForm(forms.Form):
    """What a new key is called, so that its owner knows later which programme it was for."""

    name = forms.CharField(
        label=_("Khóa dùng cho việc gì"), max_length=80, help_text=_("Ví dụ: QGIS trên máy phòng Quy hoạch")
    )

    def clean_name(self) -> str:
        """Spell the name the one way it is stored."""
        return nfc(" ".join(self.cleaned_data["name"].split()))


@duties(get=Duty.OPEN)
def open_data(request: HttpRequest) -> HttpResponse:
    """Show where data can be had, by which programme and how."""
    origin = request.build_absolute_uri("/").rstrip("/")
    page = read_open_data(origin, is_open=not request.user.is_authenticated)
    return render(request, "web/open_data.html", {"page": page})


@never_cache
@duties(get=Duty.READ, post=Duty.READ)
def keys(request: HttpRequest) -> HttpResponse:
    """Show a person's keys; make one, shown on the answer and never again; take one back."""
    if "revoke" in request.POST:
        return _revoke(request)
    form = KeyForm(request.POST or None)
    if form.is_valid():
        try:
            given = token_give(owner=request.user, name=form.cleaned_data["name"])
            return render(request, "web/api_key.html", {"given": given})
        except LienVungError as error:
            form.add_error(None, say(error))
    context = {"form": form, "keys": open_tokens(request.user), "most": MOST_TOKENS}
    return render(request, "web/api_keys.html", context, status=422 if form.is_bound else 200)


def _revoke(request: HttpRequest) -> HttpResponse:
    said = request.POST["revoke"]
    name = token_revoke(owner=request.user, token_id=int(said)) if said.isascii() and said.isdecimal() else ""
    if name:
        said = gettext("Đã thu hồi khóa “%(name)s”; chương trình dùng khóa này hết đọc được.")
        messages.success(request, said % {"name": name})
    return HttpResponseRedirect(reverse("web:api-keys"))
