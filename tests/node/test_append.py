"""Append: all or none, once, in our name only, and never two heads for one size."""

from datetime import timedelta
from hashlib import sha256

import pytest
from one_node import CATALOGUE, KEYS, PERSON, Clock, act, commitment, fresh_key, make_node, put, send
from tests.postgres_server import open_kind

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.entry import parse_entry
from lienvung.core.register.errors import ArgumentsInvalid, ItemInvalid, KeyInvalid, VersionRefused
from lienvung.core.tlog.checkpoint import open_checkpoint
from lienvung.core.tlog.note import Verifier, public_bytes
from lienvung.node.append import append
from lienvung.node.change import Change
from lienvung.node.errors import (
    BlobMismatch,
    ClockWentBack,
    HeadConflict,
    KeysMissing,
    MergeGoesRound,
    MergeTargetUnknown,
    NothingToAppend,
    NotSteward,
    SecondInstallation,
    UnknownRegister,
)
from lienvung.node.lasting import lasting_record
from lienvung.node.signing import adopt_installation, publish
from lienvung.node.stores.rows import Query
from lienvung.node.stores.sqlite import open_sqlite


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def node(request, tmp_path):
    store = open_kind(request.param, request, tmp_path)
    yield make_node(store)
    store.close()


def sizes(node):
    with node.store.reading() as reader:
        return {log.origin: log.size for log in reader.logs()}


def test_first_append_defines_its_register(node):
    """A log begins with the definition of its register, under the same batch, and the receipt names the change only."""
    receipt = send(node, commitment("Cầu Bến Rừng"))
    assert [(origin, index) for origin, index, _ in receipt.entries] == [("hai-phong/commitment", 1)]
    with node.store.reading() as reader:
        first, second = (parse_entry(leaf) for leaf in reader.entries("hai-phong/commitment", 0, 2))
        assert (first.op, first.key, first.batch) == ("define", "commitment", receipt.batch)
        assert second.definition == first.definition == CATALOGUE["commitment"].hash
        log = reader.log("hai-phong/commitment")
        verifier = Verifier(log.origin, public_bytes(KEYS.log))
        head = open_checkpoint(log.head, verifier, log.origin)
    assert (head.size, head.root) == (2, log.frontier.root())


def test_record_is_shown_after_the_append(node):
    """What was appended is found at once, with its values and links."""
    change = commitment("Cầu Bến Rừng", owed_by=["hai-phong", "quang-ninh"])
    send(node, change)
    with node.store.reading() as reader:
        record = reader.record("commitment", change.key)
        assert record.values["text"] == "Cầu Bến Rừng"
        assert record.state == "live"
        assert set(record.parts.values()) == {"held"}
        assert reader.find("commitment", Query(text="cau ben rung")).records == (record,)
        assert [link.key for link in reader.links_to("ha-noi-aaaaaaaaaaaaaaaa")] == [change.key]


def test_same_idempotency_key_appends_once(node):
    """The same append again gives the first receipt and leaves every log as it was."""
    changes = [commitment("a"), commitment("b")]
    first = append(node, changes, idempotency_key="k")
    before = sizes(node)
    assert append(node, changes, idempotency_key="k") == first
    assert sizes(node) == before


def test_one_bad_change_stops_the_whole_batch(node):
    """When one change breaks its definition, nothing of the batch is kept in any register, and the key stays free."""
    good = put("document", subject="Công văn", nature="illustrative")
    bad = commitment("x", deadline_kind="dated")
    with pytest.raises(ItemInvalid):
        append(node, [good, bad], idempotency_key="k")
    assert sizes(node) == {}
    append(node, [good], idempotency_key="k")
    assert sizes(node) == {"hai-phong/document": 2}


def test_batch_spans_registers_under_one_id(node):
    """A document and its commitments share a batch id, and both logs show it."""
    paper = put("document", subject="Kế hoạch", nature="illustrative")
    receipt = send(node, paper, commitment("a", document=paper.key), commitment("b", document=paper.key))
    with node.store.reading() as reader:
        rows = reader.changes("")
    assert {row.batch for row in rows} == {receipt.batch}
    assert sizes(node) == {"hai-phong/commitment": 3, "hai-phong/document": 2}


def test_life_of_a_record(node):
    """A record is changed, retired, restored and merged, and each entry stays in its history."""
    change, other = commitment("a"), commitment("b")
    send(node, change, other)
    send(node, commitment("a, sửa", change.key))
    send(node, act("retire", "commitment", change.key, reason="trùng"))
    with node.store.reading() as reader:
        retired = reader.record("commitment", change.key)
        assert (retired.state, retired.values["text"]) == ("retired", "a, sửa")
        assert reader.count("commitment") == 1
    send(node, act("restore", "commitment", change.key, reason="nhầm"))
    send(node, act("merge", "commitment", change.key, into=other.key, reason="cùng một việc"))
    with node.store.reading() as reader:
        merged = reader.record("commitment", change.key)
        assert (merged.state, merged.into, merged.op) == ("merged", other.key, "merge")
        history = [version.entry.op for version in reader.history("commitment", change.key)]
    assert history == ["put", "put", "retire", "restore", "merge"]


def test_erase_destroys_values_and_salt(node):
    """After an erase the personal values are in no entry of the key, the record says so, and the rest stays."""
    change = put("person", role="trưởng phòng", phone="0900000001")
    send(node, change)
    send(node, put("person", change.key, role="phó phòng", phone="0900000002"))
    send(node, act("erase", "person", change.key, parts=["personal"], ground="yêu cầu của người có tên"))
    with node.store.reading() as reader:
        record = reader.record("person", change.key)
        rows = [reader.part("hai-phong/person", index, "personal") for index in (1, 2)]
    assert (record.values, record.parts["personal"], record.op) == ({"role": "phó phòng"}, "erased", "erase")
    assert [(row.state, row.salt, row.body) for row in rows] == [("erased", b"", b"")] * 2


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda key: commitment("x", "quang-ninh-aaaaaaaaaaaaaaaa"), NotSteward),
        (lambda key: commitment("x", "not-a-key"), KeyInvalid),
        (lambda key: act("retire", "commitment", fresh_key(), reason="x"), VersionRefused),
        (lambda key: act("restore", "commitment", key, reason="x"), VersionRefused),
        (lambda key: act("retire", "commitment", key), ArgumentsInvalid),
        (lambda key: act("retire", "commitment", key, reason=" "), ArgumentsInvalid),
        (lambda key: act("merge", "commitment", key, into=fresh_key(), reason="x"), MergeTargetUnknown),
        (lambda key: act("merge", "commitment", key, into=key, reason="x"), ArgumentsInvalid),
        (lambda key: act("erase", "commitment", key, parts=["shared"], ground="x"), VersionRefused),
        (lambda key: act("put", "no-such-register", key), UnknownRegister),
    ],
)
def test_refused_changes_leave_no_trace(node, change, refusal):
    """A change that may not be made is refused by its own class, and no log grows."""
    kept = commitment("a")
    send(node, kept)
    before = sizes(node)
    with pytest.raises(refusal):
        send(node, change(kept.key))
    assert sizes(node) == before


VESSEL = {"name": "Hạ Long 01", "registration": "QN-1001", "side": "hai-phong", "status": "operating"}


@pytest.mark.parametrize(
    ("part", "wrong", "rule"),
    [
        ("shared", {"registration": "1001"}, "I8-pattern"),
        ("shared", {"passengers": 1001}, "I11-bounds"),
        ("shared", {"length": "-0.1"}, "I11-bounds"),
        ("shared", {"status": ""}, "I4-required"),
        ("shared", {"nature": "real"}, "I5-condition"),
        ("shared", {"owner-name": "Người thử"}, "I3-place"),
        ("shared", {"colour": "xanh"}, "I2-field"),
        ("secret", {"name": "x"}, "I1-part"),
        ("source", {"citation": []}, None),
        ("source", {"citation": [7]}, "I9-source"),
        ("attribution", {"approved-at": "hôm qua"}, "I10-attribution"),
    ],
)
def test_what_is_plain_but_for_one_thing_is_judged_by_that(node, part, wrong, rule):
    """An item that is right but for one value is refused by the rule that this value breaks, and else goes in."""
    item = {"shared": {**VESSEL, "nature": "illustrative"}, "source": {"citation": ["tau.xlsx, Tàu!2"]}}
    change = Change("put", "tourist-vessel", fresh_key(), {**item, part: {**item.get(part, {}), **wrong}})
    if rule is None:
        send(node, change)
        return
    with pytest.raises(ItemInvalid) as refusal:
        send(node, change)
    assert refusal.value.rule == rule


def test_sequence_is_judged_inside_a_batch(node):
    """Two changes of one record in one batch follow one another; the second may not break what the first made."""
    change = commitment("a")
    send(node, change, act("retire", "commitment", change.key, reason="x"))
    with pytest.raises(VersionRefused):
        send(
            node,
            act("restore", "commitment", change.key, reason="x"),
            act("restore", "commitment", change.key, reason="x"),
        )
    with node.store.reading() as reader:
        assert reader.record("commitment", change.key).state == "retired"


def test_empty_append_is_refused(node):
    """An append without changes makes no batch."""
    with pytest.raises(NothingToAppend):
        append(node, [], idempotency_key="k")


def test_copy_without_keys_cannot_append(node):
    """A node without its private keys refuses to append."""
    with pytest.raises(KeysMissing):
        send(make_node(node.store, keys=None), commitment("a"))


def test_blobs_are_kept_with_the_change(node):
    """Files come in with the change that names them and are found through it; wrong bytes refuse the append."""
    data = b"%PDF the signed paper"
    digest = sha256(data).hexdigest()
    paper = put("document", subject="Công văn", nature="illustrative", file=digest)
    with pytest.raises(BlobMismatch):
        append(node, [paper], idempotency_key="k", blobs={digest: b"other"})
    append(node, [paper], idempotency_key="k", blobs={digest: data})
    with node.store.reading() as reader:
        assert reader.blob(digest) == data
        assert [(ref.origin, ref.index, ref.part) for ref in reader.blob_refs(digest)] == [
            ("hai-phong/document", 1, "shared")
        ]


def test_clock_that_went_back_stops_signing(node):
    """An append dated before the newest entry is refused until the clock has passed it again."""
    send(node, commitment("a"))
    clock = Clock()
    clock.time -= timedelta(hours=1)
    with pytest.raises(ClockWentBack):
        send(make_node(node.store, now=clock), commitment("b"))
    clock.time += timedelta(hours=2)
    send(make_node(node.store, now=clock), commitment("b"))


def test_second_installation_is_refused(tmp_path):
    """A copied store refuses to sign until somebody says that this is now the one installation."""
    first = open_sqlite(tmp_path / "node.sqlite")
    send(make_node(first), commitment("a"))
    first.close()
    (tmp_path / "copy.sqlite").write_bytes((tmp_path / "node.sqlite").read_bytes())
    copy = make_node(open_sqlite(tmp_path / "copy.sqlite"))
    with pytest.raises(SecondInstallation):
        send(copy, commitment("b"))
    adopt_installation(copy)
    send(copy, commitment("b"))


def store_unsigned(node, leaves, root=None):
    """Leave entries as a crash between storing and signing leaves them."""
    with node.store.writing() as writer:
        log = writer.log("hai-phong/commitment")
        frontier = writer.add_entries(log.origin, log.size, leaves)
        writer.record_signed_head(log.origin, frontier.size, root or frontier.root())


def test_interrupted_append_is_finished(node):
    """Entries stored but not yet signed are shown to nobody, and signed under the root that was recorded."""
    send(node, commitment("a"))
    with node.store.reading() as reader:
        leaf = reader.entry("hai-phong/commitment", 1)
    store_unsigned(node, [leaf])
    assert sizes(node) == {"hai-phong/commitment": 2}
    publish(node)
    assert sizes(node) == {"hai-phong/commitment": 3}
    send(node, commitment("b"))
    assert sizes(node) == {"hai-phong/commitment": 4}


def test_a_copy_does_not_finish_what_the_first_left_unsigned(tmp_path):
    """A store copied in the middle of an append is read as it is; only once adopted does it sign."""
    first = make_node(open_sqlite(tmp_path / "node.sqlite"))
    send(first, commitment("a"))
    with first.store.reading() as reader:
        leaf = reader.entry("hai-phong/commitment", 1)
    store_unsigned(first, [leaf])
    first.store.close()
    (tmp_path / "copy.sqlite").write_bytes((tmp_path / "node.sqlite").read_bytes())
    copy = make_node(open_sqlite(tmp_path / "copy.sqlite"))
    publish(copy)
    assert sizes(copy) == {"hai-phong/commitment": 2}
    adopt_installation(copy)
    publish(copy)
    assert sizes(copy) == {"hai-phong/commitment": 3}


def test_unrecorded_root_is_never_signed(node):
    """When what is stored is not what was recorded for signing, the signer stops and shows nothing."""
    send(node, commitment("a"))
    store_unsigned(node, [b"x"], root=bytes(32))
    for attempt in (lambda: publish(node), lambda: send(node, commitment("b"))):
        with pytest.raises(HeadConflict):
            attempt()
    assert sizes(node) == {"hai-phong/commitment": 2}


def test_new_version_of_a_definition_is_appended_before_its_first_use(node):
    """When the catalogue has a newer version, the next append defines it, and old records stay as they are."""
    change = put("person", role="trưởng phòng")
    send(node, change)
    document = {**PERSON.document, "version": 2}
    document["fields"] = [*document["fields"], {"name": "office", "label": {"vi": "Phòng"}, "datatype": "string"}]
    newer = make_node(node.store, catalogue={"person": parse_definition(document)}, now=node.now)
    send(newer, put("person", role="phó phòng"))
    with node.store.reading() as reader:
        ops = [parse_entry(leaf).op for leaf in reader.entries("hai-phong/person", 0, 9)]
        assert ops == ["define", "put", "define", "put"]
        assert reader.definition("person").version == 2
        assert reader.record("person", change.key).values == {"role": "trưởng phòng"}
        assert reader.refused() == []


def test_thousands_of_changes_in_one_append(node):
    """A batch across many bundles is shown whole, and every record of it is there."""
    changes = [commitment(f"việc {number}") for number in range(1500)]
    receipt = send(node, *changes)
    assert [key for _, _, key in receipt.entries] == [change.key for change in changes]
    with node.store.reading() as reader:
        assert reader.count("commitment") == 1500
        assert reader.record("commitment", changes[777].key).values["text"] == "việc 777"


def test_no_merge_leads_back_to_the_record_that_is_merged(node):
    """Of two records merged into each other neither would last: refused at once, later and over others in between."""
    keys = [fresh_key() for _ in "abcd"]
    send(node, *(commitment(f"Việc {place}", key) for place, key in enumerate(keys)))
    first, second, third, fourth = keys
    send(node, act("merge", "commitment", first, into=second, reason="trùng"))
    send(node, act("merge", "commitment", second, into=third, reason="trùng"))
    for key in (second, third):
        with pytest.raises((MergeGoesRound, VersionRefused)):
            send(node, act("merge", "commitment", key, into=first, reason="trùng"))
    with pytest.raises(MergeGoesRound):
        send(
            node,
            act("merge", "commitment", third, into=fourth, reason="trùng"),
            act("merge", "commitment", fourth, into=third, reason="trùng"),
        )
    with node.store.reading() as reader:
        assert reader.record("commitment", third).state == "live"
        assert lasting_record(reader, reader.record("commitment", first)).key == third
