"""Private keys on disk."""

from pathlib import Path

import pytest

from lienvung.node.keys import KEY_NAMES, KeyExists, KeyUnreadable, NodeKeys, load_keys, public_bytes, save_keys


def test_saved_keys_load_as_the_same_keys(tmp_path: Path) -> None:
    """What was saved is what is loaded, key by key."""
    keys = NodeKeys.generate()
    save_keys(tmp_path / "keys", keys)
    loaded = load_keys(tmp_path / "keys")
    assert [public_bytes(getattr(loaded, name)) for name in KEY_NAMES] == [
        public_bytes(getattr(keys, name)) for name in KEY_NAMES
    ]


def test_key_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    """Every key file has mode 0600."""
    save_keys(tmp_path, NodeKeys.generate())
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.pem")} == {0o600}


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """A loosened mode is reported, not used."""
    save_keys(tmp_path, NodeKeys.generate())
    (tmp_path / "log.pem").chmod(0o644)
    with pytest.raises(KeyUnreadable) as refusal:
        load_keys(tmp_path)
    assert refusal.value.name == "log"


def test_saving_never_overwrites_a_key(tmp_path: Path) -> None:
    """A second save into the same folder is refused and changes nothing."""
    save_keys(tmp_path, NodeKeys.generate())
    before = (tmp_path / "root.pem").read_bytes()
    with pytest.raises(KeyExists):
        save_keys(tmp_path, NodeKeys.generate())
    assert (tmp_path / "root.pem").read_bytes() == before


def test_a_root_key_kept_off_line_is_no_fault(tmp_path: Path) -> None:
    """A node runs without its root key in the folder."""
    save_keys(tmp_path, NodeKeys.generate())
    (tmp_path / "root.pem").unlink()
    assert load_keys(tmp_path).root is None


@pytest.mark.parametrize(
    "content", [b"", b"rubbish", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_broken_key_file_is_named(tmp_path: Path, content: bytes) -> None:
    """Bytes that are not a key raise KeyUnreadable with the key's name."""
    save_keys(tmp_path, NodeKeys.generate())
    (tmp_path / "witness.pem").write_bytes(content)
    with pytest.raises(KeyUnreadable) as refusal:
        load_keys(tmp_path)
    assert refusal.value.name == "witness"


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    """An X25519 key does not pass for a signing key."""
    save_keys(tmp_path, NodeKeys.generate())
    (tmp_path / "log.pem").write_bytes((tmp_path / "encryption.pem").read_bytes())
    with pytest.raises(KeyUnreadable):
        load_keys(tmp_path)
