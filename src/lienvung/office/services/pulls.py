"""Ask every partner for what is new, as a job that a person may leave and come back to."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from lienvung.node.contact import contacts
from lienvung.node.exchange.reconcile import exchange_with
from lienvung.node.home import load_home
from lienvung.office.models import Job, User
from lienvung.office.node_access import get_node
from lienvung.office.services.jobs import Progress, job_kind, job_queue
from lienvung.office.services.trail import event_record

KIND = "pull"
EVERYBODY = "partners"


@transaction.atomic
def pull_queue(*, user: User) -> Job:
    """Queue one round with every contact; how each went is recorded on the contact itself."""
    event_record(by=user, what=KIND, subject=EVERYBODY)
    return job_queue(kind=KIND, subject=EVERYBODY, by=user)


@job_kind(KIND)
def _pull(_subject: str, progress: Progress) -> None:
    node = get_node()
    allow_loopback = load_home(Path(settings.LIENVUNG_HOME)).settings.allow_loopback
    with node.store.reading() as reader:
        known = list(contacts(reader).values())
    for done, contact in enumerate(known):
        progress(done, len(known))
        exchange_with(node, contact, allow_loopback=allow_loopback)
    progress(len(known), len(known))
