"""People with an account."""

from lienvung.office.models import User


def user_named(username: str) -> User:
    """Return the person with this user name; User.DoesNotExist when there is none."""
    return User.objects.get(username=username)


def users() -> list[User]:
    """Return everybody, by user name."""
    return list(User.objects.order_by("username"))
