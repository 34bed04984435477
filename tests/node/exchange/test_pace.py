"""A slow line carries everything in the end: what is asked for at once follows what the line can bear (fault 10)."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.faults.proxy import Answer, FaultProxy
from tests.node.exchange.two_places import Place, grant, meet, open_place

from lienvung.core.errors import LienVungError
from lienvung.node.exchange.errors import PartnerRefused, PartnerTimedOut
from lienvung.node.exchange.http_client import PartnerClient, Patience
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pace import SMALLEST, Pace, pace_with
from lienvung.node.exchange.pull import pull

BYTES_A_SECOND = 192 * 1024
PATIENCE = Patience(connect=2, read=1, total=1.0)
ENTRIES = 6_000


async def narrow(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Send the answer as fast as a narrow line carries it."""
    data = answer.with_body(answer.body)
    step = BYTES_A_SECOND // 20
    for first in range(0, len(data), step):
        writer.write(data[first : first + step])
        await writer.drain()
        await asyncio.sleep(1 / 20)


@pytest.fixture
def narrow_line(tmp_path: Path) -> Iterator[tuple[Place, Place, FaultProxy]]:
    """Hải Phòng hears Quảng Ninh over a narrow line; six thousand limitations wait."""
    here, there = open_place(tmp_path, "hai-phong", "Hải Phòng"), open_place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(here, there)
    here.agree(there, grant("quang-ninh", "hai-phong", parts=("shared",)))
    for _ in range(ENTRIES // 1000):
        there.write(1000)
    with FaultProxy(there.address, narrow) as line:
        yield here, there, line
    for place in (here, there):
        place.server.shutdown()
        place.server.server_close()
        place.node.store.close()


def exchange(here: Place, there: Place, line: FaultProxy) -> LienVungError | None:
    """Pull once over the line at the pace that was learnt; return what went wrong."""
    assert here.node.keys is not None
    source = HttpSource(
        PartnerClient("quang-ninh", line.address, allow_loopback=True, patience=PATIENCE),
        caller="hai-phong",
        key=here.node.keys.request,
        now=here.node.now,
        random=here.node.random,
        pace=pace_with(here.node, "quang-ninh", PATIENCE.total),
    )
    try:
        report = pull(here.node, here.contact(there), source)
    except LienVungError as trouble:
        return trouble
    finally:
        source.close()
    return next(iter(report.troubles), None)


def held(place: Place) -> int:
    """How many of the partner's entries are in the store, shown or not yet."""
    with place.node.store.reading() as reader:
        log = reader.log("quang-ninh/limitation")
        return log.pending.size if log else 0


def test_a_narrow_line_brings_everything(narrow_line: tuple[Place, Place, FaultProxy]) -> None:
    """The first answers are cut; then less is asked for at once, what came is kept, and a few rounds bring all."""
    here, there, line = narrow_line
    trouble = exchange(here, there, line)
    assert isinstance(trouble, PartnerTimedOut)
    sizes = []
    for _ in range(12):
        trouble = exchange(here, there, line)
        sizes.append(held(here))
        if trouble is None:
            break
    assert trouble is None
    assert sizes == sorted(sizes)
    with here.node.store.reading() as mine:
        assert mine.count("limitation") == ENTRIES
    assert pace_with(here.node, "quang-ninh", PATIENCE.total).share > 1


def test_what_came_before_a_cut_is_kept(narrow_line: tuple[Place, Place, FaultProxy]) -> None:
    """A line that breaks after a few packs brought a part of a batch: it is not asked for again."""
    here, there, line = narrow_line
    with here.node.store.writing() as writer:
        writer.set_setting("pace/quang-ninh", b"32")
    packs: list[str] = []

    async def break_off(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
        packs.extend([path] if "/pack/" in path else [])
        if len(packs) > 2:
            writer.close()
        else:
            writer.write(answer.with_body(answer.body))

    line.fault = break_off
    assert exchange(here, there, line) is not None
    kept = held(here)
    assert kept > 0
    line.fault = None
    before = len(line.asked)
    assert exchange(here, there, line) is None
    assert f"/pack/{kept // 256}/" in next(path for path in line.asked[before:] if "/pack/" in path)


class Clock:
    """Seconds that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def answered(pace: Pace, seconds: float, *, most: bool = True, error: LienVungError | None = None) -> int:
    assert isinstance(pace.clock, Clock)
    with suppress(LienVungError), pace.asking(most=most):
        pace.clock.now += seconds
        if error:
            raise error
    return pace.share


def test_less_after_a_cut_and_more_after_quick_answers() -> None:
    """A cut asks for a quarter, a slow answer for half, quick ones for twice as much up to the most."""
    kept: list[int] = []
    pace = Pace(120, keep=kept.append, clock=Clock())
    cut = PartnerTimedOut("quang-ninh", 120)
    assert (pace.bundles, pace.entries) == (100, 20_480)
    assert answered(pace, 120, error=cut) == 4
    assert (pace.bundles, pace.entries) == (25, 5_120)
    assert answered(pace, 61) == 8
    assert answered(pace, 30) == 8
    assert [answered(pace, 5) for _ in range(5)] == [4, 2, 1, 1, 1]
    assert kept == [4, 8, 4, 2, 1]


def test_a_small_answer_says_nothing_of_the_line() -> None:
    """Who was asked for little answers quickly on any line; a refusal is no cut."""
    pace = Pace(120, share=16, clock=Clock())
    assert answered(pace, 1, most=False) == 16
    assert answered(pace, 1, error=PartnerRefused("quang-ninh", 403, "")) == 16


def test_the_least_is_still_asked_for() -> None:
    """However often it is cut, one bundle and a few entries are asked for."""
    pace = Pace(120, clock=Clock())
    for _ in range(10):
        answered(pace, 120, error=PartnerTimedOut("quang-ninh", 120))
    assert pace.share == SMALLEST
    assert (pace.bundles, pace.entries) == (1, 32)
