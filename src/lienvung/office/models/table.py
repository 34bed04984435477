"""Task tables that an office brings along, and how their columns were understood."""

import uuid

from django.conf import settings
from django.db import models


class SavedMapping(models.Model):
    """How the columns of a table with these headings, and its names of records, were understood last time."""

    headings_hash = models.CharField(primary_key=True, max_length=64)
    columns = models.JSONField()  # heading -> field
    aliases = models.JSONField(default=dict)  # imports.aliases.Aliases
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()


class TableImport(models.Model):
    """One table in preview: its cells, its mapping, the programme it belongs to."""

    class Kind(models.TextChoices):
        TASKS = "tasks"  # an office's own table; its columns have to be understood
        RETURNED = "returned"  # a workbook of ours, filled in by an agency

    # Identification
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    # Provenance
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    headings = models.JSONField()
    rows = models.JSONField()  # [[place in the sheet, [cells]]]
    # State
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.TASKS)
    columns = models.JSONField(default=dict)
    programme = models.CharField(max_length=120, blank=True)
    nature = models.CharField(max_length=16, default="real")
    written = models.BooleanField(default=False)
    # Lifecycle
    brought_at = models.DateTimeField()

    class Meta:
        ordering = ("-brought_at",)
