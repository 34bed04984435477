"""People and their roles: give an account, change a role, stop it, open it again, give a new one-time password."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from lienvung.core.errors import LienVungError
from lienvung.core.text import nfc
from lienvung.office.access import duties
from lienvung.office.roles import ROLE_WORDS, Duty, Role, holds
from lienvung.office.selectors.people import User, user_by_id, users
from lienvung.office.services.people import (
    OneTimePassword,
    user_invite,
    user_reactivate,
    user_renew_password,
    user_set_role,
    user_stop,
)
from lienvung.web.intake.refusals import say

_ROLES = tuple((role.value, words) for role, words in ROLE_WORDS.items())


class InviteForm(forms.Form):
    """Who gets an account; nobody types a password."""

    username = forms.CharField(
        label=_("Tên đăng nhập"), max_length=150, help_text=_("Chữ không dấu, số và @ . + - _, ví dụ: nguyen.van.an")
    )
    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
    office_name = forms.CharField(label=_("Cơ quan, phòng"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Vai trò"), choices=_ROLES, initial=Role.VIEWER.value, widget=forms.RadioSelect)

    def clean(self) -> dict[str, object]:
        """Spell names the one way they are stored."""
        values = super().clean()
        return {name: nfc(" ".join(str(value).split())) for name, value in values.items()}


@duties(get=Duty.OVERSEE)
def people(request: HttpRequest) -> HttpResponse:
    """List everybody with an account."""
    may_manage = holds(request.user.role, Duty.MANAGE)
    return render(request, "oversight/people.html", {"people": users(), "may_manage": may_manage})


@never_cache
@duties(get=Duty.MANAGE, post=Duty.MANAGE)
def invite(request: HttpRequest) -> HttpResponse:
    """Give somebody an account; the one-time password is shown on the answer and never again."""
    role = request.GET.get("vai-tro", "")
    form = InviteForm(request.POST or None, initial={"role": role} if role in dict(_ROLES) else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _show_once(request, user_invite(by=request.user, **form.cleaned_data))
        except ValidationError as error:
            _tell(form, error)
    status = 422 if form.is_bound else 200
    return render(request, "oversight/invite.html", {"form": form}, status=status)


@never_cache
@duties(get=Duty.MANAGE, post=Duty.MANAGE)
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show one account and do to it what the pressed button says."""
    found = user_by_id(person)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _act(request, found)
    context = {"person": found, "roles": _ROLES, "is_self": found == request.user}
    return render(request, "oversight/person.html", context)


def _act(request: HttpRequest, found: User) -> HttpResponse:
    action = request.POST.get("action", "")
    try:
        if action == "password":
            return _show_once(request, user_renew_password(user=found, by=request.user))
        messages.success(request, _ACTIONS.get(action, _nothing)(request, found))
    except LienVungError as error:
        messages.error(request, say(error))
    return HttpResponseRedirect(reverse("oversight:person", args=[found.pk]))


def _role(request: HttpRequest, found: User) -> str:
    role = request.POST.get("role", "")
    if role not in ROLE_WORDS:
        return gettext("Không có gì thay đổi.")
    user_set_role(user=found, role=role, by=request.user)
    return gettext("%(name)s nay là %(role)s; các phiên đang mở của người này đã bị đóng.") % {
        "name": found,
        "role": ROLE_WORDS[Role(role)],
    }


def _stop(request: HttpRequest, found: User) -> str:
    user_stop(user=found, by=request.user)
    return gettext("Đã ngừng tài khoản %(name)s; việc người này đã làm vẫn giữ nguyên.") % {"name": found}


def _reactivate(request: HttpRequest, found: User) -> str:
    user_reactivate(user=found, by=request.user)
    return gettext("Tài khoản %(name)s hoạt động trở lại.") % {"name": found}


def _nothing(request: HttpRequest, found: User) -> str:
    return gettext("Không có gì thay đổi.")


_ACTIONS: dict[str, Callable[[HttpRequest, User], str]] = {
    "role": _role,
    "stop": _stop,
    "reactivate": _reactivate,
}


def _show_once(request: HttpRequest, given: OneTimePassword) -> HttpResponse:
    """Answer with the password itself: neither a cookie nor a session ever holds it."""
    return render(request, "oversight/password.html", {"given": given})


def _tell(form: forms.Form, error: ValidationError) -> None:
    for name, sentences in error.message_dict.items():
        known = {"last_name": "full_name", "first_name": "full_name"}.get(name, name)
        form.add_error(known if known in form.fields else None, _USERNAME.get(name) or sentences)


_USERNAME = {"username": _("Tên này đã có người dùng, hoặc có ký tự không được phép.")}
