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

import json
import os
import re
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final

from lienvung.catalogue import load_catalogue
from lienvung.core.agreement.shape import is_day
from lienvung.core.errors import LienVungError
from lienvung.core.tlog.policy import Policy, parse_policy
from lienvung.node.guard import guard_if_behind
from lienvung.node.high_water import HighWater
from lienvung.node.keys import NodeKeys, load_keys, save_keys
from lienvung.node.known_registers import KnownRegisters
from lienvung.node.node import Node
from lienvung.node.proxies import parse_proxies
from lienvung.node.rebuild import rebuild, rebuild_due
from lienvung.node.signing import publish
from lienvung.node.stores.port import Store
from lienvung.node.stores.sqlite import open_sqlite

_NODE_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS: Final = re.compile(r"https?://[^/\s?#@]+")
_LISTEN: Final = re.compile(r"\S+:[0-9]{1,5}")
_LICENCE: Final = re.compile(r"(https?://[^\s<>\"]+)?")
_STORE: Final = re.compile(r"(postgresql://\S+)?")
_COOKIE: Final = re.compile(r"[A-Za-z0-9_-]+")
LANGUAGES: Final = ("vi", "en")
SECRET_BYTES: Final = 32


@dataclass(eq=False)
class HomeError(LienVungError):
    """The base of what is wrong with a node's folder."""

    path: str


@dataclass(eq=False)
class HomeExists(HomeError):
    code: ClassVar[str] = "home-exists"


@dataclass(eq=False)
class HomeMissing(HomeError):
    code: ClassVar[str] = "home-missing"


@dataclass(eq=False)
class SettingInvalid(HomeError):
    code: ClassVar[str] = "setting-invalid"
    setting: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What `settings.toml` says.

    `address` is what partners are told, without a trailing slash; `listen` is the socket's host:port.
    `allow_loopback` lets this node ask partners on its own machine: only the demonstration and tests need it.
    `store` is where the node store lies, if not in the folder: it may hold a password, and is never printed.
    `standby` is the folder of the standby copy, best on another disk; empty for one in this folder, `off` for none.
    `sunset` is the day (2027-06-30) after which this node will not answer any more, announced to whoever asks.
    `licence` is the address of the licence under which public parts may be used; empty while none was chosen.
    `proxies` are the addresses of our own proxies (`node.proxies`): what they say of who asks is believed.
    """

    name: str
    title: str
    address: str
    listen: str
    language: str = "vi"
    cookie: str = ""
    allow_loopback: bool = False
    demonstration: bool = False
    store: str = field(default="", repr=False)
    standby: str = ""
    sunset: str = ""
    licence: str = ""
    proxies: str = ""


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
    complete = _with_cookie(settings)
    _check_settings(path, complete)
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
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingInvalid(str(path), "settings.toml") from None
    return Home(path, _parse_settings(path, values))


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
    _check_settings(home.path, settings)
    return Home(home.path, settings)


def write_settings(home: Home) -> None:
    """Write the settings whole or not at all; for the owner alone, because a password may be among them."""
    target = home.path / "settings.toml"
    fresh = target.with_name("settings.toml.new")
    fresh.touch(mode=0o600)
    fresh.write_text(format_settings(home.settings), encoding="utf-8")
    fresh.replace(target)


def format_settings(settings: Settings) -> str:
    """Return the text of `settings.toml`, one setting a line."""
    # A JSON string, with non-ASCII left as it is, is a TOML basic string; so are JSON's true and false.
    return "".join(
        f"{name.replace('_', '-')} = {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in asdict(settings).items()
    )


def _parse_settings(path: Path, values: dict[str, object]) -> Settings:
    given: dict[str, Any] = {name.replace("-", "_"): value for name, value in values.items()}
    types: dict[str, type] = {each.name: bool if each.type is bool else str for each in fields(Settings)}
    for name, value in given.items():
        if name not in types or not isinstance(value, types[name]):
            raise SettingInvalid(str(path), name.replace("_", "-"))
    missing = [name for name in ("name", "title", "address", "listen") if name not in given]
    if missing:
        raise SettingInvalid(str(path), missing[0])
    settings = _with_cookie(Settings(**given))
    _check_settings(path, settings)
    return settings


def _with_cookie(settings: Settings) -> Settings:
    # Browsers share cookies between the ports of one host, so each node has a cookie name of its own.
    return settings if settings.cookie else Settings(**asdict(settings) | {"cookie": f"lienvung-{settings.name}"})


def _check_settings(path: Path, settings: Settings) -> None:
    rules = {
        "name": _NODE_NAME.fullmatch(settings.name),
        "title": settings.title.strip(),
        "address": _ADDRESS.fullmatch(settings.address),
        "listen": _LISTEN.fullmatch(settings.listen),
        "language": settings.language in LANGUAGES,
        "cookie": _COOKIE.fullmatch(settings.cookie),
        "store": _STORE.fullmatch(settings.store),
        "sunset": not settings.sunset or is_day(settings.sunset),
        "licence": _LICENCE.fullmatch(settings.licence),
        "proxies": _are_proxies(settings.proxies),
    }
    for setting, holds in rules.items():
        if not holds:
            raise SettingInvalid(str(path), setting)


def _are_proxies(text: str) -> bool:
    try:
        parse_proxies(text)
    except ValueError:
        return False
    return True


def _write_secret(path: Path, secret: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret.hex())
