"""Tables on their way into a register: their rows as read, and what each would do."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

PLAN = ("number", "place", "state", "title", "key", "index", "said")
"""What is kept of each planned row."""


class RegisterImport(models.Model):
    """One table that somebody brought for a register.

    The bytes stay until they were read, the rows until they are in the register or the table is set aside: what is
    personal in them lies in one place only. The decision that writes them is the only way in.
    """

    class State(models.TextChoices):
        READING = "reading"  # a job reads the rows
        MAPPING = "mapping"  # somebody has to say what the columns are
        PLANNING = "planning"  # a job compares the rows with the register
        PLANNED = "planned"  # each row says what it would do
        WRITTEN = "written"  # an approver's decision wrote them; the rows are gone
        ASIDE = "aside"  # set aside; the rows are gone

    # Identification
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    # Provenance
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    data = models.BinaryField(default=b"")
    pasted = models.BooleanField(default=False)
    headings = models.JSONField()
    notes = models.JSONField(default=dict)  # imports.headings.Table.notes; mistakes: [[field, code, how many rows]]
    # State
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    columns = models.JSONField(default=dict)  # heading -> target (imports.columns)
    match = models.CharField(max_length=255, blank=True)  # by what a row without a key is recognised: a way's name
    aliases = models.JSONField(default=dict)  # imports.aliases.Aliases: which records its names mean
    names = models.JSONField(default=list)  # [[register, text, rows, [keys]]]: not clear, or clear by an alias
    clears = models.BooleanField(default=False)  # an empty cell takes the value away
    rows = models.PositiveIntegerField(default=0)
    counted = models.JSONField(default=dict)  # state of a row -> how many
    digest = models.CharField(max_length=64, blank=True)  # of everything that would be written
    decision = models.ForeignKey("office.Decision", null=True, on_delete=models.SET_NULL, related_name="+")
    # Lifecycle
    brought_at = models.DateTimeField()

    class Meta:
        ordering = ("-brought_at",)
        indexes = (models.Index(fields=["register", "-brought_at"], name="import_by_register"),)


class ImportChunk(models.Model):
    """Some thousand rows as read, in their order: JSON of [[place, cells]]."""

    imported = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    rows = models.BinaryField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["imported", "number"], name="one_chunk_a_number"),)


class PlannedRow(models.Model):
    """What one row would do (imports.plan.RowPlan)."""

    imported = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="plans")
    number = models.PositiveIntegerField()
    place = models.CharField(max_length=120)
    state = models.CharField(max_length=9)
    title = models.TextField()
    key = models.CharField(max_length=120)
    index = models.PositiveBigIntegerField(null=True)
    said = models.BinaryField(default=b"")  # JSON of [values, changes, mistakes, cells of a wrong row]

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["imported", "number"], name="one_plan_a_row"),)
        indexes = (models.Index(fields=["imported", "state", "number"], name="plan_by_state"),)


def plans_keep(imported: RegisterImport, plans: Iterable[Sequence[Any]]) -> None:
    """Keep what rows would do: number, place, state, title, key, index, said.

    In plain SQL: to spell a row, the object-relational mapper takes longer than it took to compare it.
    """
    fields = [PlannedRow._meta.get_field(name) for name in ("imported", *PLAN)]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    own = fields[0].get_db_prep_save(imported.pk, connection)
    insert = f"INSERT INTO {PlannedRow._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our own
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(insert, [(own, *plan) for plan in plans])


def rows_forget(imported: RegisterImport, state: str) -> None:
    """Remove everything that was read of a table and say why."""
    PlannedRow.objects.filter(imported=imported).delete()
    ImportChunk.objects.filter(imported=imported).delete()
    RegisterImport.objects.filter(pk=imported.pk).update(state=state, data=b"", names=[], aliases={})
