"""What people did here, and the figures they agreed to freeze."""

import uuid

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """Somebody did something: rows are added, never changed."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id",)


class Freeze(models.Model):
    """Figures frozen to the heads of every side, under a code that two delegations compare aloud."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.CharField(max_length=120)
    code = models.CharField(max_length=20)
    heads = models.JSONField()
    figures = models.JSONField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ("-frozen_at",)
