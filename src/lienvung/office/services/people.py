"""Give people accounts."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from lienvung.office.models import User
from lienvung.office.roles import Role
from lienvung.office.services.trail import event_record


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
def user_set_role(*, user: User, role: str, by: User) -> User:
    """Give `user` another role."""
    before, user.role = user.role, Role(role).value
    user.save(update_fields=["role"])
    event_record(by=by, what="user-set-role", subject=user.username, before=before, after=user.role)
    return user
