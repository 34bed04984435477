"""Write a bundle for a partner, take one in: as jobs, because a bundle may be large."""

import uuid
from pathlib import Path

from django.db import transaction

from lienvung.node.contact import contact
from lienvung.node.exchange.bundle import Since, export_bundle
from lienvung.node.exchange.bundle_import import import_bundle
from lienvung.node.exchange.errors import BundlePartial
from lienvung.office.bundle_upload import SUFFIX, bundle_folder
from lienvung.office.models import Job, User
from lienvung.office.node_access import get_node
from lienvung.office.services.jobs import Progress, job_kind, job_queue
from lienvung.office.services.trail import event_record

EXPORT, IMPORT = "bundle-export", "bundle-import"
CHOICES: dict[str, Since] = {"tu-lan-truoc": "last-receipt", "day-du": "full"}


def incoming(upload: object) -> Path:
    """Return where an uploaded bundle lies."""
    return bundle_folder("incoming") / f"{uuid.UUID(str(upload))}{SUFFIX}"


def outgoing(partner: str, name: object) -> Path:
    """Return where a bundle for a partner lies."""
    return bundle_folder("outgoing") / f"{partner}.{uuid.UUID(str(name))}{SUFFIX}"


@transaction.atomic
def bundle_export_queue(*, user: User, partner: str, choice: str) -> Job:
    """Queue writing a bundle for a contact (ContactUnknown); `choice` is one of CHOICES."""
    with get_node().store.reading() as reader:
        contact(reader, partner)
    event_record(by=user, what=EXPORT, subject=partner, since=str(CHOICES[choice]))
    return job_queue(kind=EXPORT, subject=f"{partner}/{choice}/{uuid.uuid4()}", by=user)


@transaction.atomic
def bundle_import_queue(*, user: User, upload: uuid.UUID) -> Job:
    """Queue taking an uploaded bundle in."""
    event_record(by=user, what=IMPORT, subject=str(upload))
    return job_queue(kind=IMPORT, subject=str(upload), by=user)


def bundle_drop(*, user: User, upload: uuid.UUID) -> None:
    """Throw an uploaded bundle away."""
    event_record(by=user, what="bundle-drop", subject=str(upload))
    incoming(upload).unlink(missing_ok=True)


@job_kind(EXPORT)
def _export(subject: str, progress: Progress) -> None:
    partner, choice, name = subject.split("/")
    node, path = get_node(), outgoing(partner, name)
    if path.exists():
        return
    with node.store.reading() as reader:
        recipient = contact(reader, partner)
    export_bundle(node, recipient, path, since=CHOICES[choice])


@job_kind(IMPORT)
def _import(subject: str, progress: Progress) -> None:
    path = incoming(subject)
    if not path.exists():
        return
    imported = import_bundle(get_node(), path, lambda _origin, held, size: progress(held, size))
    path.unlink()
    if imported.report.troubles:
        raise BundlePartial(imported.report.partner, imported.report.troubles[0].code)
