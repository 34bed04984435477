"""Bundles that lie in the node's folders, and the work on them that is under way or ended."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from lienvung.office.bundle_upload import SUFFIX, bundle_folder
from lienvung.office.models import Job
from lienvung.office.services.bundles import EXPORT, IMPORT


@dataclass(frozen=True, slots=True)
class Lying:
    """One file: its name, for whom it is (of those we wrote), its size in bytes, and since when it lies there."""

    name: str
    partner: str
    size: int
    at: datetime


def lying_incoming() -> list[Lying]:
    """Return what was uploaded and not taken in, the newest first."""
    return _lying("incoming")


def lying_outgoing() -> list[Lying]:
    """Return what was written and may be fetched, the newest first."""
    return _lying("outgoing")


def import_job(upload: uuid.UUID) -> Job | None:
    """Return the newest import of an uploaded bundle, open or ended."""
    return Job.objects.filter(kind=IMPORT, subject=str(upload)).first()


def open_exports() -> list[Job]:
    """Return the bundles that are being written."""
    return list(Job.objects.filter(kind=EXPORT, state__in=[Job.State.QUEUED, Job.State.RUNNING]))


def last_failed_export() -> Job | None:
    """Return the newest bundle that was asked for, if it could not be written."""
    newest = Job.objects.filter(kind=EXPORT).first()
    return newest if newest is not None and newest.state == Job.State.FAILED else None


def _lying(kind: str) -> list[Lying]:
    found: list[Lying] = []
    for file in bundle_folder(kind).glob(f"*{SUFFIX}"):  # type: ignore[arg-type] # one of the two
        partner, _, name = file.name.removesuffix(SUFFIX).rpartition(".")
        seen = file.stat()
        found.append(Lying(name, partner, seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC)))
    return sorted(found, key=lambda each: each.at, reverse=True)
