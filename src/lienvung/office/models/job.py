"""Background work: what runs, how far it is, how it ended."""

import uuid

from django.conf import settings
from django.db import models


class Job(models.Model):
    """One piece of long work that a person may leave and come back to."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    # Identification
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    # State
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    refusal = models.JSONField(default=dict)  # {"code", "facts"} of the error that ended it
    # Lifecycle
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-queued_at",)
        constraints = (
            # The same work is not queued twice.
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_open_job_per_subject",
            ),
        )
