"""What is left of a personal part, and of the files it named, once it was erased."""

import hashlib
from dataclasses import replace

from two_places import Place, grant

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.key import new_key
from lienvung.node.append import Change, append
from lienvung.node.erasure import acknowledge_erasures, acknowledgements, not_acknowledged, scrub_if_due
from lienvung.node.exchange.blob_access import may_have_blob
from lienvung.node.fsck import fsck
from lienvung.node.keys import public_bytes
from lienvung.node.rebuild import canonical_dump, rebuild
from lienvung.node.stores.rows import BlobRef, Query

PASSPORT = parse_definition(
    {
        "register": "giay-to",
        "version": 1,
        "title": {"vi": "Giấy tờ"},
        "parts": {"shared": {}, "personal": {"personal": "sensitive"}},
        "title-field": "name",
        "fields": [
            {"name": "name", "label": {"vi": "Tên"}, "datatype": "string"},
            {"name": "scan", "label": {"vi": "Ảnh"}, "datatype": "file", "part": "personal"},
        ],
    }
)
PERSON = parse_definition(
    {
        "register": "nguoi",
        "version": 1,
        "title": {"vi": "Người"},
        "parts": {"shared": {}, "personal": {"personal": "basic"}},
        "title-field": "role",
        "fields": [
            {"name": "role", "label": {"vi": "Vai"}, "datatype": "string"},
            {"name": "paper", "label": {"vi": "Giấy"}, "datatype": "file"},
            {"name": "name", "label": {"vi": "Tên"}, "datatype": "string", "part": "personal"},
        ],
    }
)
DATA = b"CCCD 0123"
SCAN = hashlib.sha256(DATA).hexdigest()
KEY = new_key("quang-ninh", "a" * 16)


def tell(hai_phong: Place, quang_ninh: Place) -> None:
    """Let Hải Phòng have a record of Quảng Ninh with a personal file."""
    for place in (hai_phong, quang_ninh):
        place.node = replace(place.node, catalogue={**place.node.catalogue, "giay-to": PASSPORT})
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", "giay-to", ("personal", "shared")))
    item = {"shared": {"name": "A"}, "personal": {"scan": SCAN}}
    append(quang_ninh.node, [Change("put", "giay-to", KEY, item)], idempotency_key="1", blobs={SCAN: DATA})
    hai_phong.pull(quang_ninh)


def dump(place: Place) -> bytes:
    with place.node.store.reading() as reader:
        return canonical_dump(reader)


def test_erasing_destroys_the_file_on_both_sides(hai_phong: Place, quang_ninh: Place) -> None:
    """Once the erasure has arrived neither side holds the file, names it, or gives it away, also after a rebuild."""
    tell(hai_phong, quang_ninh)
    for place in (hai_phong, quang_ninh):
        with place.node.store.reading() as reader:
            assert reader.blob(SCAN) == DATA
    quang_ninh.change("erase", "giay-to", KEY, {"parts": ["personal"], "ground": "yêu cầu của công dân"})
    hai_phong.pull(quang_ninh)
    assert hai_phong.source(quang_ninh).blob(SCAN) is None
    for place in (hai_phong, quang_ninh):
        before = dump(place)
        rebuild(place.node.store, place.node.catalogue)
        assert dump(place) == before
        with place.node.store.reading() as reader:
            assert (reader.has_blob(SCAN), reader.blob_refs(SCAN)) == (False, [])


def test_a_file_is_given_only_by_a_part_that_is_held(hai_phong: Place, quang_ninh: Place) -> None:
    """Were the file and its reference left behind by an erasure, nobody gets it, and fsck says what is too much."""
    tell(hai_phong, quang_ninh)
    quang_ninh.change("erase", "giay-to", KEY, {"parts": ["personal"], "ground": "yêu cầu của công dân"})
    with quang_ninh.node.store.writing() as writer:
        writer.add_blob(DATA)
        writer.add_blob_refs([(SCAN, BlobRef("quang-ninh/giay-to", 1, "personal"))])
    with quang_ninh.node.store.reading() as reader:
        assert not may_have_blob(reader, quang_ninh.node, "hai-phong", SCAN)
    keys = {place.name: public_bytes(place.node.keys.log) for place in (hai_phong, quang_ninh) if place.node.keys}
    (finding,) = fsck(quang_ninh.node.store, keys, quang_ninh.node.catalogue).findings
    assert finding.code == "projection-differs"
    assert SCAN in finding.detail


PAPER_DATA = "Đơn của bà Nguyễn Thị Lan".encode()
PAPER = hashlib.sha256(PAPER_DATA).hexdigest()


def test_papers_that_hold_the_same_data_go_too(hai_phong: Place, quang_ninh: Place) -> None:
    """The erase names the paper: its bytes are destroyed on both sides, nobody fetches them again, the record stays."""
    tell(hai_phong, quang_ninh)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", "document"))
    paper = "quang-ninh-" + "c" * 16
    values = {"number": "01/BC", "subject": "Đơn", "file": PAPER, "nature": "illustrative"}
    put = Change("put", "document", paper, {"shared": values})
    append(quang_ninh.node, [put], idempotency_key="paper", blobs={PAPER: PAPER_DATA})
    hai_phong.pull(quang_ninh)
    for place in (hai_phong, quang_ninh):
        with place.node.store.reading() as reader:
            assert reader.blob(PAPER) == PAPER_DATA
    ground = {"parts": ["personal"], "ground": "yêu cầu của công dân", "files": [PAPER]}
    quang_ninh.change("erase", "giay-to", KEY, ground)
    hai_phong.pull(quang_ninh)
    quang_ninh.asked.clear()
    hai_phong.pull(quang_ninh)
    assert not any("/blobs/" in path for path in quang_ninh.asked)
    for place in (hai_phong, quang_ninh):
        before = dump(place)
        rebuild(place.node.store, place.node.catalogue)
        assert dump(place) == before
        with place.node.store.reading() as reader:
            assert (reader.blob(PAPER), reader.record("document", paper).values["file"]) == (None, PAPER)
            assert [row.files for row in reader.erasures("quang-ninh")] == [(PAPER,)]
            assert reader.missing_blobs("quang-ninh", 9) == []


def test_nobody_destroys_what_another_side_holds_for_itself(hai_phong: Place, quang_ninh: Place) -> None:
    """A paper that our own record names stays with us until we erase it ourselves."""
    tell(hai_phong, quang_ninh)
    ours = "hai-phong-" + "c" * 16
    values = {"number": "01/BC", "subject": "Đơn", "file": PAPER, "nature": "illustrative"}
    put = Change("put", "document", ours, {"shared": values})
    append(hai_phong.node, [put], idempotency_key="p", blobs={PAPER: PAPER_DATA})
    ground = {"parts": ["personal"], "ground": "yêu cầu của công dân", "files": [PAPER]}
    quang_ninh.change("erase", "giay-to", KEY, ground)
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        assert [row.files for row in reader.erasures()] == [(PAPER,)]
        assert reader.blob(PAPER) == PAPER_DATA


def test_no_byte_of_it_is_left_in_the_files(hai_phong: Place, quang_ninh: Place) -> None:
    """Neither values nor searched words nor papers stay in the store's files: pages, index, write-ahead log."""
    told = "Trịnh Khắc Uyên"
    for place in (hai_phong, quang_ninh):
        place.node = replace(place.node, catalogue={**place.node.catalogue, "nguoi": PERSON})
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", "nguoi", ("personal", "shared")))
    key = "quang-ninh-" + "d" * 16
    item = {"shared": {"role": "đầu mối", "paper": PAPER}, "personal": {"name": told}}
    append(quang_ninh.node, [Change("put", "nguoi", key, item)], idempotency_key="1", blobs={PAPER: PAPER_DATA})
    hai_phong.pull(quang_ninh)
    marks = (told.encode(), b"khac uyen", b"uyen", PAPER_DATA)
    for place in (hai_phong, quang_ninh):
        with place.node.store.reading() as reader:
            assert reader.find("nguoi", Query(where={"name": told})).total == 1
        assert any(mark in data for mark in marks for data in store_files(place))
    quang_ninh.change("erase", "nguoi", key, {"parts": ["personal"], "ground": "yêu cầu", "files": [PAPER]})
    hai_phong.pull(quang_ninh)
    for place in (hai_phong, quang_ninh):
        assert scrub_if_due(place.node.store)
        assert [mark for mark in marks for data in store_files(place) if mark in data] == []
        with place.node.store.reading() as reader:
            assert reader.find("nguoi", Query(where={"name": told})).total == 0


def store_files(place: Place) -> list[bytes]:
    return [path.read_bytes() for path in place.folder.glob("node.sqlite*")]


def test_a_partner_says_that_it_is_done_once_nothing_is_left(hai_phong: Place, quang_ninh: Place) -> None:
    """It tells after its files were scrubbed, and once; the steward reads who has told and who has not."""
    tell(hai_phong, quang_ninh)
    quang_ninh.change("erase", "giay-to", KEY, {"parts": ["personal"], "ground": "yêu cầu của công dân"})
    with quang_ninh.node.store.reading() as reader:
        (erasure,) = reader.erasures()
        assert acknowledgements(reader, erasure) == {}
    hai_phong.pull(quang_ninh)
    with quang_ninh.node.store.reading() as reader:
        assert not_acknowledged(reader, erasure) == {"hai-phong"}
    assert acknowledge_erasures(hai_phong.node) == 0, "its files still hold what was deleted"
    assert scrub_if_due(hai_phong.node.store)
    assert acknowledge_erasures(hai_phong.node) == 1
    assert acknowledge_erasures(hai_phong.node) == 0
    assert not scrub_if_due(hai_phong.node.store)
    quang_ninh.pull(hai_phong)
    with quang_ninh.node.store.reading() as reader:
        assert list(acknowledgements(reader, erasure)) == ["hai-phong"]
        assert not_acknowledged(reader, erasure) == set()
