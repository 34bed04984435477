"""Whom the loop asks when: each partner by itself, with a pause that grows, and no partner holding up another."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from three_places import exchange, open_three
from two_places import Place

from lienvung.node.exchange.errors import PartnerTimedOut
from lienvung.node.exchange.http_client import Patience
from lienvung.node.exchange.reconcile import LONGEST, SHORTEST, Rounds, exchange_with, pause
from lienvung.node.exchange.serve import Request, Response

Three = tuple[Place, Place, Place]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with open_three(tmp_path) as places:
        yield places


class Ticks:
    """A loop whose clock is moved by hand, in step with the node's."""

    def __init__(self, place: Place, at: float = 0.0) -> None:
        self.place, self.at = place, at
        self.rounds = Rounds(place.node, True, SHORTEST, clock=lambda: self.at, random=lambda: 0.0)

    def run(self, seconds: float, step: float = 1.0) -> None:
        with ThreadPoolExecutor(8) as pool:
            for _ in range(round(seconds / step)):
                self.rounds.start(pool)
                for future in list(self.rounds.running.values()):
                    future.exception()
                self.rounds.finish()
                self.at += step
                self.place.clock.at += timedelta(seconds=step)


def close(place: Place) -> None:
    """Let nobody reach a place any more."""
    place.server.shutdown()
    place.server.server_close()
    place.server.close_connections()


def failures(place: Place, partner: str) -> int:
    with place.node.store.reading() as reader:
        peer = reader.peer(partner)
    assert peer is not None
    return int(peer.facts["failures"])


def test_a_partner_is_asked_every_five_seconds_and_no_more(three: Three) -> None:
    """However often the loop looks, a partner hears from it once in five seconds."""
    here, there, _ = three
    Ticks(here).run(60, step=0.5)
    assert there.asked.count("/heads") == 12


def test_who_fails_is_left_alone_longer_each_time_and_others_are_not(three: Three) -> None:
    """Pauses of 10, 20, 30, 30 … seconds for the one that is away; the other one is asked as before."""
    here, away, there = three
    close(away)
    Ticks(here).run(100)
    assert failures(here, "quang-ninh") == 5  # at 0, 10, 30, 60 and 90 seconds
    assert there.asked.count("/heads") == 20


def test_a_restart_does_not_forget_whom_to_leave_alone(three: Three) -> None:
    """A new process goes on waiting where the old one was, and asks those who never failed at once."""
    here, away, there = three
    close(away)
    first = Ticks(here)
    first.run(71)
    assert failures(here, "quang-ninh") == 4
    before = there.asked.count("/heads")
    again = Ticks(here, at=1_000_000.0)
    again.run(15)
    assert failures(here, "quang-ninh") == 4
    assert there.asked.count("/heads") == before + 3
    again.run(10)
    assert failures(here, "quang-ninh") == 5


def test_the_pause_has_bounds_and_jitter() -> None:
    """From five seconds to half a minute, and up to half as long again by chance: below a minute however long apart."""
    assert [pause(n, SHORTEST, lambda: 0.0) for n in range(4)] == [5, 10, 20, 30]
    assert pause(50, SHORTEST, lambda: 0.0) == LONGEST
    assert pause(100_000, SHORTEST, lambda: 1.0) == LONGEST * 1.5 == 45
    assert pause(9, 120.0, lambda: 0.0) == 120
    assert pause(0, 60.0, lambda: 0.0) == 60


def test_one_that_stalls_holds_up_no_other(three: Three) -> None:
    """While one partner keeps a round waiting, the rounds with the other one go on."""
    here, stalled, there = three
    release = threading.Event()

    def stall(request: Request, response: Response) -> Response:
        release.wait(30)
        return response

    stalled.tamper = stall
    rounds = Rounds(here.node, True, SHORTEST, random=lambda: 0.0)
    rounds.interval = 0.0
    with ThreadPoolExecutor(8) as pool:
        rounds.start(pool)
        while "bac-ninh" in rounds.running:
            time.sleep(0.02)
            rounds.finish()
        assert "quang-ninh" in rounds.running
        assert there.asked.count("/heads") == 1
        release.set()
    rounds.finish()
    assert not rounds.running


def test_a_round_has_an_end_and_what_it_brought_is_kept(three: Three) -> None:
    """A partner that answers each request just in time is cut off at the end of the round, and that is told."""
    here, there, _ = three

    def drip(request: Request, response: Response) -> Response:
        time.sleep(0.2)
        return response

    there.tamper = drip
    began = time.monotonic()
    outcome = exchange_with(here.node, here.contact(there), allow_loopback=True, patience=Patience(round=0.5))
    assert isinstance(outcome.trouble, PartnerTimedOut)
    assert time.monotonic() - began < 5
    with here.node.store.reading() as reader:
        peer = reader.peer("quang-ninh")
    assert peer is not None
    assert (peer.trouble, peer.facts["failures"]) == ("partner-timed-out", 1)
    there.tamper = None
    assert exchange(here, there).trouble is None


def test_a_witness_that_refuses_is_recorded_on_the_contact(three: Three) -> None:
    """What goes wrong after the pull is told on the contact as what goes wrong in it."""
    here, there, _ = three
    there.tamper = lambda request, response: (
        Response(403, "text/plain", b"") if request.path.endswith("add-checkpoint") else response
    )
    here.write()
    assert exchange(here, there).trouble is not None
    with here.node.store.reading() as reader:
        peer = reader.peer("quang-ninh")
    assert peer is not None
    assert peer.trouble == "partner-refused"
    assert peer.reached_at
