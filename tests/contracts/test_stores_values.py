"""What every store promises of values: parts, files, what was erased (node/stores/port/values.py)."""

from lienvung.node.stores.port import Store
from lienvung.node.stores.rows import BlobRef, ErasureRow, PartRow
from tests.contracts.gateways import ORIGIN, SALT, fill


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
