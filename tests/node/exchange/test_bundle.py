"""Bundles: what would have come over the line, in one file."""

import hashlib
import json
import secrets
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from on_a_stick import carry, count, everything, flip, rewrite, take
from two_places import PARTS, SAMPLE, Place

from lienvung.core.register.key import format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.exchange.bundle_import import import_bundle, look_into_bundle
from lienvung.node.exchange.bundle_source import BundleSource
from lienvung.node.exchange.errors import BundleGap, EntriesInvalid
from lienvung.node.exchange.parts_framing import NO_SALT, State
from lienvung.node.exchange.seal import open_seal, seal
from lienvung.node.receipts import crossings

VECTORS = Path(__file__).parents[3] / "docs/formats/vectors/bundle.json"
LIMITATION = "quang-ninh/limitation"


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
    report = take(here, path).report
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
    """The second import adds no entry of theirs and none of ours: one receipt."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    take(here, path)
    before = everything(here)
    again = take(here, path)
    assert (again.repeated, again.report.new, everything(here)) == (True, 0, before)
    with here.node.store.reading() as reader:
        assert reader.count("receipt", {"file": hashlib.sha256(path.read_bytes()).hexdigest()}) == 1


def test_the_receipt_reaches_the_sender(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """After the next exchange the sender's copy of the recipient's log names the bundle's hash."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    import_bundle(here.node, path)
    there.pull(here)
    with there.node.store.reading() as reader:
        (crossing,) = crossings(reader, "quang-ninh", "hai-phong")
    assert (crossing.giver, crossing.taker, crossing.matches) == ("quang-ninh", "hai-phong", True)
    assert crossing.taken is not None
    assert crossing.taken.result == "complete"


def test_both_ledgers_have_the_bundles_lines(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Each log's values stand under one id on both sides."""
    here, there = agreed
    import_bundle(here.node, carry(there, here, tmp_path / "b.zip", "full"))
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
    second = carry(there, here, tmp_path / "2.zip", "handed-out")
    assert second.stat().st_size < first.stat().st_size / 2
    with pytest.raises(BundleGap):
        import_bundle(here.node, second)
    import_bundle(here.node, first)
    assert take(here, second).report.troubles == ()
    assert count(here) == 605


def test_values_in_a_bundle_are_sealed(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Nobody who finds the stick reads a value from it."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist() if name != "node.json")
    assert "giải phóng mặt bằng".encode() not in everything


def test_a_bundle_without_an_agreement_carries_no_register(hai_phong: Place, quang_ninh: Place, tmp_path: Path) -> None:
    """What may not leave over the line may not leave on a stick: of such a log its head alone, to be witnessed."""
    quang_ninh.write(3)
    path = carry(quang_ninh, hai_phong, tmp_path / "b.zip")
    with zipfile.ZipFile(path) as archive:
        assert [name for name in archive.namelist() if "limitation" in name] == ["requests/limitation"]


def test_what_export_writes_import_takes(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A file longer than a member may be travels in pieces, values in several members, and all of it arrives."""
    here, there = agreed
    data = secrets.token_bytes(70 * 1024 * 1024)
    digest = hashlib.sha256(data).hexdigest()
    source = {"file": digest, "page": 1, "rectangle": [0, 0, 9, 9], "exact": "x" * 200_000}
    for n in range(90):
        key = new_key(there.name, format_token(secrets.token_bytes(10)))
        item = {"shared": SAMPLE["limitation"], "source": source}
        append(there.node, [Change("put", "limitation", key, item)], idempotency_key=str(n), blobs={digest: data})
    path = carry(there, here, tmp_path / "b.zip")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    assert len([name for name in names if name.startswith(f"blobs/{digest}/")]) == 3
    assert len([name for name in names if name.startswith("values/limitation/")]) == 2
    assert take(here, path).report.troubles == ()
    with here.node.store.reading() as reader:
        assert reader.blob(digest) == data
    assert count(here) == 93


def test_an_import_that_was_cut_goes_on(
    agreed: tuple[Place, Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the power went after the entries and before the values, the same file again brings the rest, once."""
    here, there = agreed
    there.write(3000)
    path = carry(there, here, tmp_path / "b.zip")

    def cut(source: BundleSource, request: bytes) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(BundleSource, "parts", cut)
        with pytest.raises(KeyboardInterrupt):
            take(here, path)
    assert count(here) == 0
    assert take(here, path).report.troubles == ()
    assert count(here) == 3003
    with here.node.store.reading() as reader:
        assert reader.count("receipt") == 1


def test_personal_parts_stay_without_a_grant(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Of a part that no grant names the bundle carries neither words nor salt, sealed or not."""
    here, there = agreed
    there.write(1, text="Một vướng mắc có người phản ánh")
    path = carry(there, here, tmp_path / "b.zip", "full")
    assert here.node.keys is not None
    source = BundleSource(path, "hai-phong", here.node.keys.opening())
    with there.node.store.reading() as reader:
        names = {row.name for row in reader.parts(LIMITATION, 1, 5)}
        records = [source.record("limitation", index, name) for index in range(1, 5) for name in names]
    held = {record.ordinal for record in records if record is not None and record.state is State.HELD}
    withheld = [record for record in records if record is not None and record.state is State.WITHHELD]
    assert (len(held), len(names)) == (len(PARTS), len(names))
    assert all((record.salt, record.body) == (NO_SALT, b"") for record in withheld)
    assert withheld
    source.close()


def test_verifying_a_bundle_keeps_nothing(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A look at a bundle says what it holds; the store is as before; a tampered one is named."""
    here, there = agreed
    there.write(600)
    path = carry(there, here, tmp_path / "b.zip")
    report = look_into_bundle(here.node, path).report
    by_origin = {log.origin: log for log in report.logs}
    assert (report.troubles, by_origin[LIMITATION].new, by_origin[LIMITATION].values.bad) == ((), 604, [])
    assert count(here) == 0
    tampered = look_into_bundle(here.node, rewrite(path, "limitation/tile/entries/000", flip)).report
    assert [type(trouble) for trouble in tampered.troubles] == [EntriesInvalid]
    import_bundle(here.node, path)
    there.write(2)
    assert look_into_bundle(here.node, carry(there, here, tmp_path / "2.zip", "handed-out")).report.troubles == ()
