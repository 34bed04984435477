"""A backup is written while the node works, is whole or is not there, and is checked like a store."""

import io
import json
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from one_node import KEYS, act, commitment, make_node, put, send

from lienvung.core.tlog.checkpoint import parse_checkpoint
from lienvung.core.tlog.note import Verifier, open_note, public_bytes
from lienvung.node.backup.create import backups_in, create_backup, read_backup, verify_backup
from lienvung.node.backup.errors import BackupError, BackupKeyWrong, BackupOfAnother
from lienvung.node.home import Home
from lienvung.node.home_settings import Settings
from lienvung.node.stores.sqlite import open_sqlite

ORIGIN = "hai-phong/commitment"
VECTORS = Path(__file__).parents[2] / "docs" / "formats" / "vectors" / "backup.json"
PASSPHRASE = "một câu dài chỉ hai người biết"


def open_head(origin, note, document):
    return parse_checkpoint(open_note(note, [Verifier(origin, public_bytes(KEYS.log))]).text)


@pytest.fixture
def home(tmp_path):
    path = tmp_path / "home"
    path.mkdir()
    (path / "settings.toml").write_text('name = "hai-phong"\n')
    return Home(path, Settings("hai-phong", "Hải Phòng", "http://127.0.0.1:1", "127.0.0.1:1"))


@pytest.fixture
def node(home):
    store = open_sqlite(home.node_store)
    node = make_node(store)
    send(node, *[commitment(f"việc {number}") for number in range(600)])
    person = put("person", role="Cán bộ", phone="0900000000")
    send(node, person)
    send(node, act("erase", "person", person.key, parts=["personal"], ground="Theo yêu cầu"))
    with store.writing() as writer:
        writer.add_blob(b"paper" * 100)
    yield node
    store.close()


def backup(node, home, secret=(KEYS.encryption,), **given):
    return create_backup(node, home, home.path / "backups", secret, open_head, **given)


def test_backup_is_checked_like_a_store(node, home):
    """A backup says how much is in it, and all of it verifies by keys alone."""
    made = backup(node, home)
    checked = made.checked
    assert (checked.node, checked.logs, checked.entries, checked.blobs) == ("hai-phong", 2, 601 + 3, 1)
    assert checked.files == ["settings.toml"]
    assert checked.sound
    assert made.path.stat().st_mode & 0o077 == 0
    assert [path for path, _ in backups_in(made.path.parent, "hai-phong")] == [made.path]


def test_backup_shows_nothing_to_who_has_no_key(node, home):
    """Without the key or the passphrase nothing can be read, and the right one is not taken for another."""
    path = backup(node, home).path
    data = path.read_bytes()
    assert b"commitment" not in data.split(b"\n", 2)[2]
    for wrong in ((X25519PrivateKey.generate(),), "sai"):
        with pytest.raises(BackupKeyWrong):
            verify_backup([path], wrong, open_head)
    sealed = backup(node, home, PASSPHRASE).path
    assert verify_backup([sealed], PASSPHRASE, open_head).sound
    with pytest.raises(BackupKeyWrong):
        verify_backup([sealed], PASSPHRASE + "!", open_head)
    with pytest.raises(BackupOfAnother):
        verify_backup([path], (KEYS.encryption,), open_head, node="quang-ninh")


def test_private_keys_are_not_in_a_backup(node, home):
    """No record holds a private key."""
    path = backup(node, home).path
    plain = b"".join(record.body for record in read_backup(path, (KEYS.encryption,)))
    for key in (KEYS.root, KEYS.log, KEYS.witness, KEYS.request, KEYS.encryption):
        assert key.private_bytes_raw() not in plain
    assert b"PRIVATE KEY" not in plain


def test_every_flipped_bit_and_every_cut_is_found(node, home):
    """Wherever a bit of the file is flipped, or its end cut off, checking says so."""
    path = backup(node, home).path
    data = path.read_bytes()
    places = [*range(0, 400, 9), *range(400, len(data), max(1, len(data) // 60)), len(data) - 1]
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1
        path.write_bytes(bytes(changed))
        with pytest.raises(BackupError):
            verify_backup([path], (KEYS.encryption,), open_head, node="hai-phong")
    for cut in (10, 100, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:cut])
        with pytest.raises(BackupError):
            verify_backup([path], (KEYS.encryption,), open_head)
    path.write_bytes(data + b"x")
    with pytest.raises(BackupError):
        verify_backup([path], (KEYS.encryption,), open_head)


def test_damage_before_the_backup_is_named(node, home):
    """What was damaged in the store already is named by log and index, and is not taken for a good backup."""
    import apsw

    from lienvung.node.backup.errors import BackupUnsound

    db = apsw.Connection(str(home.node_store))
    address, parts = db.execute("SELECT address, parts FROM part WHERE address & 1048575 = 300").fetchone()
    changed = bytearray(parts)
    changed[60] ^= 1
    db.execute("UPDATE part SET parts = ? WHERE address = ?", (bytes(changed), address))
    db.close()
    with pytest.raises(BackupUnsound) as refusal:
        backup(node, home)
    assert "part hai-phong/commitment [300]" in refusal.value.finding


def test_old_backups_give_way_only_to_a_good_one(node, home):
    """Of a node's backups the newest stay, other files are left alone."""
    folder = home.path / "backups"
    folder.mkdir()
    (folder / "hai-phong-readme.lvb").write_text("not a backup")
    made = [backup(node, home, keep=2).path for _ in range(4)]
    assert [path for path, _ in backups_in(folder, "hai-phong")] == [made[3], made[2]]
    assert (folder / "hai-phong-readme.lvb").exists()


def test_backup_is_of_one_moment_while_others_write(node, home):
    """With a writer appending all the time, every backup verifies, and no append waits for it."""
    stop = threading.Event()
    waits: list[float] = []

    def write():
        from time import perf_counter

        while not stop.is_set():
            started = perf_counter()
            send(node, commitment("thêm"))
            waits.append(perf_counter() - started)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sizes = [backup(node, home).checked.entries for _ in range(4)]
    finally:
        stop.set()
        writer.join()
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    assert max(waits) < 1.0


def test_sealed_file_keeps_every_length(node):
    """Whatever its length, around the size of a piece too, what was sealed comes back, and only whole."""
    from lienvung.node.backup.sealed_file import PIECE, SealedReader, begin_sealed, make_header

    for length in (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7):
        data = bytes(length % 251 for length in range(7)) * (length // 7 + 1)
        file = io.BytesIO()
        header, key = make_header(
            "hai-phong", "2026-11-22T08:00:00Z", (KEYS.encryption,),
            nonce=bytes(16), salt=bytes(16), ephemeral=X25519PrivateKey.generate(),
        )  # fmt: skip
        sealed = begin_sealed(file, header, key)
        for at in range(0, length, 100_000):
            sealed.write(data[at : min(at + 100_000, length)])
        sealed.finish()
        file.seek(0)
        reader = SealedReader(file, "x", (KEYS.encryption,))
        pieces = []
        while piece := reader.read(65_536):
            pieces.append(piece)
        assert b"".join(pieces) == data[:length]


def test_sealed_vectors_open():
    """The published files open with what is published of their keys, and say what they should."""
    from lienvung.node.backup.sealed_file import SealedReader

    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    assert [vector["name"] for vector in vectors] == ["x25519", "scrypt"]
    for vector in vectors:
        private = vector.get("recipient-private")
        secret = (X25519PrivateKey.from_private_bytes(bytes.fromhex(private)),) if private else vector["passphrase"]
        reader = SealedReader(io.BytesIO(bytes.fromhex(vector["file"])), "vector", secret)
        assert reader.read() == bytes.fromhex(vector["plaintext"])
        assert reader.read() == b""
