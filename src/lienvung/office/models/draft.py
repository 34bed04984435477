"""Records on their way into the node: drafts, and the submissions that carry them to an approver."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienvung.office.models.choices import labelled
from lienvung.office.models.source import SourceFile

_PERSON = settings.AUTH_USER_MODEL


class Submission(models.Model):
    """Confirmed drafts that one approver sends or returns as a whole.

    Its id is the idempotency key of the append: a crash between the append and the office's commit
    leaves state `sending`, and sending again finds the receipt and appends nothing.
    """

    class State(models.TextChoices):
        WAITING = labelled("waiting", _("chờ duyệt"))
        SENDING = labelled("sending", _("đang ghi"))
        SENT = labelled("sent", _("đã duyệt, đã ghi vào sổ"))
        RETURNED = labelled("returned", _("đã trả lại"))
        TAKEN = labelled("taken", _("người trình đã rút lại"))

    # Identification
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=300)
    # Provenance
    source_file = models.ForeignKey(SourceFile, null=True, on_delete=models.PROTECT, related_name="submissions")
    submitted_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    # State
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True)
    batch = models.CharField(max_length=16, blank=True)
    # Lifecycle
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-submitted_at",)


class Draft(models.Model):
    """One change of one record: proposed, corrected, confirmed by a named person, sent by another."""

    class Op(models.TextChoices):
        PUT = labelled("put", _("ghi"))
        RETIRE = labelled("retire", _("rút"))
        RESTORE = labelled("restore", _("khôi phục"))
        MERGE = labelled("merge", _("nhập vào bản ghi khác"))

    class Origin(models.TextChoices):
        MACHINE = "machine"  # found in a text layer
        DRAWN = "drawn"  # a person drew a rectangle on a page image
        TABLE = "table"  # a row of a task table
        FORM = "form"  # typed into a page of the application

    class State(models.TextChoices):
        PROPOSED = labelled("proposed", _("chờ xem"))
        CONFIRMED = labelled("confirmed", _("đã xác nhận"))
        REJECTED = labelled("rejected", _("đã bỏ"))
        SUBMITTED = labelled("submitted", _("đang chờ duyệt"))
        SENT = labelled("sent", _("đã ghi vào sổ"))

    # Identification
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    op = models.CharField(max_length=8, choices=Op.choices, default=Op.PUT)
    made_on = models.PositiveBigIntegerField(null=True)  # the record's newest entry when the change was made
    # Provenance
    origin = models.CharField(max_length=8, choices=Origin.choices)
    source_file = models.ForeignKey(SourceFile, null=True, on_delete=models.PROTECT, related_name="drafts")
    passage = models.JSONField(default=dict)  # the `source` part: span or page rectangle, exact text
    proposed = models.JSONField(default=dict)  # what the machine read; kept when a person corrects it
    confidence = models.FloatField(default=1.0)
    questions = models.JSONField(default=list)  # names of fields only a person can answer
    # State
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    values = models.JSONField(default=dict)
    reason = models.TextField(blank=True)  # why it was sent back; for an op other than put why it is asked for
    grounds = models.TextField(blank=True)  # why a put changes a record: the `reason` of its attribution
    submission = models.ForeignKey(Submission, null=True, on_delete=models.PROTECT, related_name="drafts")
    revision = models.PositiveIntegerField(default=1)
    # Lifecycle
    position = models.PositiveIntegerField(default=0)
    entered_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = (
            "position",
            "entered_at",
        )
        constraints = (
            # One open change per record: two people who confirm the same paper meet here, not in the log.
            models.UniqueConstraint(
                fields=["register", "key"],
                condition=models.Q(state__in=["proposed", "confirmed", "submitted"]),
                name="one_open_draft_per_record",
            ),
        )

    @property
    def arguments(self) -> dict[str, str]:
        """What an op other than put says in its part `shared`."""
        return {**self.values, "reason": self.reason}
