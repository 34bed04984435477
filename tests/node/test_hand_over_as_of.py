"""A register as it was known at a moment, when some of its records went from one steward to another since."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from one_node import CATALOGUE, Clock, act, make_node, send
from test_hand_over import HP, REGISTER, SO, arguments, carry, check_rebuild, say, write, write_anyway
from tests.postgres_server import open_kind

from lienvung.core.register.entry import format_time
from lienvung.node.node import Node
from lienvung.node.rebuild import rebuild
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.port import Store
from lienvung.node.stores.rows import Query


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def observer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A third node's store, which only receives."""
    opened = open_kind(request.param, request, tmp_path)
    yield opened
    opened.close()


@dataclass
class Told:
    """What happened: the key of the record, and a moment after each thing."""

    key: str
    written: str
    given: str
    changed: str
    late: str


@pytest.fixture
def told(observer: Store) -> Told:
    """The old steward writes, gives away, and writes once more though it may not; the new one changes in between."""
    clock = Clock()
    so, hp = make_node(MemoryStore(), SO, now=clock), make_node(MemoryStore(), HP, now=clock)
    key = write(so, "một")
    other = write(hp, "của mình")
    written = format_time(clock())
    hand_over(so, hp)
    given = format_time(clock())
    write(hp, "hai", key)
    send(hp, act("retire", REGISTER, other, reason="thôi"))
    changed = format_time(clock())
    write_anyway(so, "muộn", key)
    for node in (hp, so):
        carry(node.store, f"{node.name}/{REGISTER}", observer)
    return Told(key, written, given, changed, "2026-12-31T00:00:00Z")


def hand_over(so: Node, hp: Node) -> None:
    """Both say that what was the one's is the other's."""
    said = arguments(so, HP)
    say(so, said)
    carry(so.store, f"{SO}/{REGISTER}", hp.store)
    say(hp, said)


def texts(store: Store, moment: str, **asked: object) -> list[str]:
    """Return the words of every record of the register at a moment."""
    with store.reading() as reader:
        page = reader.find(REGISTER, Query(as_of=moment, sort=("text",), **asked))
        assert page.total == len(page.records)
        return [each.values["text"] for each in page.records]


def test_a_moment_has_the_values_of_its_time(told: Told, observer: Store) -> None:
    """Before and after the hand-over, lists and records say what was so then; what is void never was."""
    assert texts(observer, told.written) == ["của mình", "một"]
    assert texts(observer, told.given) == ["của mình", "một"]
    assert texts(observer, told.changed) == ["hai"]
    assert texts(observer, told.late) == ["hai"]
    with observer.reading() as reader:
        moments = (told.written, told.given, told.changed, told.late)
        found = [reader.record(REGISTER, told.key, moment) for moment in moments]
        assert [each.values["text"] for each in found if each] == ["một", "một", "hai", "hai"]
        assert reader.record(REGISTER, told.key, "2026-01-01T00:00:00Z") is None


def test_past_and_present_agree_at_the_end(told: Told, observer: Store) -> None:
    """The register at a moment after everything is the register as it is, steward and all."""
    with observer.reading() as reader:
        now = reader.find(REGISTER, Query(sort=("key",))).records
        then = reader.find(REGISTER, Query(sort=("key",), as_of=told.late)).records
        assert [(each.key, each.steward, each.values) for each in then] == [
            (each.key, each.steward, each.values) for each in now
        ]
        assert [each.steward for each in now] == [HP]
        assert reader.record(REGISTER, told.key, told.late) == reader.record(REGISTER, told.key)


def test_tables_made_again_have_the_same_past(told: Told, observer: Store) -> None:
    """A rebuild changes no moment."""
    before = [texts(observer, moment) for moment in (told.written, told.given, told.changed, told.late)]
    check_rebuild(observer)
    rebuild(observer, CATALOGUE)
    assert [texts(observer, moment) for moment in (told.written, told.given, told.changed, told.late)] == before


def test_the_steward_of_a_moment_is_who_it_was(told: Told, observer: Store) -> None:
    """Before the hand-over the record was the old steward's, and lists of what is whose say so."""
    with observer.reading() as reader:
        stewards = [reader.record(REGISTER, told.key, moment).steward for moment in (told.written, told.changed)]
    assert stewards == [SO, HP]
    assert texts(observer, told.written, stewards=(SO,)) == ["một"]
    assert texts(observer, told.changed, stewards=(SO,)) == []


def test_a_record_that_nobody_changed_since_was_the_old_steward_s_too(observer: Store) -> None:
    """Whose it was at a moment says the hand-over alone, of which the record has no entry."""
    clock = Clock()
    so, hp = make_node(MemoryStore(), SO, now=clock), make_node(MemoryStore(), HP, now=clock)
    key = write(so, "một")
    before = format_time(clock())
    hand_over(so, hp)
    after = format_time(clock())
    for node in (hp, so):
        carry(node.store, f"{node.name}/{REGISTER}", observer)
    for moment, steward, other in ((before, SO, HP), (after, HP, SO)):
        assert texts(observer, moment, stewards=(steward,)) == ["một"]
        assert texts(observer, moment, stewards=(other,)) == []
        with observer.reading() as reader:
            shown = reader.find(REGISTER, Query(as_of=moment)).records
            assert shown == (reader.record(REGISTER, key, moment),)
            assert shown[0].steward == steward
