"""What a partner writes does not decide how much memory or time this node spends on it."""

import pytest
from two_places import Place, grant

from lienvung.core.register import part
from lienvung.core.register.errors import PartInvalid
from lienvung.core.register.part import MAX_BODY
from lienvung.node.exchange.parts_framing import (
    MAX_UNPACKED,
    ROOM,
    FramingBroken,
    PartRecord,
    State,
    format_blocks,
    parse_blocks,
    within_room,
)
from lienvung.node.stores.rows import Query
from lienvung.node.stretch import read_stretches

LIMITATION = "quang-ninh/limitation"
LONG = "a" * (MAX_BODY - 1000)


@pytest.fixture
def agreed(places: tuple[Place, Place]) -> tuple[Place, Place]:
    """The two places with an agreement in force: the second lets the first read its limitations."""
    here, there = places
    here.agree(there, grant("quang-ninh", "hai-phong"))
    return here, there


def test_a_part_longer_than_the_limit_is_not_written(agreed: tuple[Place, Place]) -> None:
    """What no partner would take is refused before it is signed."""
    _, there = agreed
    with pytest.raises(PartInvalid, match="P6-size"):
        there.write(text="a" * MAX_BODY)


def test_one_over_long_part_stops_nothing(agreed: tuple[Place, Place], monkeypatch: pytest.MonkeyPatch) -> None:
    """A part too long to send, written by an older programme, is unavailable; what stands around it arrives."""
    here, there = agreed
    there.write(text="trước")
    with monkeypatch.context() as older:
        older.setattr(part, "MAX_BODY", 100 * MAX_BODY)
        there.write(text="a" * MAX_BODY)
    there.write(text="sau")
    here.pull(there)
    with here.node.store.reading() as reader:
        states = [row.state for row in reader.parts(LIMITATION, 1, 4, ("shared",))]
        shown = {record.values["text"] for record in reader.find("limitation", Query()).records}
    assert states == ["held", "unavailable", "held"]
    assert shown == {"trước", "sau"}


def test_long_values_come_in_several_answers(agreed: tuple[Place, Place]) -> None:
    """An answer ends when there is no more room, and the reader keeps it before it takes the next."""
    here, there = agreed
    count = 2 * ROOM // len(LONG) + 5
    there.write(count, text=LONG)
    asked = len([path for path in there.asked if path == "/parts"])
    report = next(log for log in here.pull(there).logs if log.origin == LIMITATION)
    requests = len([path for path in there.asked if path == "/parts"]) - asked
    assert requests >= 3
    assert report.values.held == count * 3 + 1
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == count


def test_long_values_are_projected_in_several_stretches(agreed: tuple[Place, Place]) -> None:
    """However many entries a stretch may have, its values stay within the room."""
    _, there = agreed
    there.write(200, text=LONG)
    with there.node.store.writing() as writer:
        stretches = list(read_stretches(writer, LIMITATION, 0, 201))
    assert [index for stretch in stretches for index in stretch.entries] == list(range(201))
    assert len(stretches) == 4


def test_an_answer_that_unpacks_without_end_is_refused() -> None:
    """A few kilobytes on the wire never become gigabytes here."""
    records = [PartRecord(n, 0, State.HELD, bytes(16), bytes(MAX_BODY)) for n in range(MAX_UNPACKED // MAX_BODY + 1)]
    answer = b"".join(format_blocks(records))
    assert len(answer) < 10_000
    with pytest.raises(FramingBroken, match="at most"):
        list(parse_blocks(answer))


def test_an_answer_ends_with_a_whole_entry() -> None:
    """The sender stops between two entries, never between two parts of one."""
    records = [PartRecord(n // 2, n % 2, State.HELD, bytes(16), bytes(100)) for n in range(8)]
    assert list(within_room(records, 300)) == records[:4]
    assert list(within_room(records, 1)) == records[:2]
