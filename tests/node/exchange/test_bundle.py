"""Bundles: what would have come over the line, in one file that is trusted for nothing."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from two_places import SAMPLE, Place, grant

from lienvung.core.errors import LienVungError
from lienvung.node.append import Change, append
from lienvung.node.exchange.bundle import export_bundle, import_bundle
from lienvung.node.exchange.bundle_check import verify_bundle
from lienvung.node.exchange.errors import (
    BundleForAnother,
    BundleGap,
    BundleMalformed,
    BundleSealBroken,
    EntriesInvalid,
    LogForked,
)
from lienvung.node.exchange.seal import open_seal, seal
from lienvung.node.stores.rows import Query

VECTORS = Path(__file__).parents[3] / "docs/formats/vectors/bundle.json"
LIMITATION = "quang-ninh/limitation"


@pytest.fixture
def agreed(hai_phong: Place, quang_ninh: Place) -> tuple[Place, Place]:
    """An agreement in force, and three records written there of which nothing was pulled."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(3)
    return hai_phong, quang_ninh


def carry(there: Place, here: Place, path: Path, *, whole: bool = False) -> Path:
    """Write a bundle there for here."""
    export_bundle(there.node, there.contact(here), path, whole=whole)
    return path


def rewrite(path: Path, member: str, edit: Callable[[bytes], bytes]) -> Path:
    """Copy a bundle with the members whose name contains a text edited."""
    copy = path.with_suffix(".edited")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            new.writestr(name, edit(old.read(name)) if member in name else old.read(name))
    return copy


def flip(data: bytes) -> bytes:
    return data[:20] + bytes([data[20] ^ 1]) + data[21:]


def count(place: Place) -> int:
    with place.node.store.reading() as reader:
        return reader.count("limitation") if reader.definition("limitation") else 0


@pytest.mark.parametrize("vector", json.loads(VECTORS.read_text()), ids=lambda vector: vector["comment"])
def test_vectors(vector: dict[str, str]) -> None:
    """Each vector's keys and member name give exactly its sealed bytes, and the recipient opens them."""
    recipient = X25519PrivateKey.from_private_bytes(bytes.fromhex(vector["recipient_private"]))
    ephemeral = X25519PrivateKey.from_private_bytes(bytes.fromhex(vector["ephemeral_private"]))
    sealed = seal(vector["member"], vector["plaintext"].encode(), ephemeral, recipient.public_key().public_bytes_raw())
    assert sealed.hex() == vector["sealed"]
    opened = open_seal(vector["member"], sealed, ephemeral.public_key().public_bytes_raw(), recipient)
    assert opened == vector["plaintext"].encode()


def test_a_bundle_brings_what_a_pull_would(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Entries, values and files arrive without any request, and the log equals the original."""
    here, there = agreed
    data = "Biên bản".encode()
    digest = hashlib.sha256(data).hexdigest()
    key = there.write()[0]
    source = {"file": digest, "page": 1, "rectangle": [0, 0, 9, 9], "exact": "x"}
    append(
        there.node,
        [Change("put", "limitation", key, {"shared": SAMPLE["limitation"], "source": source})],
        idempotency_key="file",
        blobs={digest: data},
    )
    path = carry(there, here, tmp_path / "gói.zip")
    there.asked.clear()
    report = import_bundle(here.node, path)
    assert (report.troubles, there.asked) == ((), [])
    assert (count(here), report.blobs) == (4, 1)
    with here.node.store.reading() as reader, there.node.store.reading() as original:
        copy, log = reader.log(LIMITATION), original.log(LIMITATION)
        assert copy is not None
        assert log is not None
        assert copy.frontier == log.frontier
        assert reader.blob(digest) == data


def test_a_large_bundle_is_tied_by_its_tiles(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Thousands of entries come through the same batches as over the line."""
    here, there = agreed
    there.write(3000)
    import_bundle(here.node, carry(there, here, tmp_path / "b.zip"))
    assert count(here) == 3003


def test_the_same_bundle_twice_brings_nothing_new(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """The second import verifies, adds no entry, no value and no second receipt."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    import_bundle(here.node, path)
    report = import_bundle(here.node, path)
    assert (report.new, report.values) == (0, 0)
    with here.node.store.reading() as reader:
        of = hashlib.sha256(path.read_bytes()).hexdigest()
        assert reader.count("acceptance", {"of": of}) == 1


def test_the_receipt_reaches_the_sender(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """After the next exchange the sender's copy of the recipient's log names the bundle's hash."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    import_bundle(here.node, path)
    there.pull(here)
    of = hashlib.sha256(path.read_bytes()).hexdigest()
    with there.node.store.reading() as reader:
        (receipt,) = reader.find("acceptance", Query(where={"of": of})).records
    assert receipt.steward == "hai-phong"


def test_both_ledgers_have_the_bundles_lines(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Each log's values stand under one id on both sides."""
    here, there = agreed
    import_bundle(here.node, carry(there, here, tmp_path / "b.zip", whole=True))
    with there.node.store.reading() as reader:
        given = {row.id for row in reader.transfers("hai-phong") if row.detail == "bundle"}
    with here.node.store.reading() as reader:
        taken = {row.id for row in reader.transfers("quang-ninh") if row.direction == "in"}
    assert {row for row in given if row.endswith("/limitation")} <= taken


def test_the_next_bundle_carries_only_what_is_new(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A second bundle is smaller, continues the first, and is refused where the first is missing."""
    here, there = agreed
    there.write(600)
    first = carry(there, here, tmp_path / "1.zip")
    there.write(2)
    second = carry(there, here, tmp_path / "2.zip")
    assert second.stat().st_size < first.stat().st_size / 2
    with pytest.raises(BundleGap):
        import_bundle(here.node, second)
    import_bundle(here.node, first)
    assert import_bundle(here.node, second).troubles == ()
    assert count(here) == 605


def test_values_in_a_bundle_are_sealed(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Nobody who finds the stick reads a value from it."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist() if name != "node.json")
    assert "giải phóng mặt bằng".encode() not in everything


def test_a_bundle_without_an_agreement_carries_no_register(hai_phong: Place, quang_ninh: Place, tmp_path: Path) -> None:
    """What may not leave over the line may not leave on a stick."""
    quang_ninh.write(3)
    path = carry(quang_ninh, hai_phong, tmp_path / "b.zip")
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "limitation" in name]


def test_a_bundle_for_another_is_refused(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A bundle is opened only by the node that it names."""
    here, there = agreed
    with pytest.raises(BundleForAnother):
        import_bundle(there.node, carry(there, here, tmp_path / "b.zip"))


@pytest.mark.parametrize(
    ("member", "edit", "refusal"),
    [
        ("values/limitation", flip, BundleSealBroken),
        ("bundle.json", lambda data: data.replace(b"/v1", b"/v2"), BundleMalformed),
        ("bundle.json", lambda data: data + b"\n", BundleMalformed),
    ],
)
def test_a_tampered_bundle_is_refused(
    agreed: tuple[Place, Place],
    tmp_path: Path,
    member: str,
    edit: Callable[[bytes], bytes],
    refusal: type[LienVungError],
) -> None:
    """A changed seal or manifest is an error of its own; the untouched bundle then goes in."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    with pytest.raises(refusal):
        import_bundle(here.node, rewrite(path, member, edit))
    import_bundle(here.node, path)
    assert count(here) == 3


def test_a_tampered_entry_in_a_bundle_is_found(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Entries are verified exactly as over the line."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    report = import_bundle(here.node, rewrite(path, "limitation/tile/entries", flip))
    assert [type(trouble) for trouble in report.troubles] == [EntriesInvalid]
    assert count(here) == 0


def test_a_bundle_of_a_forked_log_is_found(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A second history on a stick is a fork like any other."""
    from dataclasses import replace

    from lienvung.node.append import adopt_installation
    from lienvung.node.stores.sqlite import open_sqlite

    here, there = agreed
    for name in ("node.sqlite", "node.sqlite-wal"):
        shutil.copy(there.folder / name, tmp_path / name)
    twin = replace(there.node, store=open_sqlite(tmp_path / "node.sqlite"))
    adopt_installation(twin)
    there.write(text="một")
    here.pull(there)
    there.node, original = twin, there.node
    there.write(2, text="hai")
    path = carry(there, here, tmp_path / "b.zip", whole=True)
    there.node = original
    report = import_bundle(here.node, path)
    assert [type(trouble) for trouble in report.troubles] == [LogForked]


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({}, "manifest is not first"),
        ({"heads": b"", "bundle.json": b""}, "manifest is not first"),
        ({"bundle.json": b"{}", "../evil": b""}, "unknown member"),
        ({"bundle.json": b"{}", "logs/limitation/tile/entries/000.exe": b""}, "unknown member"),
    ],
)
def test_a_zip_that_is_no_bundle_is_refused(
    hai_phong: Place, tmp_path: Path, members: dict[str, bytes], rule: str
) -> None:
    """Members outside the table, and a missing manifest, are refused before anything is read."""
    path = tmp_path / "b.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(BundleMalformed, match=rule):
        import_bundle(hai_phong.node, path)


def test_what_is_no_zip_is_refused(hai_phong: Place, tmp_path: Path) -> None:
    """A renamed file is named as what it is not."""
    path = tmp_path / "b.zip"
    path.write_bytes(b"rubbish")
    with pytest.raises(BundleMalformed, match="not a zip file"):
        import_bundle(hai_phong.node, path)


def test_a_bomb_in_a_bundle_is_bounded(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A member that unpacks beyond 64 MiB is refused while it is read."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, bytes(65 * 1024 * 1024) if name == "heads" else old.read(name))
    with pytest.raises(BundleMalformed, match="longer than 64 MiB"):
        import_bundle(here.node, bomb)


def test_verifying_a_bundle_keeps_nothing(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A look at a bundle says what it holds; the store is as before; a tampered one is named."""
    here, there = agreed
    there.write(600)
    path = carry(there, here, tmp_path / "b.zip")
    report = verify_bundle(here.node, path)
    by_origin = {log.origin: log for log in report.logs}
    assert (report.troubles, by_origin[LIMITATION].new, by_origin[LIMITATION].values.bad) == ((), 604, [])
    assert count(here) == 0
    tampered = verify_bundle(here.node, rewrite(path, "limitation/tile/entries/000", flip))
    assert [type(trouble) for trouble in tampered.troubles] == [EntriesInvalid]
    import_bundle(here.node, path)
    there.write(2)
    assert verify_bundle(here.node, carry(there, here, tmp_path / "2.zip")).troubles == ()
