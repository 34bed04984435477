"""People with an account."""

from lienvung.office.models import User


def user_named(username: str) -> User:
    """Return the person with this user name; User.DoesNotExist when there is none."""
    return User.objects.get(username=username)


def user_by_id(user_id: object) -> User | None:
    """Return one person."""
    return User.objects.filter(pk=user_id).first()


def roles_held() -> frozenset[str]:
    """Return the roles of those whose accounts are open."""
    return frozenset(User.objects.filter(is_active=True).values_list("role", flat=True).distinct())


def users() -> list[User]:
    """Return everybody, by user name; stopped accounts last."""
    return list(User.objects.order_by("-is_active", "username"))
