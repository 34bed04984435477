"""Acts that take two people: one prepares, another decides."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienvung.office.models.choices import labelled

_PERSON = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """One act that somebody prepared and somebody else carries out, or sends back.

    Its id is the idempotency key of what it appends. A crash between the act and the office's commit leaves
    state `doing`; doing it again finds the receipt and appends nothing.
    """

    class State(models.TextChoices):
        WAITING = labelled("waiting", _("chờ quyết định"))
        DOING = labelled("doing", _("đang thực hiện"))
        DONE = labelled("done", _("đã thực hiện"))
        RETURNED = labelled("returned", _("đã trả lại"))
        TAKEN = labelled("taken", _("người soạn đã rút lại"))
        FAILED = labelled("failed", _("chưa thực hiện được"))  # the node refused; it may be tried again or returned

    # Identification
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    # Provenance
    facts = models.JSONField()  # canonical (core.register.canonical): exactly what was prepared
    prepared_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    # State
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True)  # why it was returned
    outcome = models.JSONField(default=dict)  # what came of it; for `failed` {"code", "facts"} of the refusal
    # Lifecycle
    prepared_at = models.DateTimeField()
    decided_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-prepared_at",)
        indexes = (models.Index(fields=["state", "kind"]),)
        constraints = (
            # Two pairs of eyes, also where no page watches.
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("prepared_by")),
                name="decided_by_somebody_else",
            ),
        )

    @property
    def is_open(self) -> bool:
        """Whether it may still be carried out or returned."""
        return self.state in OPEN_STATES


OPEN_STATES = (Decision.State.WAITING, Decision.State.FAILED)
