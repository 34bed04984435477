"""Keep up with partners: a level-triggered loop that compares what is with what should be (fault 10, 52).

One round with a contact is: pull, compare what both saw of others, then have our own new checkpoints witnessed there.
Each contact has a thread of its own, so that one that stalls or drips holds up no other, and a round has an end. A
contact that fails is left alone for twice as long each time, up to half a minute, with jitter, and never asked more
than once in five seconds; how often it failed and when it was tried stand in the store, so that a restart does not
forget it. The waiting is measured on the monotonic clock.
"""

import logging
import random as dice
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lienvung.core.errors import LienVungError
from lienvung.node.contact import Contact, contacts
from lienvung.node.exchange.errors import ExchangeBroke, OwnLogBehind, PartnerRefused
from lienvung.node.exchange.gossip import compare_with
from lienvung.node.exchange.http_client import PartnerClient, Patience
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pace import pace_with
from lienvung.node.exchange.pull import PullReport, pull, record_attempt
from lienvung.node.exchange.recovery import compare_guarded, note_unreachable, stop_if_proven
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.guard import guard_of
from lienvung.node.node import Node
from lienvung.node.own_keys import request_key
from lienvung.node.stores.rows import PeerState

SHORTEST: Final = 5.0
LONGEST: Final = 30.0
"""Half as long again by chance: whatever the time apart, a line that carries again is noticed within a minute (I8)."""
ENOUGH: Final = 10
"""Doublings after which any pause has reached its end; a float has no room for a week of them."""
AT_ONCE: Final = 64
"""More contacts than any node has: each gets its own thread, and only while it is being asked."""

_log = logging.getLogger("lienvung.exchange")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round with one contact went: what was pulled, how many heads were witnessed, or why not."""

    partner: str
    report: PullReport | None
    witnessed: int
    trouble: LienVungError | None


def open_source(node: Node, contact: Contact, *, allow_loopback: bool, patience: Patience | None = None) -> HttpSource:
    """Open a contact over HTTP (AddressRefused, PartnerUnreachable)."""
    client = PartnerClient(contact.name, contact.address, allow_loopback=allow_loopback, patience=patience)
    pace = pace_with(node, contact.name, client.patience.total)
    return HttpSource(client, caller=node.name, key=request_key(node), now=node.now, random=node.random, pace=pace)


def exchange_with(node: Node, contact: Contact, *, allow_loopback: bool, patience: Patience | None = None) -> Outcome:
    """Make one round with a contact; what goes wrong is recorded and returned, not raised."""
    try:
        return _exchange(node, contact, allow_loopback=allow_loopback, patience=patience)
    except Exception as fault:
        # What nobody foresaw with one partner must neither end the rounds with others nor go unseen.
        _log.exception("exchange with %s broke", contact.name)
        trouble = ExchangeBroke(contact.name, type(fault).__name__)
        record_attempt(node, contact.name, trouble)
        return Outcome(contact.name, None, 0, trouble)


def _exchange(node: Node, contact: Contact, *, allow_loopback: bool, patience: Patience | None) -> Outcome:
    report, witnessed = None, 0
    try:
        source = open_source(node, contact, allow_loopback=allow_loopback, patience=patience)
    except LienVungError as trouble:
        note_unreachable(node, contact)
        record_attempt(node, contact.name, trouble)
        return Outcome(contact.name, None, 0, trouble)
    try:
        compare_guarded(node, contact, source.held())
        report = pull(node, contact, source)
        compare_with(node, contact, source)
        witnessed = _submit(node, contact, source)
    except LienVungError as trouble:
        if report is not None and not report.troubles:
            # The pull has recorded itself; what came after it is told, too.
            record_attempt(node, contact.name, trouble)
        return Outcome(contact.name, report, witnessed, trouble)
    finally:
        source.close()
    return Outcome(contact.name, report, witnessed, None)


def _submit(node: Node, contact: Contact, source: HttpSource) -> int:
    """Have our heads witnessed, unless they are still to be compared; proof that we lost some makes us stop signing."""
    with node.store.reading() as reader:
        if guard_of(node, reader) is not None:
            return 0
    try:
        return submit_checkpoints(node, contact, source)
    except (OwnLogBehind, PartnerRefused):
        stop_if_proven(node, contact, source.held())
        raise


def tick(node: Node, *, allow_loopback: bool, patience: Patience | None = None) -> list[Outcome]:
    """Make one round with every contact, one after the other."""
    with node.store.reading() as reader:
        known = contacts(reader)
    return [exchange_with(node, each, allow_loopback=allow_loopback, patience=patience) for each in known.values()]


def pause(failures: int, interval: float, random: Callable[[], float]) -> float:
    """Return the seconds to leave a contact alone after so many failures in a row; `random` gives 0 … 1."""
    regular = max(interval, SHORTEST)
    backed_off = max(regular, min(LONGEST, regular * 2.0 ** min(failures, ENOUGH)))
    # Jitter only lengthens: partners that failed together must not come back together, nor too soon.
    return backed_off * (1 + random() / 2)


@dataclass
class Rounds:
    """Who is to be asked next, and when; `clock` is monotonic seconds."""

    node: Node
    allow_loopback: bool
    interval: float
    clock: Callable[[], float] = time.monotonic
    random: Callable[[], float] = dice.random
    due: dict[str, float] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    running: dict[str, Future[Outcome]] = field(default_factory=dict)

    def start(self, pool: ThreadPoolExecutor) -> None:
        """Start a round with every contact that is due and not being asked; a slow one holds up no other."""
        with self.node.store.reading() as reader:
            known, peers = contacts(reader), {peer.name: peer for peer in reader.peers()}
        for name, contact in known.items():
            if name not in self.due:
                self._remember(peers[name])
            if name not in self.running and self.due.get(name, 0.0) <= self.clock():
                self.running[name] = pool.submit(exchange_with, self.node, contact, allow_loopback=self.allow_loopback)

    def _remember(self, peer: PeerState) -> None:
        """Go on waiting for a contact as a process before this one did; who never failed is asked at once."""
        self.failures[peer.name] = int(peer.facts.get("failures", 0))
        self.due[peer.name] = self.clock()
        if self.failures[peer.name] and peer.tried_at:
            wait = pause(self.failures[peer.name], self.interval, self.random)
            passed = (self.node.now() - datetime.fromisoformat(peer.tried_at)).total_seconds()
            # A clock that was set back lengthens no wait.
            self.due[peer.name] += min(wait, max(0.0, wait - passed))

    def finish(self) -> None:
        """Take up finished rounds and set when their contacts are due again."""
        for name in [name for name, future in self.running.items() if future.done()]:
            failed = _failed(name, self.running.pop(name))
            self.failures[name] = self.failures.get(name, 0) + 1 if failed else 0
            self.due[name] = self.clock() + pause(self.failures[name], self.interval, self.random)


def run(node: Node, stopped: threading.Event, *, allow_loopback: bool, interval: float = SHORTEST) -> None:
    """Make rounds until `stopped` is set; whatever happens in one, the loop goes on."""
    rounds = Rounds(node, allow_loopback, interval)
    with ThreadPoolExecutor(AT_ONCE, "exchange") as pool:
        while not stopped.wait(0.2):
            try:
                rounds.finish()
                rounds.start(pool)
            except LienVungError as trouble:
                # The store may be full or busy for a while: partners are asked when it is back.
                _log.warning("%s", trouble)


def _failed(name: str, future: Future[Outcome]) -> bool:
    error = future.exception()
    if error is not None:
        _log.error("exchange with %s broke", name, exc_info=error)
        return True
    trouble = future.result().trouble
    if trouble is not None:
        _log.warning("exchange with %s: %s", name, trouble)
    return trouble is not None
