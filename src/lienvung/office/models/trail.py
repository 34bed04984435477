"""What people did here."""

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """Somebody did something: rows are added, never changed."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    succeeded = models.BooleanField(default=True)  # False: somebody tried and was refused

    class Meta:
        ordering = (
            "-at",
            "-id",
        )
        indexes = (models.Index(fields=["-at", "-id"]), models.Index(fields=["subject"]))
