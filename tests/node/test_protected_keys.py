"""Private keys at rest: encrypted, opened by a passphrase from where the house keeps it, never in a database."""

import os
import secrets
import shutil
import sqlite3
import subprocess
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lienvung.core.tlog.checkpoint import Checkpoint, open_checkpoint
from lienvung.core.tlog.note import Verifier
from lienvung.node.backup.create import create_backup
from lienvung.node.backup.sealed_file import SealedReader
from lienvung.node.home import create_home, load_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import (
    KEY_NAMES,
    KeyUnreadable,
    NodeKeys,
    generate_key,
    key_files,
    load_keys,
    protect_keys,
    public_bytes,
    save_keys,
    save_later,
)
from lienvung.node.passphrase import PassphraseMissing, PassphraseUnreadable, find_passphrase
from lienvung.node.protected import format_private, is_protected, parse_private

PASSPHRASE = "mật khẩu của tủ sắt".encode()


def refuse() -> bytes:
    raise PassphraseMissing


@pytest.mark.parametrize("kind", [Ed25519PrivateKey, X25519PrivateKey])
def test_an_encrypted_key_opens_with_its_passphrase_alone(kind: type) -> None:
    """What was encrypted is what opens; a wrong or no passphrase opens nothing, and no two files are alike."""
    key = kind.generate()
    pem = format_private(key, PASSPHRASE)
    assert is_protected(pem)
    assert not is_protected(format_private(key, None))
    assert public_bytes(parse_private(pem, PASSPHRASE)) == public_bytes(key)
    for wrong in (PASSPHRASE + b" ", b"", None):
        with pytest.raises(ValueError, match=r".+"):
            parse_private(pem, wrong)
    assert format_private(key, PASSPHRASE) != pem


@pytest.mark.skipif(shutil.which("openssl") is None, reason="reads our files with somebody else's programme")
def test_openssl_reads_our_files(tmp_path: Path) -> None:
    """The files are standard PKCS#8 with scrypt: OpenSSL finds the same public key, and names the derivation."""
    key, file = Ed25519PrivateKey.generate(), tmp_path / "log.pem"
    file.write_bytes(format_private(key, b"abc"))
    shown = subprocess.run(
        ["openssl", "pkey", "-in", file, "-passin", "pass:abc", "-pubout", "-outform", "DER"],
        capture_output=True,
        check=True,
    )
    assert shown.stdout.endswith(public_bytes(key))
    parsed = subprocess.run(["openssl", "asn1parse", "-in", file], capture_output=True, text=True, check=True).stdout
    assert ":scrypt" in parsed
    assert ":aes-256-cbc" in parsed


def test_a_folder_of_encrypted_keys_loads_and_a_wrong_passphrase_is_told(tmp_path: Path) -> None:
    """All keys, those of rotations too, open by the one passphrase; asked for only when needed."""
    keys, later = NodeKeys.generate(), generate_key("log")
    save_keys(tmp_path, keys, PASSPHRASE)
    save_later(tmp_path, "log", later, PASSPHRASE)
    loaded = load_keys(tmp_path, lambda: PASSPHRASE)
    assert [public_bytes(getattr(loaded, name)) for name in KEY_NAMES] == [
        public_bytes(getattr(keys, name)) for name in KEY_NAMES
    ]
    assert list(loaded.signing("log")) == [public_bytes(keys.log), public_bytes(later)]
    with pytest.raises(KeyUnreadable, match="passphrase does not open"):
        load_keys(tmp_path, lambda: b"wrong")
    with pytest.raises(PassphraseMissing):
        load_keys(tmp_path, refuse)


def test_protecting_is_all_or_nothing_and_goes_back(tmp_path: Path) -> None:
    """Set, change and forgo a passphrase; who does not know it changes nothing; the mode stays 0600."""
    save_keys(tmp_path, NodeKeys.generate())
    protect_keys(tmp_path, refuse, PASSPHRASE)
    assert all(is_protected(path.read_bytes()) for path in key_files(tmp_path))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
    before = [path.read_bytes() for path in key_files(tmp_path)]
    with pytest.raises(KeyUnreadable):
        protect_keys(tmp_path, lambda: b"wrong", b"new")
    assert [path.read_bytes() for path in key_files(tmp_path)] == before
    protect_keys(tmp_path, lambda: PASSPHRASE, None)
    assert load_keys(tmp_path, refuse).root is not None


def test_where_the_passphrase_comes_from(tmp_path: Path) -> None:
    """The file that the environment names, then systemd's credential; a file open to others is not used."""
    named, folder = tmp_path / "named", tmp_path / "credentials"
    folder.mkdir()
    for path, said in ((named, b"one\n"), (folder / "lienvung-passphrase", b"two")):
        path.write_bytes(said)
        path.chmod(0o600)
    both = {"LIENVUNG_PASSPHRASE_FILE": str(named), "CREDENTIALS_DIRECTORY": str(folder)}
    assert find_passphrase(both) == b"one"
    assert find_passphrase({"CREDENTIALS_DIRECTORY": str(folder)}) == b"two"
    assert find_passphrase({"CREDENTIALS_DIRECTORY": str(tmp_path)}) is None
    assert find_passphrase({}) is None
    named.chmod(0o640)
    with pytest.raises(PassphraseUnreadable, match="readable by others"):
        find_passphrase(both)
    named.chmod(0o600)
    named.write_bytes(b"\n")
    with pytest.raises(PassphraseUnreadable, match="empty"):
        find_passphrase(both)
    named.unlink()
    with pytest.raises(PassphraseUnreadable, match="no such file"):
        find_passphrase(both)


def test_no_private_key_and_no_passphrase_is_ever_in_a_database(tmp_path: Path) -> None:
    """Neither raw, nor hex, base64 or PEM, in the store, a copy by SQLite, or an opened backup of everything."""
    keys = NodeKeys.generate()
    settings = Settings("hai-phong", "Hải Phòng", "https://hai-phong.example", "127.0.0.1:8101")
    home = create_home(tmp_path / "home", settings, keys, secrets.token_bytes, PASSPHRASE)
    node = open_node(home, now=lambda: datetime(2026, 11, 22, tzinfo=UTC), random=os.urandom, keys=keys)
    introduce_node(node, title="Hải Phòng", address="https://hai-phong.example", attribution={"entered-by": "Lan"})
    with sqlite3.connect(home.node_store) as live, sqlite3.connect(tmp_path / "home" / "copy.sqlite") as copy:
        live.backup(copy)
    made = create_backup(node, home, home.path / "backups", PASSPHRASE.decode(), open_head_of(keys))
    with made.path.open("rb") as file:
        (home.path / "opened-backup").write_bytes(read_all(SealedReader(file, "backup", PASSPHRASE.decode())))
    assert b"hai-phong/node" in (home.path / "opened-backup").read_bytes()
    secret = [PASSPHRASE, *(spelled for key in KEY_NAMES for spelled in spellings(getattr(keys, key)))]
    files = [path for path in home.path.rglob("*") if path.is_file()]
    assert home.node_store in files
    for path in files:
        data = path.read_bytes()
        assert not [each for each in secret if each in data], path
    node.store.close()
    assert public_bytes(load_keys(load_home(home.path).keys, lambda: PASSPHRASE).log) == public_bytes(keys.log)


def open_head_of(keys: NodeKeys) -> Callable[..., Checkpoint]:
    def open_head(origin: str, note: bytes, document: bytes) -> Checkpoint:
        return open_checkpoint(note, Verifier(origin, public_bytes(keys.log)), origin)

    return open_head


def read_all(sealed: SealedReader) -> bytes:
    """Return all the plaintext of a backup, unpacked."""
    with zstandard.ZstdDecompressor().stream_reader(sealed) as unpacked:
        return unpacked.read()


def spellings(key: Ed25519PrivateKey | X25519PrivateKey) -> list[bytes]:
    """Return how a private key could be written down."""
    raw, pem = key.private_bytes_raw(), format_private(key, None)
    return [raw, raw.hex().encode(), b64encode(raw), b"".join(pem.splitlines()[1:-1])]
