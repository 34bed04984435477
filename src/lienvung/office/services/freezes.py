"""Freeze the figures of a programme: a line of the trail keeps them with their code and their heads."""

from collections.abc import Mapping

from django.db import transaction

from lienvung.office.models import AuditEvent, User
from lienvung.office.services.trail import event_record

FROZEN = "figures-frozen"


@transaction.atomic
def figures_freeze(
    *, user: User, programme: str, code: str, heads: Mapping[str, tuple[int, str]], figures: Mapping[str, int]
) -> None:
    """Keep the figures under their code; the same code of the same programme is kept once."""
    if not AuditEvent.objects.filter(what=FROZEN, subject=programme, facts__code=code).exists():
        kept = {origin: list(head) for origin, head in heads.items()}
        event_record(by=user, what=FROZEN, subject=programme, code=code, heads=kept, figures=dict(figures))
