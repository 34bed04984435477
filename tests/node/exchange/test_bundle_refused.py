"""A bundle is trusted for nothing: whoever carried it may have changed, cut, aged or filled it."""

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from on_a_stick import carry, count, everything, flip, rewrite, take
from two_places import Place, grant

from lienvung.core.errors import LienVungError
from lienvung.node.exchange.bundle_import import import_bundle
from lienvung.node.exchange.errors import (
    BundleForAnother,
    BundleFromFuture,
    BundleKeyUnknown,
    BundleMalformed,
    BundleOutdated,
    BundleSealBroken,
    EntriesInvalid,
    LogForked,
)
from lienvung.node.signing import adopt_installation
from lienvung.node.stores.sqlite import open_sqlite


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
    before = everything(here)
    with pytest.raises(EntriesInvalid):
        import_bundle(here.node, rewrite(path, "limitation/tile/entries", flip))
    assert everything(here) == before


def test_a_bundle_of_a_forked_log_is_found(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A second history on a stick is a fork like any other."""
    here, there = agreed
    for name in ("node.sqlite", "node.sqlite-wal"):
        shutil.copy(there.folder / name, tmp_path / name)
    twin = replace(there.node, store=open_sqlite(tmp_path / "node.sqlite"))
    adopt_installation(twin)
    there.write(text="một")
    here.pull(there)
    there.node, original = twin, there.node
    there.write(2, text="hai")
    path = carry(there, here, tmp_path / "b.zip", "full")
    there.node = original
    with pytest.raises(LogForked):
        import_bundle(here.node, path)
    with here.node.store.reading() as reader:
        assert [row.kind for row in reader.evidence()] == ["fork"]


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


@pytest.mark.parametrize(("spoil", "rule"), [("heads", "longer than 64 MiB"), ("", "unpacks to too much")])
def test_a_bomb_in_a_bundle_is_bounded(agreed: tuple[Place, Place], tmp_path: Path, spoil: str, rule: str) -> None:
    """A member that unpacks beyond 64 MiB is refused while it is read, and many that do together before that."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            spoilt = name == spoil or (not spoil and name.startswith("logs/"))
            new.writestr(name, bytes(65 * 1024 * 1024 if spoil else 16 * 1024 * 1024) if spoilt else old.read(name))
    before = everything(here)
    with pytest.raises(BundleMalformed, match=rule):
        import_bundle(here.node, bomb)
    assert everything(here) == before


def test_a_bundle_from_the_future_is_refused(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A clock that runs ahead is told, and nothing is taken in."""
    here, there = agreed
    there.clock.at += timedelta(hours=2)
    path = carry(there, here, tmp_path / "b.zip")
    with pytest.raises(BundleFromFuture):
        take(here, path)
    assert count(here) == 0


def test_an_older_bundle_is_old_news_and_no_alarm(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A bundle that was on its way for long is refused as old, and nobody is accused of a rollback."""
    here, there = agreed
    first = carry(there, here, tmp_path / "1.zip")
    there.write(2)
    take(here, carry(there, here, tmp_path / "2.zip"))
    with pytest.raises(BundleOutdated):
        take(here, first)
    with here.node.store.reading() as reader:
        assert reader.evidence() == []


def test_a_bundle_for_a_key_that_is_gone_is_refused(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """It is named as sealed to another key before anything of it is read."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    assert here.node.keys is not None
    here.node = replace(here.node, keys=replace(here.node.keys, encryption=X25519PrivateKey.generate()))
    with pytest.raises(BundleKeyUnknown):
        take(here, path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_bundle_changes_nothing(agreed: tuple[Place, Place], tmp_path: Path, part: float) -> None:
    """A stick that was pulled out too soon leaves a file that is refused as a whole."""
    here, there = agreed
    path = carry(there, here, tmp_path / "b.zip")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    before = everything(here)
    with pytest.raises(BundleMalformed):
        take(here, path)
    assert everything(here) == before


def test_any_spoilt_member_refuses_the_whole_bundle(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Every log, value and head is spoiled in turn, and each time nothing at all is taken in."""
    here, there = agreed
    here.agree(there, grant("hai-phong", "quang-ninh"))
    path = carry(there, here, tmp_path / "b.zip")
    before = everything(here)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    for name in names:
        if not name.startswith(("logs/", "values/", "heads")):
            continue
        spoiled = rewrite(path, name, lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])
        with pytest.raises(LienVungError):
            take(here, spoiled)
        assert everything(here) == before, name
