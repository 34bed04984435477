"""Write down who signed in or out, under which name somebody failed to, and who chose a new password."""

from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from lienvung.office.models import User
from lienvung.office.services.people import user_changed_password
from lienvung.office.services.trail import event_record, refusal_record

_LONGEST_NAME = 120


@receiver(user_logged_in)
def _signed_in(sender: object, user: User, **_: Any) -> None:
    event_record(by=user, what="sign-in", subject=user.username)


@receiver(user_logged_out)
def _signed_out(sender: object, user: User | None, **_: Any) -> None:
    if user:
        event_record(by=user, what="sign-out", subject=user.username)


@receiver(password_changed)
def _changed_password(sender: object, user: User, **_: Any) -> None:
    user_changed_password(user=user)


@receiver(user_login_failed)
def _failed(sender: object, credentials: dict[str, Any], **_: Any) -> None:
    refusal_record(by=None, what="sign-in", subject=str(credentials.get("username", ""))[:_LONGEST_NAME])
