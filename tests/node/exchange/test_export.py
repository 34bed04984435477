"""The sealed export: opened and verified by its own script in a process that has no Liên Vùng."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from two_places import Place, grant

from lienvung.core.register.key import format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.contact import own_document
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.export.create import SCRIPT, ExportExists, PassphraseShort, write_export

PASSPHRASE = "năm từ ngẫu nhiên và dài"


@pytest.fixture
def full(places: tuple[Place, Place]) -> tuple[Place, Place]:
    """A node with all sorts of entries: internal and personal parts, a file, retirements, a partner's log."""
    here, there = places
    here.agree(there, grant("hai-phong", "quang-ninh"), grant("quang-ninh", "hai-phong"))
    keys = here.write(300, text="một")
    here.change("retire", "limitation", keys[0], {"reason": "xong"})
    there.write(3, text="của bên kia")
    here.pull(there)
    key = new_key("hai-phong", format_token(b"0123456789"))
    item = {"shared": {"name": "Sở Du lịch"}, "personal": {"contact-name": "Nguyễn Thị Lan"}}
    append(here.node, [Change("put", "organisation", key, item)], idempotency_key="organisation")
    submit_checkpoints(here.node, here.contact(there), here.source(there))
    return here, there


def verify(archive: Path, to: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run the script beside the archive; -I: no environment, no current folder, nothing of this repository."""
    command = [sys.executable, "-I", str(archive.parent / SCRIPT), str(archive), "--to", str(to), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def fingerprint(place: Place) -> str:
    with place.node.store.reading() as reader:
        own = own_document(reader)
    assert own is not None
    return own.fingerprint


def test_the_successor_opens_everything(full: tuple[Place, Place], tmp_path: Path) -> None:
    """With the successor's key all logs verify, and each record lies there with its internal and personal parts."""
    here, there = full
    archive = write_export(here.node, tmp_path / "out", here.contact(there).encryption_key)
    key = str(there.folder / "keys" / "encryption.pem")
    done = verify(archive, tmp_path / "open", "--key", key, "--root", fingerprint(here))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hai-phong/limitation: 302 ✎ 1" in done.stdout
    assert "SOUND" in done.stdout
    lines = (tmp_path / "open/records/organisation/0.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["values"]["contact-name"] for line in lines] == ["Nguyễn Thị Lan"]
    states = [json.loads(line)["state"] for line in _lines(tmp_path / "open/records/limitation")]
    assert (states.count("live"), states.count("retired")) == (302, 1)
    with (tmp_path / "open/records/limitation/0.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["steward"] for row in rows} == {"hai-phong", "quang-ninh"}
    assert "một" in {row["text"] for row in rows}


def _lines(folder: Path) -> list[str]:
    return [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]


def test_a_passphrase_opens_it_and_nothing_else_does(full: tuple[Place, Place], tmp_path: Path) -> None:
    """Under a passphrase: the right one opens, a wrong one and another key do not."""
    here, there = full
    archive = write_export(here.node, tmp_path / "out", PASSPHRASE)
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    right.write_text(PASSPHRASE + "\n", "utf-8")
    wrong.write_text(PASSPHRASE + "!\n", "utf-8")
    assert verify(archive, tmp_path / "a", "--passphrase-file", str(right)).returncode == 0
    assert verify(archive, tmp_path / "b", "--passphrase-file", str(wrong)).returncode == 1
    assert verify(archive, tmp_path / "c", "--key", str(there.folder / "keys/encryption.pem")).returncode == 1
    assert verify(archive, tmp_path / "d").returncode == 1
    with pytest.raises(PassphraseShort):
        write_export(here.node, tmp_path / "short", "ngắn")


def test_another_root_is_not_believed(full: tuple[Place, Place], tmp_path: Path) -> None:
    """Who compares the fingerprint on paper notices an export of a node that only has the same name."""
    here, there = full
    archive = write_export(here.node, tmp_path / "out", here.contact(there).encryption_key)
    key = str(there.folder / "keys" / "encryption.pem")
    assert verify(archive, tmp_path / "open", "--key", key, "--root", "00" * 32).returncode == 1


@pytest.mark.parametrize("at", [60, 500, 5_000, -40, -1])
def test_a_changed_byte_is_found(full: tuple[Place, Place], tmp_path: Path, at: int) -> None:
    """Wherever the archive was changed, or where it was cut off, it does not open as sound."""
    here, there = full
    archive = write_export(here.node, tmp_path / "out", here.contact(there).encryption_key)
    data = bytearray(archive.read_bytes())
    data[at] ^= 1
    archive.write_bytes(data)
    key = str(there.folder / "keys" / "encryption.pem")
    assert verify(archive, tmp_path / "open", "--key", key).returncode == 1
    archive.write_bytes(bytes(data[: len(data) // 2]))
    assert verify(archive, tmp_path / "cut", "--key", key).returncode == 1


def test_an_export_is_not_written_over_another(full: tuple[Place, Place], tmp_path: Path) -> None:
    """The first export stays; what was left unfinished is no export."""
    here, _ = full
    write_export(here.node, tmp_path / "out", PASSPHRASE)
    with pytest.raises(ExportExists):
        write_export(here.node, tmp_path / "out", PASSPHRASE)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "hai-phong.lienvung-export",
        "DOC-TRUOC.txt",
        SCRIPT,
    }
