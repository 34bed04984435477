"""What every store promises (node/stores/port.py), asked of each of them in the same words."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from lienvung.core.register.definition import Definition, parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.part import part_digest
from lienvung.core.tlog.merkle import (
    Frontier,
    check_consistency,
    check_inclusion,
    leaf_hash,
    leaf_hashes,
    prove_consistency,
    prove_inclusion,
    root_of,
)
from lienvung.core.tlog.tile import parse_entry_bundle
from lienvung.node.errors import (
    AppendRepeated,
    EntriesNotContiguous,
    EntryNotHeld,
    HeadConflict,
    HeadMismatch,
    LogNotHeld,
    UnknownField,
)
from lienvung.node.stores.bundles import pack_bundle, unpack_bundle
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.port import Store, Writer
from lienvung.node.stores.rows import (
    BlobRef,
    EntryRow,
    ErasureRow,
    Link,
    PartRow,
    PeerState,
    Query,
    Receipt,
    RecordRow,
    RefusedRow,
    TransferRow,
)
from lienvung.node.stores.sql.register_table import table_of
from tests.postgres_server import open_kind

ORIGIN = "hai-phong/gateway"
BATCH = "abcdefgh234567ab"
TIME = "2026-11-22T08:00:00Z"
SALT = bytes(16)


def label(text: str) -> dict[str, str]:
    return {"vi": text, "en": text}


DOCUMENT = {
    "register": "gateway",
    "version": 1,
    "title": label("Cửa ngõ"),
    "purpose": label("Để thử"),
    "title-field": "name",
    "parts": {"shared": {}, "personal": {"personal": "basic"}},
    "fields": [
        {"name": "name", "label": label("Tên"), "datatype": "string", "required": True},
        {"name": "length", "label": label("Dài"), "datatype": "integer"},
        {"name": "kind", "label": label("Loại"), "datatype": "string"},
        {"name": "sides", "label": label("Bên"), "datatype": "string", "many": True},
        {"name": "next", "label": label("Nối"), "datatype": "link", "to": "gateway"},
        {"name": "phone", "label": label("Điện thoại"), "datatype": "string", "part": "personal"},
    ],
    "list": {"columns": ["name", "length"], "sort": ["name"], "facets": ["kind"]},
}
DEFINITION: Definition = parse_definition(DOCUMENT)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_kind(request.param, request, tmp_path)
    yield opened
    opened.close()


def key(number: int) -> str:
    return f"hai-phong-{'abcdefghijklmnop'[number % 16]}{number:015d}".translate(str.maketrans("0189", "abcd"))


def leaf(number: int, op: str = "put", at: str | None = None, body: bytes = b"{}") -> bytes:
    digest = part_digest(SALT, body).hex()
    parts = dict.fromkeys(("attribution", "personal", "shared", "source"), digest)
    return format_entry(Entry("gateway", at or key(number), op, TIME, DEFINITION.hash, BATCH, parts))


LEAVES = [leaf(number) for number in range(600)]


def fill(writer: Writer, count: int, origin: str = ORIGIN) -> None:
    """Store and show the first `count` test leaves."""
    writer.create_log(origin)
    writer.add_entries(origin, 0, LEAVES[:count])
    writer.commit_head(origin, count, b"head %d" % count)


def put(writer: Writer, number: int, index: int, **values: object) -> None:
    """Show a record with these values."""
    state = values.pop("state", "live")
    time = values.pop("time", TIME)
    row = RecordRow(key(number), ORIGIN, index, index, "put", state, time, BATCH, DEFINITION.hash, values)
    writer.put_records(DEFINITION, [row])


@pytest.mark.parametrize("steps", [[1], [255, 1, 1], [256, 256], [254, 3, 3, 3], [1] * 5, [300, 300], [600]])
def test_leaves_come_back_as_they_went_in(store, steps):
    """However a log grows around the tile width, its leaves, tiles, root and proofs are those of the tree."""
    size = 0
    for step in steps:
        with store.writing() as writer:
            writer.create_log(ORIGIN)
            frontier = writer.add_entries(ORIGIN, size, LEAVES[size : size + step])
            size += step
            writer.commit_head(ORIGIN, size, b"head")
        assert frontier == Frontier().extend(leaf_hashes(LEAVES[:size]))
        with store.reading() as reader:
            check_log(reader, size)


def check_log(reader, size):
    hashes = leaf_hashes(LEAVES[:size])
    log = reader.log(ORIGIN)
    assert (log.size, log.complete, log.frontier.root()) == (size, True, root_of(hashes))
    assert list(reader.entries(ORIGIN, 0, size + 5)) == LEAVES[:size]
    assert [reader.entry(ORIGIN, i) for i in (0, size // 2, size - 1)] == [LEAVES[i] for i in (0, size // 2, size - 1)]
    for n in range(size // 256 + 2):
        assert parse_entry_bundle(reader.entry_bundle(ORIGIN, n)) == LEAVES[:size][n * 256 : n * 256 + 256]
        assert reader.hash_tile(ORIGIN, 0, n) == b"".join(hashes[n * 256 : n * 256 + 256])
    assert reader.hash_tile(ORIGIN, 1, 0) == b"".join(root_of(hashes[n : n + 256]) for n in range(0, size - 255, 256))
    packed = reader.packed_bundles(ORIGIN, 0, 10)
    assert [parse_entry_bundle(unpack_bundle(frame)) for frame in packed] == [
        LEAVES[n : n + 256] for n in range(0, size - 255, 256)
    ]
    read = reader.hashes(ORIGIN)
    for index in {0, size // 3, size - 1}:
        check_inclusion(index, size, hashes[index], prove_inclusion(index, size, read), root_of(hashes))
        old = index + 1
        check_consistency(old, root_of(hashes[:old]), size, root_of(hashes), prove_consistency(old, size, read))
    with pytest.raises(EntryNotHeld):
        reader.entry(ORIGIN, size)


def test_pending_entries_are_shown_to_nobody(store):
    """Entries above the committed head are not in leaves, bundles, tiles, parts or wanted values."""
    with store.writing() as writer:
        fill(writer, 200)
        writer.add_entries(ORIGIN, 200, LEAVES[200:300])
        writer.add_parts(ORIGIN, [PartRow(250, "shared", "held", SALT, b"{}")])
    with store.reading() as reader:
        log = reader.log(ORIGIN)
        assert (log.size, log.pending.size, log.complete, log.head) == (200, 300, False, b"head 200")
        assert len(list(reader.entries(ORIGIN, 0, 300))) == 200
        assert len(parse_entry_bundle(reader.entry_bundle(ORIGIN, 0))) == 200
        assert reader.packed_bundles(ORIGIN, 0, 9) == []
        assert len(reader.hash_tile(ORIGIN, 0, 0)) == 200 * 32
        assert list(reader.parts(ORIGIN, 0, 999)) == []
        assert reader.wanted(ORIGIN, ["shared"], 190, 99) == list(range(190, 200))


def test_dropped_pending_entries_leave_no_trace(store):
    """After a drop, other entries may take the place of the pending ones, across bundle and tile borders."""
    with store.writing() as writer:
        fill(writer, 200)
    with store.writing() as writer:
        writer.add_entries(ORIGIN, 200, [b"wrong %d" % i for i in range(500)])
        writer.add_parts(ORIGIN, [PartRow(300, "shared", "held", SALT, b"{}")])
    with store.reading() as reader:
        assert reader.entry(ORIGIN, 199) == LEAVES[199]
    with store.writing() as writer:
        writer.drop_pending(ORIGIN)
        assert writer.log(ORIGIN).complete
        writer.add_entries(ORIGIN, 200, LEAVES[200:600])
        writer.commit_head(ORIGIN, 600, b"head")
    with store.reading() as reader:
        check_log(reader, 600)
        assert list(reader.parts(ORIGIN, 0, 600)) == []


def test_packed_bundles_are_kept_as_received(store):
    """Frames handed over with the leaves are what a partner gets, and say the same leaves."""
    frames = {0: pack_bundle(LEAVES[:256]), 1: pack_bundle(LEAVES[256:512])}
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.add_entries(ORIGIN, 0, LEAVES[:512], leaf_hashes(LEAVES[:512]), frames)
        writer.commit_head(ORIGIN, 512, b"head")
    with store.reading() as reader:
        assert reader.packed_bundles(ORIGIN, 0, 2) == [frames[0], frames[1]]
        check_log(reader, 512)


def test_entries_must_continue_the_log(store):
    """Leaves that leave a gap, overlap, or belong to no log are refused, and a head must be of what is stored."""
    with store.writing() as writer:
        fill(writer, 3)
        for first in (0, 2, 4):
            with pytest.raises(EntriesNotContiguous):
                writer.add_entries(ORIGIN, first, LEAVES[:1])
        with pytest.raises(LogNotHeld):
            writer.add_entries("hai-phong/other", 0, LEAVES[:1])
        with pytest.raises(HeadMismatch):
            writer.commit_head(ORIGIN, 4, b"head")


def test_failed_block_keeps_nothing(store):
    """Whatever a writing block did before it failed is gone, in every table."""

    def fail():
        with store.writing() as writer:
            fill(writer, 300)
            writer.add_definition(DEFINITION)
            put(writer, 1, 0, name="Bãi Cháy")
            writer.add_blob(b"x")
            writer.remember_append("k", Receipt(BATCH, ()))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.reading() as reader:
        assert reader.logs() == []
        assert reader.record("gateway", key(1)) is None
        assert reader.appended("k") is None
        assert reader.find("gateway", Query()).total == 0
    with store.writing() as writer:
        fill(writer, 2)


def test_snapshot_does_not_move(store):
    """A reading block sees one moment, whatever is written meanwhile by another thread."""
    with store.writing() as writer:
        fill(writer, 1)

    def grow():
        with store.writing() as writer:
            writer.add_entries(ORIGIN, 1, LEAVES[1:300])
            writer.commit_head(ORIGIN, 300, b"later")

    with store.reading() as reader:
        thread = Thread(target=grow)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        assert reader.log(ORIGIN).size == 1
        assert len(list(reader.entries(ORIGIN, 0, 999))) == 1
    with store.reading() as reader:
        assert reader.log(ORIGIN).size == 300


def test_writers_take_turns(store):
    """Two threads that append at once end in one log that holds both appends whole."""

    def grow(number):
        for _ in range(20):
            with store.writing() as writer:
                size = writer.log(ORIGIN).pending.size
                writer.add_entries(ORIGIN, size, [leaf(number)] * 3)
                writer.commit_head(ORIGIN, size + 3, b"head")

    with store.writing() as writer:
        writer.create_log(ORIGIN)
    threads = [Thread(target=grow, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with store.reading() as reader:
        leaves = list(reader.entries(ORIGIN, 0, 999))
    assert len(leaves) == 120
    assert all(leaves[i] == leaves[i + 1] == leaves[i + 2] for i in range(0, 120, 3))


def test_signed_heads_never_go_back(store):
    """A second root for a signed size and a smaller size are refused; the same head again is not."""
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        writer.record_signed_head(ORIGIN, 5, b"a" * 32)
        writer.record_signed_head(ORIGIN, 5, b"a" * 32)
        for size, root in ((5, b"b" * 32), (4, b"a" * 32)):
            with pytest.raises(HeadConflict):
                writer.record_signed_head(ORIGIN, size, root)
        writer.record_signed_head(ORIGIN, 9, b"c" * 32)
        assert writer.signed_head(ORIGIN, 5) == b"a" * 32
        assert writer.signed_head(ORIGIN, 6) is None


def test_part_states_only_gain(store):
    """A held part is not lost to a lesser state, an erased part stays erased, and unheld ones may change."""
    with store.writing() as writer:
        fill(writer, 3)
        held = PartRow(1, "shared", "held", SALT, b'{"name":"x"}')
        writer.add_parts(ORIGIN, [PartRow(1, "shared", "withheld"), PartRow(2, "shared", "unavailable")])
        writer.add_parts(ORIGIN, [held, PartRow(2, "shared", "withheld")])
        writer.add_parts(ORIGIN, [PartRow(1, "shared", "withheld"), PartRow(1, "source", "invalid")])
    with store.reading() as reader:
        assert list(reader.parts(ORIGIN, 0, 3)) == [
            held,
            PartRow(1, "source", "invalid"),
            PartRow(2, "shared", "withheld"),
        ]
        assert list(reader.parts(ORIGIN, 0, 3, ["source"])) == [PartRow(1, "source", "invalid")]
        assert reader.part(ORIGIN, 1, "shared") == held
        assert reader.part(ORIGIN, 0, "shared") is None
    with store.writing() as writer:
        writer.erase_part(ORIGIN, 1, "shared")
        writer.add_parts(ORIGIN, [held])
        assert writer.part(ORIGIN, 1, "shared") == PartRow(1, "shared", "erased")


def test_wanted_lists_what_is_neither_held_nor_erased(store):
    """What a node lacks is found from any index on, and only for parts that the entry commits to."""
    with store.writing() as writer:
        fill(writer, 6)
        writer.add_parts(ORIGIN, [PartRow(i, "shared", "held", SALT, b"{}") for i in (0, 1, 3)])
        writer.add_parts(ORIGIN, [PartRow(4, "shared", "erased"), PartRow(5, "shared", "withheld")])
    with store.reading() as reader:
        assert reader.wanted(ORIGIN, ["shared"], 0, 99) == [2, 5]
        assert reader.wanted(ORIGIN, ["shared"], 3, 99) == [5]
        assert reader.wanted(ORIGIN, ["shared", "source"], 0, 2) == [0, 1]
        assert reader.wanted(ORIGIN, ["no-such-part"], 0, 99) == []


def test_the_last_leaf_is_known_before_it_is_shown(store):
    """Where a pull broke off is known, though nobody is shown anything of it yet."""
    with store.writing() as writer:
        writer.create_log(ORIGIN)
        assert writer.last_leaf(ORIGIN) is None
        for first, stop in [(0, 3), (3, 256), (256, 300)]:
            writer.add_entries(ORIGIN, first, [b"%d" % n for n in range(first, stop)])
            assert writer.last_leaf(ORIGIN) == b"%d" % (stop - 1)


def test_erasing_a_part_takes_its_blobs_along(store):
    """What an erased part alone named is gone; what another part names too stays, named by that part only."""
    with store.writing() as writer:
        fill(writer, 3)
        alone, shared = writer.add_blob(b"alone"), writer.add_blob(b"shared")
        body = f'{{"scans":["{alone}","{shared}"]}}'.encode()
        writer.add_parts(ORIGIN, [PartRow(1, "shared", "held", SALT, body), PartRow(2, "shared", "held", SALT, body)])
        kept = BlobRef(ORIGIN, 2, "source")
        refs = [(digest, BlobRef(ORIGIN, 1, "shared")) for digest in (alone, shared)]
        writer.add_blob_refs([*refs, (shared, kept)])
        writer.erase_part(ORIGIN, 1, "shared")
    with store.reading() as reader:
        assert (reader.has_blob(alone), reader.has_blob(shared)) == (False, True)
        assert list(reader.named_blobs()) == [(shared, kept)]


def test_blobs_are_found_by_their_hash(store):
    """A blob comes back by its SHA-256 with the parts that name it, and what is named but missing is listed."""
    with store.writing() as writer:
        fill(writer, 3)
        digest = writer.add_blob(b"paper")
        assert writer.add_blob(b"paper") == digest
        missing = "f" * 64
        refs = [(digest, BlobRef(ORIGIN, 2, "source")), (digest, BlobRef(ORIGIN, 1, "shared"))]
        writer.add_blob_refs([*refs, refs[0], (missing, BlobRef(ORIGIN, 2, "shared"))])
    with store.reading() as reader:
        assert reader.blob(digest) == b"paper"
        assert reader.has_blob(digest)
        assert not reader.has_blob(missing)
        assert reader.blob(missing) is None
        assert reader.blob_refs(digest) == [BlobRef(ORIGIN, 1, "shared"), BlobRef(ORIGIN, 2, "source")]
        assert reader.missing_blobs("hai-phong", 9) == [missing]
        assert reader.missing_blobs("quang-ninh", 9) == []


@pytest.fixture
def shown(store: Store) -> Store:
    """A store with a few records of the test register."""
    with store.writing() as writer:
        fill(writer, 20)
        writer.add_definition(DEFINITION)
        put(writer, 0, 0, name="Đông Triều", length=5, kind="đường bộ", sides=["hai-phong", "quang-ninh"])
        put(writer, 1, 1, name="Dong Trieu cũ", length=3, kind="đường bộ", sides=["quang-ninh"])
        put(writer, 2, 2, name="Ăn Hải", length=9, kind="biển", next=key(0))
        put(writer, 3, 3, name="An Hải", kind="biển", sides=["hai-phong"], time="2026-11-23T08:00:00Z")
        put(writer, 4, 4, name="Bến Rừng", state="retired", next=key(0))
    return store


def names(page) -> list[int]:
    return [record.index for record in page.records]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), [3, 2, 1, 0]),
        (Query(sort=("name",)), [3, 2, 1, 0]),
        (Query(sort=("-name",)), [0, 1, 2, 3]),
        (Query(sort=("length",)), [3, 1, 0, 2]),
        (Query(sort=("-length", "name")), [2, 0, 1, 3]),
        (Query(sort=("kind", "-length")), [2, 3, 0, 1]),
        (Query(sort=("key",)), [0, 1, 2, 3]),
        (Query(where={"kind": "biển"}, sort=("key",)), [2, 3]),
        (Query(where={"length": (3, 5)}, sort=("key",)), [0, 1]),
        (Query(where={"sides": "quang-ninh"}, sort=("key",)), [0, 1]),
        (Query(where={"sides": ("hai-phong",), "kind": "biển"}), [3]),
        (Query(where={"next": key(0)}), [2]),
        (Query(states=("retired",)), [4]),
        (Query(states=("live", "retired"), sort=("key",)), [0, 1, 2, 3, 4]),
        (Query(text="dong tri", sort=("key",)), [0, 1]),
        (Query(text="ĐÔNG TRIỀU", sort=("-key",)), [0, 1]),
        (Query(text="trieu dong", sort=("key",)), [0, 1]),
        (Query(text="tri dong", sort=("key",)), []),
        (Query(text="Ăn Hải", sort=("-key",)), [2, 3]),
        (Query(text="không có"), []),
        (Query(text="!!", sort=("key",)), [0, 1, 2, 3]),
    ],
)
def test_query_finds_and_orders(shown, query, found):
    """Lists filter by one value or several, search without marks (exact ones first), and sort as Vietnamese does."""
    with shown.reading() as reader:
        page = reader.find("gateway", query)
    assert (names(page), page.total, page.next) == (found, len(found), None)


@pytest.mark.parametrize("sort", [("-time",), ("name",), ("-length",)])
@pytest.mark.parametrize("text", ["", "hải", "Hải"])
@pytest.mark.parametrize("after", ["x", "\0", "hai-phong-aaaaaaaaaaaaaaab"])
def test_after_a_record_that_is_not_there_nothing_comes(shown, sort, text, after):
    """A broken cursor ends the reading: from the beginning again it would go on for ever."""
    with shown.reading() as reader:
        page = reader.find("gateway", Query(sort=sort, text=text, after=after))
    assert (page.records, page.next) == ((), None)


@pytest.mark.parametrize("sort", [("-time",), ("name",), ("length",), ("-length",), ("kind", "-length"), ("-kind",)])
@pytest.mark.parametrize("text", ["", "hải", "Hải"])
def test_pages_follow_one_another(shown, sort, text):
    """Pages of any size, one after the other, show each record once and in the order of one long page."""
    with shown.reading() as reader:
        whole = names(reader.find("gateway", Query(sort=sort, text=text)))
        for limit in (1, 2, 3):
            walked: list[int] = []
            after = None
            while True:
                page = reader.find("gateway", Query(sort=sort, text=text, limit=limit, after=after))
                walked += names(page)
                after = page.next
                if after is None:
                    break
            assert walked == whole


def test_count_and_unknown_fields(shown):
    """Counts agree with lists and stop at their cap; a field the register does not have is refused by name."""
    with shown.reading() as reader:
        assert reader.count("gateway") == 4
        assert reader.count("gateway", {"kind": "biển"}) == 2
        assert reader.count("gateway", cap=3) == 3
        assert reader.count("no-such-register") == 0
        for query in (Query(where={"colour": "x"}), Query(sort=("colour",))):
            with pytest.raises(UnknownField):
                reader.find("gateway", query)


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


def test_what_the_node_remembers(store):
    """Receipts, settings, cosignatures, transfers, evidence and contacts come back as they were given."""
    receipt = Receipt(BATCH, ((ORIGIN, 1, key(1)),))
    sent = TransferRow("t1", "out", "quang-ninh", ORIGIN, TIME, ("a",), ("shared",), 3, "d")
    received = TransferRow("t1", "in", "bac-ninh", ORIGIN, TIME, (), (), 0)
    peer = PeerState(
        "quang-ninh", b'{"x":"\xc4\x91"}', "http://x", "Lan", TIME, trouble="log-forked", facts={"size": 3}
    )
    with store.writing() as writer:
        fill(writer, 3)
        writer.remember_append("k", receipt)
        with pytest.raises(AppendRepeated):
            writer.remember_append("k", receipt)
        writer.set_setting("a", b"1")
        writer.set_setting("a", b"2")
        writer.set_setting("b", b"3")
        writer.set_setting("b", None)
        writer.add_cosignature(ORIGIN, 3, "quang-ninh/witness", "— old\n")
        writer.add_cosignature(ORIGIN, 3, "quang-ninh/witness", "— new\n")
        writer.add_cosignature(ORIGIN, 5, "quang-ninh/witness", "— later\n")
        writer.add_cosignature(ORIGIN, 5, "bac-ninh/witness", "— later\n")
        for row in (sent, received, sent):
            writer.add_transfer(row)
        first = writer.add_evidence(TIME, "quang-ninh", ORIGIN, "fork", [b"a", b"b"], "why")
        assert writer.add_evidence("later", "quang-ninh", ORIGIN, "fork", [b"a", b"b"]) == first
        assert writer.add_evidence(TIME, "quang-ninh", ORIGIN, "fork", [b"a", b"c"]) != first
        writer.set_peer(peer)
    with store.reading() as reader:
        assert reader.appended("k") == receipt
        assert (reader.setting("a"), reader.setting("b")) == (b"2", None)
        assert [(row.witness, row.line) for row in reader.cosignatures(ORIGIN, 3)] == [
            ("quang-ninh/witness", "— new\n")
        ]
        assert reader.cosignatures(ORIGIN, 2) == []
        later = [(3, "quang-ninh/witness"), (5, "bac-ninh/witness"), (5, "quang-ninh/witness")]
        assert [(size, row.witness) for size, row in reader.cosignatures_from(ORIGIN, 3, 9)] == later
        assert [size for size, _ in reader.cosignatures_from(ORIGIN, 4, 1)] == [5]
        assert reader.transfers() == [received, sent]
        assert reader.transfers("quang-ninh") == [sent]
        assert reader.transfers(limit=1) == [received]
        assert [row.notes for row in reader.evidence()] == [(b"a", b"c"), (b"a", b"b")]
        assert reader.evidence()[1].at == TIME
        assert reader.peer("quang-ninh") == peer
        assert reader.peers() == [peer]
        assert reader.peer("bac-ninh") is None


def test_logs_are_told_apart(store):
    """Two logs in one store keep their leaves, tiles and heads to themselves."""
    other = "quang-ninh/gateway"
    with store.writing() as writer:
        fill(writer, 300)
        writer.create_log(other)
        writer.add_entries(other, 0, LEAVES[300:310])
        writer.commit_head(other, 10, b"other")
    with store.reading() as reader:
        assert [(log.origin, log.node, log.register, log.size) for log in reader.logs()] == [
            (ORIGIN, "hai-phong", "gateway", 300),
            (other, "quang-ninh", "gateway", 10),
        ]
        assert reader.entry(other, 0) == LEAVES[300]
        assert reader.hash_tile(other, 0, 0)[:32] == leaf_hash(LEAVES[300])
        check_log(reader, 300)


def test_instance_names_the_place(store):
    """A store keeps its instance while it stays where it is."""
    assert store.instance == store.instance
    assert MemoryStore().instance != MemoryStore().instance


def test_erasures_are_noted_and_their_files_are_not_missed(store: Store) -> None:
    """What a log's node erased is not asked of it again; forgetting the erasure brings the wish back."""
    with store.writing() as writer:
        fill(writer, 3)
    wanted = "ab" * 32
    row = ErasureRow(ORIGIN, 2, "hai-phong-" + "a" * 16, (wanted,))
    with store.writing() as writer:
        writer.add_blob_refs([(wanted, BlobRef(ORIGIN, 1, "source"))])
        assert writer.missing_blobs("hai-phong", 9) == [wanted]
        writer.put_erasure(row)
        writer.put_erasure(row)
    with store.reading() as reader:
        assert reader.erasures() == reader.erasures("hai-phong") == [row]
        assert reader.erasures("quang-ninh") == []
        assert reader.missing_blobs("hai-phong", 9) == []
    with store.writing() as writer:
        writer.clear_erasure(ORIGIN, 2)
        assert writer.missing_blobs("hai-phong", 9) == [wanted]
        writer.put_erasure(row)
        writer.drop_projections()
    with store.reading() as reader:
        assert reader.erasures() == []


def test_a_blob_can_be_destroyed(store: Store) -> None:
    """Its bytes go; what names it stays."""
    with store.writing() as writer:
        fill(writer, 3)
        sha256 = writer.add_blob(b"paper")
        writer.add_blob_refs([(sha256, BlobRef(ORIGIN, 1, "source"))])
        writer.drop_blob(sha256)
    with store.reading() as reader:
        assert (reader.blob(sha256), reader.blob_refs(sha256)) == (None, [BlobRef(ORIGIN, 1, "source")])


MEETING = ("gateway", "gateway-with-kind", "gateway-by-time", "gateway-by-record", "gateway-data", "gateway-words")
LONG = ("a" * 60 + "-one", "a" * 60 + "-two")


@pytest.mark.parametrize("registers", [MEETING, tuple(reversed(MEETING)), LONG], ids=["meeting", "reversed", "long"])
def test_registers_whose_names_meet_are_kept_apart(store: Store, registers: tuple[str, ...]) -> None:
    """A register may be called like another one's facet, index or search table: each finds its own records."""
    definitions = [parse_definition({**DOCUMENT, "register": register}) for register in registers]
    with store.writing() as writer:
        fill(writer, len(registers))
        for definition in definitions:
            writer.add_definition(definition)
        for index, definition in enumerate(definitions):
            values = {"name": f"Bến Rừng {index}", "kind": f"loại {index}", "sides": ["hai-phong"]}
            row = RecordRow(key(index), ORIGIN, index, index, "put", "live", TIME, BATCH, definition.hash, values)
            writer.put_records(definition, [row])
    with store.reading() as reader:
        for index, definition in enumerate(definitions):
            for asked in ({"text": "bến"}, {"where": {"kind": f"loại {index}"}}, {"where": {"sides": "hai-phong"}}):
                assert names(reader.find(definition.register, Query(**asked))) == [index]


def test_every_index_of_a_register_has_a_name_of_its_own() -> None:
    """Names of tables and indices of any two registers differ, however registers and fields are cut and joined."""
    fields = ("by", "by-by", "by-c", "c", "with-c", "data")
    found: dict[str, str] = {}
    for register in ("a", "a-by", "a-by-by", "a-with", "a-with-c", "a-data", *LONG):
        for field in fields:
            listed = {"columns": [field], "sort": [field], "facets": [field]}
            document = {**DOCUMENT, "register": register, "title-field": field, "list": listed}
            document["fields"] = [{"name": name, "label": label(name), "datatype": "string"} for name in fields]
            table = table_of(parse_definition(document))
            behind = [f"{table.words}_{end}" for end in ("data", "idx", "content", "docsize", "config", "words")]
            beside = [*behind, *table.indices(), table.member_index("value"), table.member_index("record")]
            for name in (table.records, table.members, table.words, *beside):
                assert len(name) <= 63
                assert found.setdefault(name, register) == register, name
            assert len(table.indices()) == 4
