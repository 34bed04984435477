"""Papers as they came in, and what was read from them."""

import uuid

from django.conf import settings
from django.db import models


class StoredBytes(models.Model):
    """Bytes under their SHA-256: original files and text layers.

    In the database, so that a file and the row that names it appear together or not at all.
    """

    sha256 = models.CharField(primary_key=True, max_length=64)
    data = models.BinaryField()


class SourceFile(models.Model):
    """One uploaded paper; the same bytes make one row, however often they are uploaded."""

    class Kind(models.TextChoices):
        TEXT = "text"  # a text layer could be read
        SCAN = "scan"  # page images only; a person draws and types

    class State(models.TextChoices):
        STORED = "stored"
        READ = "read"
        FAILED = "failed"
        ERASED = "erased"  # its bytes and text went with the personal data in them

    # Identification
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    # Provenance
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_not_secret = models.BooleanField()
    # State
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STORED)
    page_count = models.PositiveIntegerField(default=0)
    # Lifecycle
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ("-uploaded_at",)
        constraints = (
            # A paper whose uploader did not declare it free of state secrets has no row.
            models.CheckConstraint(condition=models.Q(declared_not_secret=True), name="source_file_declared"),
        )


class Reading(models.Model):
    """One text layer of a source file. A new reading never replaces an old one."""

    # Identification
    source_file = models.ForeignKey(SourceFile, on_delete=models.CASCADE, related_name="readings")
    layer_sha256 = models.CharField(max_length=64)
    # Provenance
    producer = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    # State: pages as [start, end, label]; header as the finder read it
    pages = models.JSONField(default=list)
    header = models.JSONField(default=dict)
    # Lifecycle
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)
        constraints = (models.UniqueConstraint(fields=["source_file", "layer_sha256"], name="one_reading_per_layer"),)
