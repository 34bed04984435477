"""Keys by which programmes read in the name of a person."""

from django.conf import settings
from django.db import models


class ApiToken(models.Model):
    """One key: what it is called, whose it is, and the SHA-256 of the secret; the secret itself is nowhere."""

    # Identification
    name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    # Lifecycle
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-made_at", "-id")
