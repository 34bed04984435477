"""Loading the seed of units: by ordinary appends, as often as one likes, whatever was interrupted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from one_node import make_node
from tests.postgres_server import open_kind

from lienvung.catalogue.unit_seed import EDGE, UNIT, seed_records, token_on
from lienvung.core.geography.errors import NotesUnreadable, UnitsHeldAlready
from lienvung.core.geography.trace import trace
from lienvung.core.register.entry import format_time
from lienvung.core.register.item import split_fields
from lienvung.node import units as loading
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.node.project import apply
from lienvung.node.rebuild import rebuild
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.unit_changes import append_review
from lienvung.node.unit_notes import compare_notes, read_notes
from lienvung.node.units import load_units, read_gazetteer

BAC_NINH = ("24", "27")


@pytest.fixture
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Node]:
    """A node on its own SQLite file."""
    store = open_kind("sqlite", request, tmp_path)
    yield make_node(store)
    store.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def any_node(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Node]:
    """A node on each kind of store."""
    store = open_kind(request.param, request, tmp_path)
    yield make_node(store)
    store.close()


def records_of(node: Node, register: str) -> int:
    """Return how many entries the node's log of a register has."""
    with node.store.reading() as reader:
        return sum(log.size for log in reader.logs() if log.register == register)


def test_loading_twice_appends_nothing(node: Node) -> None:
    """What stands as the seed has it stays; the second load finds all of it."""
    first = load_units(node, BAC_NINH)
    size = records_of(node, UNIT)
    second = load_units(node, BAC_NINH)
    assert (second.appended, second.unchanged) == (0, first.appended)
    assert records_of(node, UNIT) == size


def test_a_load_that_was_broken_off_goes_on(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after a batch, the next load appends the rest and nothing twice."""
    monkeypatch.setattr(loading, "BATCH", 500)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_units(node, BAC_NINH, stop)
    rest = load_units(node, BAC_NINH)
    assert rest.unchanged == 500
    assert rest.appended + rest.unchanged == len(list(seed_records(BAC_NINH)))


def test_more_provinces_come_beside_those_that_are_there(node: Node) -> None:
    """A locality that loaded its own province first may load its neighbours later."""
    first = load_units(node, ("22",))
    both = load_units(node, ("22", "31"))
    assert both.unchanged == first.appended


def test_what_a_person_corrected_is_seen_as_differing_and_what_was_retired_stays_retired(node: Node) -> None:
    """A retired record is a decision of the house: loading again does not bring it back."""
    load_units(node, ("22",))
    key = f"hai-phong-{token_on('07093', '2025-07-01')}"
    append(node, [Change("retire", UNIT, key, {"shared": {"reason": "thử"}})], idempotency_key="retire")
    assert load_units(node, ("22",)).appended == 0


def test_what_a_moment_itself_brought_was_known_at_it(any_node: Node) -> None:
    """As of the very second of a change the change is there, whatever was asked of a second before."""
    load_units(any_node, ("22",))
    key = f"hai-phong-{token_on('07093', '2025-07-01')}"
    append(any_node, [Change("retire", UNIT, key, {"shared": {"reason": "thử"}})], idempotency_key="retire")
    with any_node.store.reading() as reader:
        record = reader.record(UNIT, key)
        assert record is not None
        changed = datetime.fromisoformat(record.time)
        for seconds, is_there in ((-1, True), (0, False), (-1, True), (1, False)):
            moment = format_time(changed + timedelta(seconds=seconds))
            assert (key in read_gazetteer(reader, moment).atlas.units) == is_there


def test_units_whose_values_come_later_are_read_when_they_come(any_node: Node) -> None:
    """A partner's log is there, then the values of it: the units are, though no log has grown."""
    ours, origin = any_node, f"quang-ninh/{UNIT}"
    theirs = make_node(MemoryStore(), "quang-ninh")
    load_units(theirs, ("22",))
    with theirs.store.reading() as reader, ours.store.writing() as writer:
        log = reader.log(origin)
        assert log is not None
        parts = list(reader.parts(origin, 0, log.size))
        writer.create_log(origin)
        writer.add_entries(origin, 0, list(reader.entries(origin, 0, log.size)))
        writer.commit_head(origin, log.size, log.head or b"")
        apply(writer, origin, ours.catalogue, 0, log.size)
    with ours.store.reading() as reader:
        assert not read_gazetteer(reader).atlas.units
    with ours.store.writing() as writer:
        writer.add_parts(origin, parts)
        apply(writer, origin, ours.catalogue, 0, log.size)
    with ours.store.reading() as reader:
        assert len(read_gazetteer(reader).atlas.units) == log.size - 1  # the first entry says what a unit is


def test_a_partner_s_units_are_not_repeated_under_our_name(node: Node) -> None:
    """Who holds the copy of a partner's units uses it: the same unit would otherwise be two records."""
    ours, origin = make_node(MemoryStore(), "quang-ninh"), f"hai-phong/{UNIT}"
    load_units(node, ("22",))
    with node.store.reading() as reader, ours.store.writing() as writer:
        log = reader.log(origin)
        assert log is not None
        writer.create_log(origin)
        writer.add_entries(origin, 0, list(reader.entries(origin, 0, log.size)))
        writer.add_parts(origin, list(reader.parts(origin, 0, log.size)))
        writer.commit_head(origin, log.size, log.head or b"")
        apply(writer, origin, ours.catalogue, 0, log.size)
    with pytest.raises(UnitsHeldAlready) as refused:
        load_units(ours, ("22",))
    assert refused.value.node == "hai-phong"


def test_units_come_back_from_the_log_alone(any_node: Node) -> None:
    """The log is the truth: rebuilt tables give the same atlas, in every store."""
    load_units(any_node, ("22",))
    before = trace_of(any_node, "205", "2025-06-30")
    rebuild(any_node.store, any_node.catalogue)
    assert trace_of(any_node, "205", "2025-06-30") == before
    assert before == ["07069", "07081", "07090", "07093", "07114"]


def trace_of(node: Node, code: str, day: str) -> list[str]:
    """Return the codes of what a unit of a day is at the end of 2026."""
    with node.store.reading() as reader:
        gazetteer = read_gazetteer(reader)
    unit = gazetteer.atlas.units[f"{node.name}-{token_on(code, day)}"]
    return [share.unit.code for share in trace(gazetteer.atlas, unit, date(2026, 12, 31)).shares]


def test_a_correction_is_seen_at_once_and_the_earlier_knowledge_stays(node: Node) -> None:
    """An edge that turns out wrong is corrected by a put; as known before, the trace is what it was."""
    load_units(node, ("22",))
    with node.store.reading() as reader:
        gazetteer = read_gazetteer(reader)
        old = gazetteer.resolve("phường Đông Triều, Quảng Ninh", date(2024, 1, 1)).units[0]
        edge = gazetteer.atlas.leaving[old.key][0]
        record = reader.record(EDGE, edge.key)
    known = format_time(node.now())
    later = replace(node, now=lambda: node.now() + timedelta(days=1))
    other = f"hai-phong-{token_on('07126', '2025-06-30')}"
    item = split_fields(node.catalogue[EDGE], {**record.values, "to": other})
    append(later, [Change("put", EDGE, edge.key, item)], idempotency_key="correct")
    with later.store.reading() as reader:
        now = [each.unit.code for each in trace(read_gazetteer(reader).atlas, old, date(2025, 1, 1)).shares]
        then = [each.unit.code for each in trace(read_gazetteer(reader, known).atlas, old, date(2025, 1, 1)).shares]
    assert (now, then) == (["07126"], ["07093"])


def test_an_annulled_event_changes_nothing_and_a_future_one_waits_for_its_day(node: Node) -> None:
    """Acts to come may be entered today; what was annulled has no edges."""
    load_units(node, ("24",))
    with node.store.reading() as reader:
        gazetteer = read_gazetteer(reader)
        old = gazetteer.resolve("xã Lục Nam", date(2026, 9, 1)).units[0]
        event = reader.record("unit-event", "hai-phong-388nqubtvqh16")
    assert [each.unit.kind for each in trace(gazetteer.atlas, old, date(2026, 9, 19)).shares] == ["commune"]
    assert [each.unit.kind for each in trace(gazetteer.atlas, old, date(2026, 9, 20)).shares] == ["ward"]
    item = split_fields(node.catalogue["unit-event"], {**event.values, "status": "annulled"})
    append(node, [Change("put", "unit-event", event.key, item)], idempotency_key="annul")
    with node.store.reading() as reader:
        atlas = read_gazetteer(reader).atlas
    assert [edge for edge in atlas.leaving.get(old.key, ()) if edge.event == event.key] == []


ACT = "Số: 99/NQ-UBTVQH16; Ngày: 01/12/2026"
NOTES = f"""mã,tên,ghi chú,mã tỉnh
07093,Phường Đông Triều,,22
06931,Phường Quảng Đức,"Thành lập phường Quảng Đức từ xã Quảng Đức. {ACT}",22
06841,Xã Hoành Mô Mới,"Đổi tên thành xã Hoành Mô Mới, hợp nhất xã Hoành Mô, xã Lục Hồn. {ACT}",22
06862,Xã Lạ,"Hợp nhất xã Không Có, 1 phần xã Bình Liêu. {ACT}",22
"""


def test_a_newer_list_with_notes_is_compared_and_what_is_sure_is_appended(node: Node) -> None:
    """A changed kind and a merger read without doubt; a part and an unknown name wait for a person."""
    load_units(node, ("22",))
    with node.store.reading() as reader:
        review = compare_notes(read_gazetteer(reader), read_notes(NOTES.encode(), "dm.csv"), date(2027, 1, 1))
    by_code = {line.code: line for line in review.lines}
    assert review.unchanged == 1
    assert (by_code["06931"].what, by_code["06931"].doubt) == ("changed", "")
    assert (by_code["06841"].doubt, len(by_code["06841"].before)) == ("", 2)
    assert (by_code["06862"].doubt, by_code["06862"].about) == ("unknown-source", "xã Không Có")
    assert {line.doubt for line in review.lines if line.what == "gone"} == {"not-listed"}
    assert append_review(node, review, "Nguyễn Văn Mẫu") == 2
    with node.store.reading() as reader:
        gazetteer = read_gazetteer(reader)
        ward = gazetteer.resolve("phường Quảng Đức, Quảng Ninh", date(2027, 1, 1)).units[0]
        merged = gazetteer.resolve("xã Lục Hồn, Quảng Ninh", date(2026, 12, 31)).units[0]
        again = compare_notes(gazetteer, read_notes(NOTES.encode(), "dm.csv"), date(2027, 1, 2))
        record = reader.record(UNIT, ward.key)
    assert gazetteer.atlas.units[ward.identity].name == "xã Quảng Đức"
    now = trace(gazetteer.atlas, merged, date(2027, 1, 1)).shares
    assert [(share.unit.name, share.extent) for share in now] == [("xã Hoành Mô Mới", "whole")]
    assert record.attribution["entered-by"] == "Nguyễn Văn Mẫu"
    assert again.unchanged == 3


NO_LISTS = (b"\xff\xfe", b"{", b"a,b\n1,2\n", b'{"1": {"name": "x"}}', b"[1]", b'[{"code": "1", "name": "x y"}]')


@pytest.mark.parametrize("data", NO_LISTS)
def test_what_is_no_list_is_refused(data: bytes) -> None:
    """Anything else than codes with names and notes is refused, and says what was found."""
    with pytest.raises(NotesUnreadable):
        read_notes(data, "x.json")
