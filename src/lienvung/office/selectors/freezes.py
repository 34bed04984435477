"""Figures that were frozen before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lienvung.office.models import AuditEvent
from lienvung.office.services.freezes import FROZEN


@dataclass(frozen=True, slots=True)
class FrozenFigures:
    """The code, who froze when, and every figure by name."""

    code: str
    at: datetime
    by: str
    figures: Mapping[str, int]


def freezes_of(programme: str) -> list[FrozenFigures]:
    """Return the freezes of a programme, newest first."""
    events = AuditEvent.objects.filter(what=FROZEN, subject=programme).select_related("by")
    return [FrozenFigures(each.facts["code"], each.at, str(each.by), each.facts["figures"]) for each in events]
