"""People with an account on this node."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienvung.office.roles import Role


class User(AbstractUser):
    """A person, the office they sit in, and their one role."""

    ROLE_LABELS = (
        (Role.VIEWER.value, _("người xem")),
        (Role.CLERK.value, _("chuyên viên, văn thư")),
        (Role.APPROVER.value, _("người duyệt")),
        (Role.ADMINISTRATOR.value, _("quản trị")),
        (Role.AUDITOR.value, _("kiểm tra, thanh tra")),
    )

    role = models.CharField(max_length=16, choices=ROLE_LABELS, default=Role.VIEWER.value)
    office_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=[r.value for r in Role]), name="user_role_is_known"),
        )

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Return the name as Vietnamese write it, family name first; the user name when there is none."""
        return f"{self.last_name} {self.first_name}".strip() or self.username
