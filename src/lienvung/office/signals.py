"""Write down who signed in, and under which name somebody failed to."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from lienvung.office.models import User
from lienvung.office.services.trail import event_record

_LONGEST_NAME = 120


@receiver(user_logged_in)
def _signed_in(sender: object, user: User, **_: Any) -> None:
    event_record(by=user, what="sign-in", subject=user.username)


@receiver(user_login_failed)
def _failed(sender: object, credentials: dict[str, Any], **_: Any) -> None:
    event_record(by=None, what="sign-in-failed", subject=str(credentials.get("username", ""))[:_LONGEST_NAME])
