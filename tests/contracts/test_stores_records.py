"""What every store promises of the projections: records, history, changes, refusals (node/stores/port/records.py)."""

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.part import part_digest
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.rows import BlobRef, EntryRow, Link, PartRow, Query, RecordRow, RefusedRow
from tests.contracts.gateways import BATCH, DEFINITION, ORIGIN, SALT, TIME, fill, key, label, leaf, names, put


def test_record_is_read_with_values_of_its_put(store):
    """A record shows the held parts of its put, their states and digests, under its newest operation."""
    body = '{"name":"Bến Rừng"}'.encode()
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.add_entries(ORIGIN, 0, [leaf(7, body=body), leaf(7, "retire")])
        writer.commit_head(ORIGIN, 2, b"head")
        writer.add_definition(DEFINITION)
        writer.add_parts(
            ORIGIN,
            [PartRow(0, "attribution", "held", SALT, b'{"entered-by":"A"}'), PartRow(0, "personal", "erased"),
             PartRow(0, "shared", "held", SALT, body)],
        )  # fmt: skip
        row = RecordRow(key(7), ORIGIN, 1, 0, "retire", "retired", TIME, BATCH, DEFINITION.hash, {})
        writer.put_records(DEFINITION, [row])
        assert writer.standing("gateway", [key(7), key(8)]) == {key(7): row}
    with store.reading() as reader:
        record = reader.record("gateway", key(7))
    assert (record.op, record.state, record.index, record.steward) == ("retire", "retired", 1, "hai-phong")
    assert record.values == {"name": "Bến Rừng"}
    assert record.attribution == {"entered-by": "A"}
    assert record.parts == {"attribution": "held", "personal": "erased", "shared": "held", "source": "withheld"}
    assert record.digests["shared"] == part_digest(SALT, body).hex()


def test_a_page_of_a_partners_records_reads_no_leaf(store, monkeypatch):
    """A partner keeps some parts: a list shows which, and only who looks at their digests wants the leaf."""
    body = '{"name":"Bến Rừng"}'.encode()
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.add_entries(ORIGIN, 0, [leaf(7, body=body)])
        writer.commit_head(ORIGIN, 1, b"head")
        writer.add_definition(DEFINITION)
        writer.add_parts(ORIGIN, [PartRow(0, "shared", "held", SALT, body)])
        row = RecordRow(key(7), ORIGIN, 0, 0, "put", "live", TIME, BATCH, DEFINITION.hash, {"name": "Bến Rừng"})
        writer.put_records(DEFINITION, [row])
    read: list[int] = []
    with store.reading() as reader:
        entry = reader.entry
        monkeypatch.setattr(type(reader), "entry", lambda _, *place: read.append(place[1]) or entry(*place))
        (record,) = reader.find("gateway", Query()).records
        assert reader.record("gateway", key(7)).parts == record.parts
        assert record.parts == dict.fromkeys(("attribution", "personal", "source"), "withheld") | {"shared": "held"}
        assert record.digests["shared"] == part_digest(SALT, body).hex()
        assert read == []
        assert record.digests == entry_of(entry(ORIGIN, 0)).parts
        assert read == [0, 0, 0]


def test_what_a_record_that_is_not_live_committed_to_is_told_by_its_leaf(store):
    """An entry of other parts than its definition's is invalid, and may have been retired since."""
    parts = {"attribution": "2" * 64, "shared": "0" * 64, "source": "3" * 64, "zzz": "1" * 64}
    entry = Entry("gateway", key(7), "put", TIME, DEFINITION.hash, BATCH, parts)
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.add_entries(ORIGIN, 0, [format_entry(entry), leaf(7, "retire")])
        writer.commit_head(ORIGIN, 2, b"head")
        writer.add_definition(DEFINITION)
        row = RecordRow(key(7), ORIGIN, 1, 0, "retire", "retired", TIME, BATCH, DEFINITION.hash, {})
        writer.put_records(DEFINITION, [row])
    with store.reading() as reader:
        record = reader.record("gateway", key(7))
        assert record.parts == dict.fromkeys(parts, "withheld")
        assert record.digests == parts


def test_merged_records_are_found_from_the_one_that_lasts(shown):
    """What was merged into a record is known there, each step for itself; a register nobody has knows of none."""
    merged = [
        RecordRow(key(number), ORIGIN, 1, 0, "merge", "merged", TIME, BATCH, DEFINITION.hash, {}, key(into))
        for number, into in ((7, 0), (6, 0), (5, 6))
    ]
    with shown.writing() as writer:
        writer.put_records(DEFINITION, merged)
    with shown.reading() as reader:
        assert reader.merged_into("gateway", key(0)) == [key(6), key(7)]
        assert reader.merged_into("gateway", key(6)) == [key(5)]
        assert reader.merged_into("gateway", key(7)) == []
        assert reader.merged_into("no-such-register", key(0)) == []


def test_replaced_record_leaves_nothing_behind(shown):
    """After a new version, the old one is found by neither its words, its values nor its links."""
    with shown.writing() as writer:
        put(writer, 2, 5, name="Tân Vũ", sides=["bac-ninh"], next=key(3))
    with shown.reading() as reader:
        assert names(reader.find("gateway", Query(text="Ăn Hải"))) == [3]
        assert names(reader.find("gateway", Query(text="tan vu"))) == [5]
        assert names(reader.find("gateway", Query(where={"sides": "bac-ninh"}))) == [5]
        assert reader.links_to(key(0)) == []
        assert reader.links_to(key(3)) == [Link("gateway", key(2), "next")]
        assert reader.links_to(key(3), 0) == []
        assert reader.links_to(key(3), within=("gateway", "next")) == [Link("gateway", key(2), "next")]
        assert reader.links_to(key(3), within=("gateway", "sides")) == []
        assert reader.links_to(key(3), within=("pier", "next")) == []
        assert reader.count("gateway") == 4
    with shown.writing() as writer:
        writer.remove_records("gateway", [key(2), key(9)])
        assert writer.links_to(key(3)) == []
        assert writer.find("gateway", Query(text="tan vu")).total == 0
        assert writer.record("gateway", key(2)) is None


def test_every_projection_is_counted(shown):
    """Showing, replacing, removing or dropping records changes the count; reading and settings do not."""
    counts = []
    with shown.writing() as writer:
        counts.append(writer.projections())
        put(writer, 2, 5, name="Tân Vũ")
        counts.append(writer.projections())
        writer.remove_records("gateway", [key(2)])
        counts.append(writer.projections())
        writer.set_setting("x", b"1")
        assert writer.projections() == counts[-1]
        writer.drop_projections()
        counts.append(writer.projections())
    assert counts == sorted(set(counts))
    with shown.reading() as reader:
        assert reader.projections() == counts[-1]


def test_replaced_and_new_records_come_together(shown):
    """One call may replace the newest record and add others; each stays itself, in lists and in search."""
    with shown.writing() as writer:
        rows = [
            RecordRow(
                key(number), ORIGIN, 10 + number, 10 + number, "put", "live", TIME, BATCH, DEFINITION.hash, values
            )
            for number, values in [
                (6, {"name": "Sáu"}),
                (4, {"name": "Bốn"}),
                (5, {"name": "Năm"}),
                (3, {"name": "Ba"}),
            ]
        ]
        writer.put_records(DEFINITION, rows)
    with shown.reading() as reader:
        assert names(reader.find("gateway", Query(sort=("key",)))) == [0, 1, 2, 13, 14, 15, 16]
        for number, word in [(13, "ba"), (14, "bon"), (15, "nam"), (16, "sau")]:
            assert names(reader.find("gateway", Query(text=word))) == [number]


def test_newer_definition_adds_its_fields(shown):
    """A newer version of a definition adds columns to the table, and records written before stay findable."""
    document = {**DEFINITION.document, "version": 2}
    document["fields"] = [*document["fields"], {"name": "depth", "label": label("Sâu"), "datatype": "integer"}]
    newer = parse_definition(document)
    with shown.writing() as writer:
        writer.add_definition(newer)
        put(writer, 5, 5, name="Cẩm Phả", depth=13)
    with shown.reading() as reader:
        assert reader.definition("gateway") == newer
        assert set(reader.definitions()) == {DEFINITION.hash, newer.hash}
        assert names(reader.find("gateway", Query(where={"depth": 13}))) == [5]
        assert reader.count("gateway") == 5


def test_own_definition_leads(store):
    """The catalogue's definition shapes the lists, though a partner's log brings a version that calls itself newer."""
    newer = parse_definition({**DEFINITION.document, "version": 9})
    with store.writing() as writer:
        writer.add_definition(newer)
        writer.add_definition(DEFINITION, own=True)
        writer.add_definition(DEFINITION)
        assert writer.definition("gateway") == DEFINITION


def test_history_and_changes(store):
    """History gives every version of a key in order; changes give all entries of a span of time, newest first."""
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.add_entries(ORIGIN, 0, [leaf(0, "define", at="gateway"), leaf(1), leaf(2), leaf(1, "retire")])
        writer.commit_head(ORIGIN, 4, b"head")
        rows = [
            EntryRow(0, "gateway", "define", "2026-11-01T00:00:00Z", BATCH),
            EntryRow(1, key(1), "put", "2026-11-02T00:00:00Z", BATCH),
            EntryRow(2, key(2), "put", "2026-11-02T00:00:00Z", BATCH),
            EntryRow(3, key(1), "retire", "2026-11-03T00:00:00Z", BATCH),
        ]
        writer.add_entry_rows(ORIGIN, rows)
        writer.add_entry_rows(ORIGIN, rows[:1])
        writer.add_parts(ORIGIN, [PartRow(1, "shared", "held", SALT, b'{"name":"x"}')])
    with store.reading() as reader:
        history = reader.history("gateway", key(1))
        assert [(version.index, version.entry.op) for version in history] == [(1, "put"), (3, "retire")]
        assert history[0].values == {"shared": {"name": "x"}}
        assert history[0].states["source"] == "withheld"
        assert reader.history("gateway", "gateway") == []
        assert [row.index for row in reader.changes("2026-11-01T00:00:00Z")] == [3, 2, 1, 0]
        assert [row.index for row in reader.changes("2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z")] == [2, 1]
        assert reader.changes("2026-11-01T00:00:00Z", registers=["other"]) == []
        assert len(reader.changes("2026-11-01T00:00:00Z", registers=["gateway"], limit=2)) == 2


def test_hand_overs_of_every_log_are_found(store):
    """All hand-overs of a register are found, of whichever log, and no record's history holds them."""
    other = "quang-ninh/gateway"
    with store.writing() as writer:
        for origin in (ORIGIN, other):
            writer.create_log(origin)
            writer.add_entries(origin, 0, [leaf(0, "define", at="gateway"), leaf(0, "hand-over", at="gateway")])
            writer.commit_head(origin, 2, b"head")
            ops = ("define", "hand-over")
            writer.add_entry_rows(origin, [EntryRow(at, "gateway", op, TIME, BATCH) for at, op in enumerate(ops)])
    with store.reading() as reader:
        found = [(version.origin, version.index, version.entry.op) for version in reader.hand_overs("gateway")]
        assert found == [(ORIGIN, 1, "hand-over"), (other, 1, "hand-over")]
        assert reader.hand_overs("other") == []
        assert reader.history("gateway", "gateway") == []


def test_record_handed_over_has_its_steward_and_its_values(store):
    """A record whose newest entry is the new steward's still has the values of the old log, and says whose it is."""
    new = "quang-ninh/gateway"
    with store.writing() as writer:
        fill(writer, 3)
        fill(writer, 2, new)
        writer.add_definition(DEFINITION)
        writer.add_parts(ORIGIN, [PartRow(2, "shared", "held", SALT, b'{"name":"x"}')])
        values = {"name": "x"}
        row = RecordRow(key(2), new, 1, 2, "retire", "retired", TIME, BATCH, DEFINITION.hash, values, None, ORIGIN)
        writer.put_records(DEFINITION, [row])
        row = RecordRow(
            key(1), ORIGIN, 1, 1, "put", "live", TIME, BATCH, DEFINITION.hash, values, steward="quang-ninh"
        )  # fmt: skip
        writer.put_records(DEFINITION, [row])
        assert writer.standing("gateway", [key(2)])[key(2)].put_origin == ORIGIN
    with store.reading() as reader:
        continued, waiting = (reader.record("gateway", key(number)) for number in (2, 1))
        assert (continued.origin, continued.steward, continued.values) == (new, "quang-ninh", values)
        assert (waiting.origin, waiting.steward) == (ORIGIN, "quang-ninh")


def test_refusals_are_replaced_and_cleared(store):
    """One entry has one refusal, which later knowledge replaces or removes."""
    with store.writing() as writer:
        fill(writer, 3)
        writer.put_refused(RefusedRow(ORIGIN, 2, "a", ""))
        writer.put_refused(RefusedRow(ORIGIN, 2, "b", "why"))
        writer.put_refused(RefusedRow(ORIGIN, 1, "c", ""))
        writer.clear_refused(ORIGIN, 1)
        writer.clear_refused(ORIGIN, 0)
    with store.reading() as reader:
        assert reader.refused() == reader.refused(ORIGIN) == [RefusedRow(ORIGIN, 2, "b", "why")]
        assert reader.refused("hai-phong/other") == []


def test_projections_can_be_dropped(shown):
    """Dropping the projections leaves logs, parts and blobs, and none of what was made from them."""
    with shown.writing() as writer:
        writer.add_entry_rows(ORIGIN, [EntryRow(0, key(0), "put", TIME, BATCH)])
        writer.put_refused(RefusedRow(ORIGIN, 2, "b", "why"))
        digest = writer.add_blob(b"paper")
        writer.add_blob_refs([(digest, BlobRef(ORIGIN, 2, "source"))])
        writer.drop_projections()
    with shown.reading() as reader:
        assert reader.log(ORIGIN).size == 20
        assert reader.blob(digest) == b"paper"
        assert (reader.definitions(), reader.refused(), reader.changes("2000"), reader.blob_refs(digest)) == (
            {},
            [],
            [],
            [],
        )
        assert reader.record("gateway", key(0)) is None
        assert reader.links_to(key(0)) == []
    with shown.writing() as writer:
        writer.add_definition(DEFINITION)
        put(writer, 0, 0, name="Lại")
        assert writer.find("gateway", Query(text="lai")).total == 1
