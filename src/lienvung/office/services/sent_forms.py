"""Do what a form asks for once, however often it is sent: by a double click, a reload, a tired thumb."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from lienvung.office.models import SentForm, User
from lienvung.office.node_access import now

KEPT = timedelta(days=30)


@dataclass(slots=True)
class Sending:
    """One sending of a form: where the first one led, "" while this is the first."""

    led_to: str


@contextmanager
def form_sending(*, user: User, token: UUID) -> Iterator[Sending]:
    """Yield the sending of a form; where `led_to` is set inside the block, the form is done.

    The block is one transaction, which is also the queue: a second sending waits until the first one is through.
    """
    with transaction.atomic():
        found = SentForm.objects.filter(token=token, sent_by=user).first()
        sending = Sending(found.led_to if found else "")
        yield sending
        if sending.led_to and not found:
            SentForm.objects.filter(sent_at__lt=now() - KEPT).delete()
            SentForm.objects.create(token=token, sent_by=user, sent_at=now(), led_to=sending.led_to)
