"""Forms that were sent, so that the same one sent again is the same act."""

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """One form as it was shown to one person, by its one-time id, and where sending it led."""

    token = models.UUIDField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    led_to = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "sent_by"], name="one_form_sent_once"),)
