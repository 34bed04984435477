"""A node's folder: settings, keys, and the two databases (DESIGN §2).

<home>/settings.toml     what the operator may edit
<home>/node.sqlite       the node store: logs, parts, blobs, register tables; or elsewhere, if `store` says so
<home>/office.sqlite     the office database: people, drafts, jobs
<home>/keys/*.pem        private keys, mode 0600, with a passphrase unless that was forgone
<home>/keys/node.json    our own public keys, for whoever checks the store
<home>/registers/*.yaml  registers of the operator's own, beside those that come with the programme
<home>/policy            whose witnessing makes a head count, where that is demanded
<home>/signed-sizes      how far the node has signed; never put back, not even with a backup
<home>/secret-key        the web framework's secret, mode 0600
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from lienvung.catalogue import load_catalogue
from lienvung.core.tlog.policy import Policy, parse_policy
from lienvung.node.guard import guard_if_behind
from lienvung.node.high_water import HighWater
from lienvung.node.home_settings import (
    HomeError,
    SettingInvalid,
    Settings,
    check_settings,
    format_settings,
    parse_settings,
    with_cookie,
)
from lienvung.node.keys import NodeKeys, load_keys, save_keys
from lienvung.node.known_registers import KnownRegisters
from lienvung.node.node import Node
from lienvung.node.rebuild import rebuild, rebuild_due
from lienvung.node.signing import publish
from lienvung.node.stores.port import Store
from lienvung.node.stores.sqlite import open_sqlite

SECRET_BYTES: Final = 32


@dataclass(eq=False)
class HomeExists(HomeError):
    code: ClassVar[str] = "home-exists"


@dataclass(eq=False)
class HomeMissing(HomeError):
    code: ClassVar[str] = "home-missing"


@dataclass(frozen=True, slots=True)
class Home:
    """A node's folder and its settings; holds no open file."""

    path: Path
    settings: Settings

    @property
    def node_store(self) -> Path:
        """The node store's SQLite file."""
        return self.path / "node.sqlite"

    @property
    def office_database(self) -> Path:
        """The office database's SQLite file."""
        return self.path / "office.sqlite"

    @property
    def bundles(self) -> Path:
        """The folder of bundles that were made or brought here and wait."""
        return self.path / "bundles"

    @property
    def standby(self) -> Path:
        """The folder of the standby copy."""
        return Path(self.settings.standby) if self.settings.standby else self.path / "standby"

    @property
    def keys(self) -> Path:
        """The folder of private keys."""
        return self.path / "keys"

    @property
    def registers(self) -> Path:
        """The folder of the operator's own register definitions; it need not exist."""
        return self.path / "registers"

    @property
    def policy(self) -> Path:
        """The witness policy (docs/formats/policy.md); it need not exist."""
        return self.path / "policy"

    @property
    def secret_key_file(self) -> Path:
        """The file that holds the web framework's secret as hexadecimal digits."""
        return self.path / "secret-key"


def create_home(
    path: Path, settings: Settings, keys: NodeKeys, random: Callable[[int], bytes], passphrase: bytes | None = None
) -> Home:
    """Make the folder with its settings, keys and secret (HomeExists, SettingInvalid). `random` returns n bytes."""
    if (path / "settings.toml").exists():
        raise HomeExists(str(path))
    complete = with_cookie(settings)
    check_settings(path, complete)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    save_keys(path / "keys", keys, passphrase)
    home = Home(path, complete)
    _write_secret(home.secret_key_file, random(SECRET_BYTES))
    # Last: a folder without settings is no home yet, so a broken creation can be cleared and repeated.
    write_settings(home)
    return home


def ensure_secret(home: Home, random: Callable[[int], bytes]) -> None:
    """Give a folder that was restored the web framework's secret, which is kept nowhere else."""
    if not home.secret_key_file.exists():
        _write_secret(home.secret_key_file, random(SECRET_BYTES))


def load_home(path: Path) -> Home:
    """Read a node's folder (HomeMissing, SettingInvalid)."""
    file = path / "settings.toml"
    if not file.is_file():
        raise HomeMissing(str(path))
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SettingInvalid(str(path), "settings.toml") from None
    return Home(path, parse_settings(path, text))


def open_node(
    home: Home, *, now: Callable[[], datetime], random: Callable[[int], bytes], keys: NodeKeys | None = None
) -> Node:
    """Open the node of a folder: its store, its keys, and the registers that it knows.

    `keys` that were opened already are not read again, which may take a passphrase. Entries that a crash left unsigned
    are signed and shown; tables that an upgrade emptied are made again.
    """
    node = Node(
        name=home.settings.name,
        store=open_store(home),
        keys=keys or load_keys(home.keys),
        catalogue=KnownRegisters(load_catalogue(home.registers)),
        now=now,
        random=random,
        policy=read_policy(home),
        high_water=HighWater(home.path / "signed-sizes"),
    )
    if rebuild_due(node.store):
        rebuild(node.store, node.catalogue)
    guard_if_behind(node)
    publish(node)
    return node


def read_policy(home: Home) -> Policy | None:
    """Return the witness policy of a folder, None where none is kept (PolicyMalformed)."""
    return parse_policy(home.policy.read_bytes()) if home.policy.is_file() else None


def open_store(home: Home) -> Store:
    """Open the node store alone, for whoever checks it and signs nothing: in the folder, or in a schema of a server."""
    if not home.settings.store:
        return open_sqlite(home.node_store)
    # Only who has such a store pays for the driver.
    from lienvung.node.stores.postgres import open_postgres

    return open_postgres(home.settings.store, home.settings.name)


def open_file(path: Path) -> Store:
    """Open a store in a file, making it where it is missing: what is restored is made beside what was there."""
    return open_sqlite(path)


def with_store(home: Home, where: str) -> Home:
    """Return a folder whose settings say that the store lies there (SettingInvalid); nothing is written."""
    settings = replace(home.settings, store=where)
    check_settings(home.path, settings)
    return Home(home.path, settings)


def write_settings(home: Home) -> None:
    """Write the settings whole or not at all; for the owner alone, because a password may be among them."""
    target = home.path / "settings.toml"
    fresh = target.with_name("settings.toml.new")
    fresh.touch(mode=0o600)
    fresh.write_text(format_settings(home.settings), encoding="utf-8")
    fresh.replace(target)


def _write_secret(path: Path, secret: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret.hex())
