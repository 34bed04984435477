"""Two nodes over real HTTP with the fault proxy between them: rows 11 to 16 and 20."""

import resource
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lienvung.core.errors import LienVungError
from lienvung.node.contact import own_document
from lienvung.node.exchange.http_client import Patience
from lienvung.node.exchange.pull import PullReport, pull
from lienvung.node.fsck import fsck
from lienvung.node.known_keys import known_keys
from tests.faults import proxy
from tests.faults.history import check_prefix
from tests.faults.proxy import Fault, FaultProxy
from tests.node.exchange.two_places import Place, grant, meet, open_place

IMPATIENT = Patience(connect=1, read=1, total=2)


class Pair:
    """Two places in contact that agreed; one of them hears the other through the proxy."""

    def __init__(self, here: Place, there: Place, line: FaultProxy) -> None:
        self.here = here
        self.there = there
        self.line = line

    def pull(self) -> PullReport | LienVungError:
        """Pull through the proxy; return what came of it."""
        try:
            through = replace(self.there, address=self.line.address)
            return pull(self.here.node, self.here.contact(self.there), self.here.source(through, IMPATIENT))
        except LienVungError as refusal:
            return refusal

    def hold(self) -> None:
        """I3 and I4 on both sides."""
        for place in (self.here, self.there):
            with place.node.store.reading() as reader:
                own = own_document(reader)
                assert own is not None
                keys = known_keys(reader, own.keys).log
            report = fsck(place.node.store, keys, place.node.catalogue)
            assert report.sound, report.findings
        check_prefix(self.here.node.store, self.there.node.store, "quang-ninh")

    def heal(self) -> None:
        """The line is honest again: one pull brings everything, a second nothing."""
        self.line.fault = None
        healed = self.pull()
        assert isinstance(healed, PullReport), healed
        assert healed.troubles == ()
        again = self.pull()
        assert isinstance(again, PullReport)
        assert (again.new, again.values) == (0, 0)
        with self.here.node.store.reading() as mine, self.there.node.store.reading() as theirs:
            assert mine.count("limitation") == theirs.count("limitation")
        self.hold()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Hải Phòng holds five limitations of Quảng Ninh; six hundred more wait."""
    here, there = open_place(tmp_path, "hai-phong", "Hải Phòng"), open_place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(here, there)
    here.agree(there, grant("quang-ninh", "hai-phong", parts=("shared",)))
    there.write(5)
    with FaultProxy(there.address) as line:
        pair = Pair(here, there, line)
        assert isinstance(pair.pull(), PullReport)
        there.write(600)
        yield pair
    for place in (here, there):
        place.server.shutdown()
        place.server.server_close()
        place.node.store.close()


def report_of(pair: Pair, path: str, fault: Fault) -> PullReport | LienVungError:
    """Let one fault befall the answers of a path, pull, and check what is left."""
    pair.line.path, pair.line.fault = path, fault
    found = pair.pull()
    pair.hold()
    return found


def codes(found: PullReport | LienVungError) -> list[str]:
    return [each.code for each in found.troubles] if isinstance(found, PullReport) else [found.code]


SAMPLE = {("/heads", proxy.swap), ("/tile/", proxy.flip), ("/pack/", proxy.shorten), ("/parts", proxy.cut)}
BROKEN = [
    pytest.param(
        path,
        fault,
        id=f"{fault.__name__} {path}",
        marks=[] if (path, fault) in SAMPLE else [pytest.mark.faults],
    )
    for path in ("/heads", "/tile/", "/pack/", "/parts")
    for fault in (proxy.cut, proxy.shorten, proxy.empty, proxy.lengthen, proxy.flip, proxy.swap)
]


@pytest.mark.row(16, 20)
@pytest.mark.parametrize(("path", "fault"), BROKEN)
def test_a_broken_answer_is_refused_and_heals(pair: Pair, path: str, fault: Fault) -> None:
    """Cut, shortened, emptied, lengthened, flipped or another's: refused by name, nothing kept of it, and it heals."""
    assert codes(report_of(pair, path, fault)) or told(pair)
    pair.heal()


def told(pair: Pair) -> str | None:
    """Return what the contact shows of the last pull: heads that their steward did not state so make no copy fresh."""
    with pair.here.node.store.reading() as reader:
        peer = reader.peer(pair.there.node.name)
    assert peer is not None
    return peer.trouble


@pytest.mark.row(11)
@pytest.mark.parametrize("fault", [proxy.drip, proxy.endless, proxy.bomb, proxy.redirect])
def test_a_partner_that_stalls_or_floods(pair: Pair, fault: Fault) -> None:
    """The slot is free again in seconds, memory stays flat, another partner is served meanwhile, and it heals."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    served: list[object] = []
    other = threading.Thread(target=lambda: served.append(pair.there.source(pair.here).heads()))
    other.start()
    found = report_of(pair, "/heads", fault)
    other.join(5)
    assert isinstance(found, LienVungError)
    assert time.monotonic() - began < 10
    assert len(served) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 120_000
    pair.heal()


@pytest.mark.row(12, 13)
@pytest.mark.parametrize("fault", [proxy.delay, proxy.replay])
def test_answers_given_twice_or_late(pair: Pair, fault: Fault) -> None:
    """The same answers again bring no new row; late ones bring what prompt ones would have."""
    report_of(pair, "/parts", fault)
    pair.heal()


@pytest.mark.row(14)
def test_an_older_head_is_refused_as_stale(pair: Pair) -> None:
    """A replayed checkpoint is told as a roll-back; the copy stays as it is."""
    pair.pull()
    pair.there.write(3)
    assert isinstance(pair.pull(), PullReport)
    found = report_of(pair, "/heads", proxy.replay)
    assert "log-shrank" in codes(found)
    with pair.here.node.store.reading() as reader:
        assert reader.count("limitation") == 608
    pair.heal()


@pytest.mark.row(28)
@pytest.mark.parametrize(("minutes", "refused"), [(4, False), (-4, False), (60 * 48, True), (-60 * 48, True)])
def test_clocks_that_differ(pair: Pair, minutes: int, refused: bool) -> None:
    """Five minutes apart honest nodes exchange; two days apart the request is refused and said to be stale."""
    there = pair.there.clock.at
    pair.here.clock.at = there + timedelta(minutes=minutes)
    found = pair.pull()
    assert isinstance(found, LienVungError) == refused, found
    pair.here.clock.at = pair.there.clock.at
    pair.heal()
