"""Others read our logs, and our client reads others' (docs/outside-readers.md)."""

import ast
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import outside_reader
import pytest
import zstandard
from two_places import Place, grant

from lienvung.core.tlog.checkpoint import Checkpoint, open_checkpoint
from lienvung.core.tlog.merkle import Frontier
from lienvung.core.tlog.note import Verifier, parse_vkey
from lienvung.core.tlog.tile import format_tile_path
from lienvung.node.exchange.bundle import export_bundle
from lienvung.node.exchange.errors import TileInvalid
from lienvung.node.exchange.tree import RemoteTree, continues, read_bundles

TESSERA = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
FOLDER = Path(__file__).resolve().parents[4] / "shared" / "vectors" / "tessera-log"
needs_tessera = pytest.mark.skipif(not FOLDER.is_dir(), reason="the public vectors (../shared/vectors) are not here")


def test_the_outside_reader_is_outside() -> None:
    """It imports the standard library and cryptography, and nothing else."""
    tree = ast.parse(Path(outside_reader.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    roots = {str(name).partition(".")[0] for name in imported}
    assert roots - set(sys.stdlib_module_names) == {"cryptography"}


@pytest.mark.parametrize("count", [2, 300])
@pytest.mark.parametrize("way", ["http", "bundle"])
def test_an_outside_reader_reads_our_log(
    hai_phong: Place, quang_ninh: Place, tmp_path: Path, way: str, count: int
) -> None:
    """By pages and public formats alone it finds every leaf under the signed root, and the witness's line."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(count)
    hai_phong.pull(quang_ninh)
    quang_ninh.pull(hai_phong)
    assert hai_phong.node.keys is not None
    if way == "http":
        key, now = hai_phong.node.keys.request, hai_phong.clock
        ask = outside_reader.signing_fetch(
            quang_ninh.address, "quang-ninh", "hai-phong", key, lambda: now().timestamp()
        )
        checkpoint, node_json, fetch = outside_reader.http_fetch(ask, "limitation")
    else:
        export_bundle(quang_ninh.node, quang_ninh.contact(hai_phong), tmp_path / "b.zip", since="full")
        checkpoint, node_json, fetch = outside_reader.bundle_fetch(tmp_path / "b.zip", "limitation")
    fingerprint, log_keys = outside_reader.keys_of(node_json, "log")
    assert fingerprint == hai_phong.contact(quang_ninh).fingerprint
    leaves = outside_reader.read_log(checkpoint, log_keys, fetch)
    with quang_ninh.node.store.reading() as reader:
        assert leaves == list(reader.entries("quang-ninh/limitation", 0, count + 1))
    assert json.loads(leaves[-1])["register"] == "limitation"


def test_an_outside_reader_knows_our_witness(hai_phong: Place, quang_ninh: Place) -> None:
    """The monitoring address is open: anybody sees what we cosigned last, and that we did."""
    hai_phong.pull(quang_ninh)
    origin = outside_reader.sha(b"quang-ninh/node").hex()
    assert hai_phong.node.keys is not None
    ask = outside_reader.signing_fetch(hai_phong.address, "x", "nobody", hai_phong.node.keys.log, lambda: 0.0)
    note = ask(f"{outside_reader.PREFIX}/witness/{origin}/checkpoint").decode()
    _, keys = outside_reader.keys_of(ask(f"{outside_reader.PREFIX}/node.json"), "witness")
    assert any(outside_reader.signed_by(note, "hai-phong/witness", 4, key) for key in keys)


class Tessera:
    """The public test log of Tessera as a source: files in the tlog-tiles layout."""

    partner = "example.com"

    def tile(self, register: str, level: int, n: int, width: int) -> bytes:
        return (FOLDER / format_tile_path(level, n, width)).read_bytes()

    def entry_bundle(self, register: str, n: int, width: int) -> bytes:
        return (FOLDER / format_tile_path("entries", n, width)).read_bytes()

    def pack(self, register: str, first: int, count: int) -> list[bytes]:
        return [zstandard.compress(self.entry_bundle(register, n, 256)) for n in range(first, first + count)]


def tessera_tree(name: str) -> RemoteTree:
    """Open one checkpoint of the public log, under its published key, as the tree that our client follows."""
    origin, _, key = parse_vkey(TESSERA)
    note = (FOLDER / name).read_bytes()
    head = open_checkpoint(note, Verifier(origin, key), origin)
    return RemoteTree(Tessera(), "testdata", head, note)  # type: ignore[arg-type] # what of a source a tree asks


def follow(tree: RemoteTree, held: Frontier) -> Frontier:
    """Follow the log from what is held to the tree's head, as a pull does."""
    ties = tree.authenticate(held)
    assert ties is not None
    with ThreadPoolExecutor(1) as ahead:
        for bundle in read_bundles(tree, held.size, ahead):
            assert continues(bundle, held)
            assert ties.hold(bundle)
            held = held.extend(bundle.hashes[held.size - bundle.n * 256 :])
    return held


@needs_tessera
def test_our_client_follows_the_tessera_log() -> None:
    """Through all sixteen checkpoints, entry by entry, each head continues the one before."""
    held, before = Frontier(), Checkpoint("", 0, b"")
    for size in range(1, 16):
        tree = tessera_tree(f"checkpoint.{size}")
        tree.check_continues(before.size, before.root, b"")
        held = follow(tree, held)
        assert (held.size, held.root()) == (size, tree.checkpoint.root)
        before = tree.checkpoint
    assert tessera_tree("checkpoint").checkpoint == before


@needs_tessera
@pytest.mark.parametrize("start", range(15))
def test_our_client_joins_the_tessera_log_anywhere(start: int) -> None:
    """From any earlier size the newest head is reached in one step."""
    held = follow(tessera_tree(f"checkpoint.{start}"), Frontier()) if start else Frontier()
    assert follow(tessera_tree("checkpoint.15"), held).root() == tessera_tree("checkpoint.15").checkpoint.root


@needs_tessera
def test_our_client_refuses_a_spoilt_tessera_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bit in a tile, and nothing of it is believed."""
    whole = Tessera.tile

    def spoilt(self: Tessera, register: str, level: int, n: int, width: int) -> bytes:
        data = whole(self, register, level, n, width)
        return data[:40] + bytes([data[40] ^ 1]) + data[41:]

    monkeypatch.setattr(Tessera, "tile", spoilt)
    tree = tessera_tree("checkpoint.15")
    assert tree.authenticate(Frontier()) is None
    with pytest.raises(TileInvalid):
        tree.check_continues(7, tessera_tree("checkpoint.7").checkpoint.root, b"")
