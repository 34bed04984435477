"""Give people accounts and roles, and take them back; each change ends the sessions it makes stale."""

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction

from lienvung.core.register.key import TOKEN_BYTES, format_token
from lienvung.office.errors import LastAdministrator
from lienvung.office.models import User
from lienvung.office.node_access import get_node
from lienvung.office.roles import Role
from lienvung.office.services.api_tokens import tokens_end
from lienvung.office.services.trail import event_record

_GROUP = 4


@dataclass(frozen=True, slots=True)
class OneTimePassword:
    """A person and the password they sign in with once; it is stored nowhere but as a hash."""

    user: User
    password: str


@transaction.atomic
def user_create(
    *, username: str, password: str, role: str, full_name: str, office_name: str, by: User | None = None
) -> User:
    """Make an account; `full_name` in Vietnamese order (family name first). Raises ValidationError."""
    family, _, given = full_name.partition(" ")
    user = User(username=username, role=Role(role).value, office_name=office_name, last_name=family, first_name=given)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    event_record(by=by, what="user-create", subject=username, role=user.role)
    return user


@transaction.atomic
def user_invite(*, username: str, role: str, full_name: str, office_name: str, by: User) -> OneTimePassword:
    """Make an account whose password has to be changed at the first sign-in. Raises ValidationError."""
    password = _one_time_password()
    user = user_create(
        username=username, password=password, role=role, full_name=full_name, office_name=office_name, by=by
    )
    _require_change(user)
    return OneTimePassword(user, password)


@transaction.atomic
def user_renew_password(*, user: User, by: User) -> OneTimePassword:
    """Give a new one-time password; the old one, every session under it and every key of the person end."""
    password = _one_time_password()
    user.set_password(password)
    _require_change(user)
    sessions_end(user)
    tokens_end(user)
    event_record(by=by, what="user-renew-password", subject=user.username)
    return OneTimePassword(user, password)


@transaction.atomic
def user_set_role(*, user: User, role: str, by: User) -> User:
    """Give `user` another role and end their sessions (LastAdministrator)."""
    before, after = user.role, Role(role).value
    if before == after:
        return user
    if after != Role.ADMINISTRATOR:
        _keep_an_administrator(user)
    user.role = after
    user.save(update_fields=["role"])
    sessions_end(user)
    event_record(by=by, what="user-set-role", subject=user.username, before=before, after=after)
    return user


@transaction.atomic
def user_stop(*, user: User, by: User) -> User:
    """Close an account and end its sessions and keys; what its person did stays (LastAdministrator)."""
    _keep_an_administrator(user)
    _set_active(user, is_active=False)
    sessions_end(user)
    tokens_end(user)
    event_record(by=by, what="user-stop", subject=user.username)
    return user


@transaction.atomic
def user_reactivate(*, user: User, by: User) -> User:
    """Open a stopped account again."""
    _set_active(user, is_active=True)
    event_record(by=by, what="user-reactivate", subject=user.username)
    return user


@transaction.atomic
def user_changed_password(*, user: User) -> None:
    """Note that a person chose a password of their own."""
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    event_record(by=user, what="user-change-password", subject=user.username)


def sessions_end(user: User) -> None:
    """Sign a person out everywhere."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def _keep_an_administrator(leaving: User) -> None:
    # A node that nobody administers could never give anybody an account again.
    others = User.objects.filter(role=Role.ADMINISTRATOR.value, is_active=True).exclude(pk=leaving.pk)
    if leaving.role == Role.ADMINISTRATOR and leaving.is_active and not others.exists():
        raise LastAdministrator(str(leaving))


def _set_active(user: User, *, is_active: bool) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])


def _require_change(user: User) -> None:
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])


def _one_time_password() -> str:
    """Eighty random bits in letters and digits that nobody mistakes when they are read out, four by four."""
    token = format_token(get_node().random(TOKEN_BYTES))
    return "-".join(token[at : at + _GROUP] for at in range(0, len(token), _GROUP))
