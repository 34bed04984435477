"""A register as it was known at a moment: equal to a plain fold of all versions, whatever happened to it since."""

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from one_node import make_node, put, send
from tests.contracts.records import DEFINITION, REGISTER, key
from tests.postgres_server import open_kind

from lienvung.core.register.entry import Entry, format_entry, format_time
from lienvung.core.register.item import split_fields
from lienvung.core.register.part import seal_item
from lienvung.core.register.record import INVALID, fold_versions
from lienvung.node.project import apply
from lienvung.node.stores.rows import PartRow, Query

ORIGIN = f"hai-phong/{REGISTER}"
START = datetime(2026, 1, 1, tzinfo=UTC)
NAMES = ("Cầu Bến Rừng", "Cảng Hạ Long", "Đảo Cát Bà", "Bến phà Lại Xuân", "Ga Hạ Long")


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path):
    opened = open_kind(request.param, request, tmp_path)
    yield opened
    opened.close()


def moment(minutes):
    return format_time(START + timedelta(minutes=minutes))


class Author:
    """Writes what a partner's log may hold, right or wrong, at times that need not follow each other."""

    def __init__(self, store, seed):
        self.store, self.chance = store, random.Random(seed)
        self.parts = []
        with store.writing() as writer:
            writer.create_log(ORIGIN)
        self.write("define", REGISTER, {"shared": {"definition": DEFINITION.document}}, 0)

    def write(self, op, named, item, minutes):
        sealed = seal_item(DEFINITION, item, lambda: os.urandom(16))
        digests = {part.name: part.digest for part in sealed}
        entry = Entry(REGISTER, named, op, moment(minutes), DEFINITION.hash, "a" * 16, digests)
        with self.store.writing() as writer:
            index = writer.log(ORIGIN).size
            writer.add_entries(ORIGIN, index, [format_entry(entry)])
            writer.commit_head(ORIGIN, index + 1, b"head")
            # Now and then a value does not come.
            given = [part for part in sealed if op == "define" or part.name != "shared" or self.chance.random() > 0.05]
            rows = [PartRow(index, part.name, "held", part.salt, part.body) for part in given]
            writer.add_parts(ORIGIN, rows)
            apply(writer, ORIGIN, {REGISTER: DEFINITION}, index, index + 1)

    def write_something(self, minutes):
        """Write a put, or another op that may or may not follow what was there."""
        named, chance = key(self.chance.randrange(12)), self.chance
        op = chance.choice(("put",) * 6 + ("retire", "restore", "merge", "erase"))
        if op == "put":
            longitude, latitude = f"{chance.randrange(103, 109)}", f"{chance.randrange(9, 23)}"
            values = {
                "name": chance.choice(NAMES), "cost": chance.randrange(100),
                "kind": chance.choice(("road", "sea", "x")), "opened": f"20{chance.randrange(10, 30)}",
                "sides": chance.sample(["hai-phong", "quang-ninh"], 1),
                "length": f"{chance.randrange(30)}.5", "lit": chance.random() < 0.5, "phone": "0900 000 000",
                "place": {"type": "Point", "coordinates": [longitude, latitude]},
            }  # fmt: skip
            return self.write("put", named, split_fields(DEFINITION, values), minutes)
        arguments = {
            "retire": {"reason": "thôi"},
            "restore": {"reason": "lại"},
            "merge": {"into": key(chance.randrange(12)), "reason": "trùng"},
            "erase": {"parts": ["personal"], "ground": "theo yêu cầu"},
        }
        return self.write(op, named, {"shared": arguments[op]}, minutes)


def plain_fold(reader, at):
    """Return every record at a moment, by key: all versions looked through, nothing of the store's own way."""
    refused = {row.index: row.code for row in reader.refused(ORIGIN)}
    found = {}
    for named in map(key, range(12)):
        valid, shown = [], {}
        for version in reader.history(REGISTER, named):
            code = refused.get(version.index)
            if version.entry.time > at:
                continue
            if code == "item-invalid" and version.entry.op == "put" and not valid:
                valid.append(replace(version, states={**version.states, "shared": INVALID}))
                shown = version.states  # what is held of it is shown, though it does not count
            elif code is None:
                valid.append(version)
        record = fold_versions(valid)
        if record is not None:
            found[named] = _what_fits(replace(record, parts=shown)) if record.parts.get("shared") == INVALID else record
    return found


def _what_fits(record):
    """Return an invalid record with what its fields take: of what the author writes all but one kind."""
    kept = {name: value for name, value in record.values.items() if (name, value) != ("kind", "x")}
    return replace(record, values=kept)


@pytest.mark.parametrize("seed", range(3))
def test_register_at_a_moment_is_the_fold_of_its_versions(store, seed):
    """Lists, filters, ranges, boxes, words, facets and sums agree with the fold, at any moment of a messy log."""
    author, chance = Author(store, seed), random.Random(seed)
    for step in range(60):
        author.write_something(max(1, 10 * step + chance.randrange(-40, 40)))
    with store.reading() as reader:
        for at in (moment(-10), *(moment(chance.randrange(640)) for _ in range(5)), moment(10**6)):
            records = plain_fold(reader, at)
            check_moment(reader, at, [record for record in records.values() if record.state == "live"], records)


def check_moment(reader, at, live, records):
    for named in map(key, range(12)):
        found = reader.record(REGISTER, named, at)
        assert found == records.get(named)
    by_key = {"as_of": at, "sort": ("key",)}
    checks = [
        (Query(**by_key), live),
        (Query(**by_key, where={"kind": "sea"}), [r for r in live if r.values.get("kind") == "sea"]),
        (Query(**by_key, where={"sides": "hai-phong"}), [r for r in live if "hai-phong" in r.values.get("sides", [])]),
        (Query(**by_key, ranges={"cost": (20, 60)}), [r for r in live if 20 <= r.values.get("cost", -1) <= 60]),
        (Query(**by_key, text="ha long"), [r for r in live if "Hạ Long" in r.values.get("name", "")]),
        (Query(**by_key, box=(105, 9, 107, 23)), [r for r in live if 105 <= longitude(r) <= 107]),
    ]
    for query, expected in checks:
        page = reader.find(REGISTER, query)
        assert (list(page.records), page.total) == (expected, len(expected)), query
        assert walked(reader, replace(query, limit=2)) == expected
        assert reader.total(REGISTER, "cost", query) == sum(r.values.get("cost", 0) for r in expected)
        counted = Counter(r.values["kind"] for r in expected if "kind" in r.values and "kind" not in query.where)
        if "kind" not in query.where:
            assert dict(reader.facet(REGISTER, "kind", query)) == dict(counted)
    sorted_by_lit = sorted(live, key=lambda r: (r.values.get("lit", -1), r.key))
    assert walked(reader, Query(as_of=at, sort=("lit",), limit=3)) == sorted_by_lit
    sorted_by_cost = sorted(live, key=lambda r: (r.values.get("cost", -1), r.key), reverse=True)
    assert walked(reader, Query(as_of=at, sort=("-cost",), limit=3)) == sorted_by_cost
    gone = [r for r in records.values() if r.state in ("retired", "merged", "withheld", "invalid")]
    states = ("retired", "merged", "withheld", "invalid")
    assert list(reader.find(REGISTER, Query(**by_key, states=states)).records) == gone


def longitude(record):
    place = record.values.get("place")
    return float(place["coordinates"][0]) if place else 0.0


def walked(reader, query):
    records = []
    while True:
        page = reader.find(REGISTER, query)
        records += page.records
        if page.next is None:
            return records
        query = replace(query, after=page.next)


def test_before_the_first_entry_there_was_nothing_and_the_future_is_now(store):
    """A moment before anything was known gives an empty register; a later one gives what is known now."""
    node = make_node(store)
    named = send(node, put("person", role="thư ký")).entries[0][2]
    with store.reading() as reader:
        assert reader.find("person", Query(as_of="1999-01-01T00:00:00Z")).records == ()
        assert reader.record("person", named, "1999-01-01T00:00:00Z") is None
        assert reader.find("person", Query(as_of="2999-01-01T00:00:00Z")) == reader.find("person", Query())
        assert reader.find("no-such-register", Query(as_of="2999-01-01T00:00:00Z")).records == ()
