"""Terms of an agreement while they are being written."""

import uuid

from django.conf import settings
from django.db import models


class AgreementDraft(models.Model):
    """Terms that somebody is writing; what was put before a second person is in the decision, not here."""

    # Identification
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=300)
    # Provenance
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # State: the terms as docs/formats/agreement.md names them, parties by node name, perhaps not yet complete
    document = models.JSONField(default=dict)
    decision = models.ForeignKey("office.Decision", null=True, on_delete=models.SET_NULL, related_name="+")
    # Lifecycle
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("-written_at",)
