"""People with an account on this node."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from lienvung.office.roles import ROLE_WORDS, Role


class User(AbstractUser):
    """A person, the office they sit in, and their one role."""

    ROLE_LABELS = tuple((role.value, words) for role, words in ROLE_WORDS.items())

    role = models.CharField(max_length=16, choices=ROLE_LABELS, default=Role.VIEWER.value)
    office_name = models.CharField(max_length=200, blank=True)
    # Set with a password that somebody else knows; every page but the change of password waits until it is gone.
    must_change_password = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=[r.value for r in Role]), name="user_role_is_known"),
        )

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Return the name as Vietnamese write it, family name first; the user name when there is none."""
        return f"{self.last_name} {self.first_name}".strip() or self.username
