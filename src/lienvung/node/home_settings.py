"""What `settings.toml` in a node's folder says: read strictly, written one setting a line."""

import json
import re
import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Final

from lienvung.core.agreement.shape import is_day
from lienvung.core.errors import LienVungError
from lienvung.node.proxies import parse_proxies

_NODE_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ADDRESS: Final = re.compile(r"https?://[^/\s?#@]+")
_LISTEN: Final = re.compile(r"\S+:[0-9]{1,5}")
_LICENCE: Final = re.compile(r"(https?://[^\s<>\"]+)?")
_STORE: Final = re.compile(r"(postgresql://\S+)?")
_COOKIE: Final = re.compile(r"[A-Za-z0-9_-]+")
LANGUAGES: Final = ("vi", "en")


@dataclass(eq=False)
class HomeError(LienVungError):
    """The base of what is wrong with a node's folder."""

    path: str


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


def format_settings(settings: Settings) -> str:
    """Return the text of `settings.toml`, one setting a line."""
    # A JSON string, with non-ASCII left as it is, is a TOML basic string; so are JSON's true and false.
    return "".join(
        f"{name.replace('_', '-')} = {json.dumps(value, ensure_ascii=False)}\n"
        for name, value in asdict(settings).items()
    )


def parse_settings(path: Path, text: str) -> Settings:
    """Return what the text of a folder's `settings.toml` says (SettingInvalid)."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise SettingInvalid(str(path), "settings.toml") from None
    given: dict[str, Any] = {name.replace("-", "_"): value for name, value in values.items()}
    types: dict[str, type] = {each.name: bool if each.type is bool else str for each in fields(Settings)}
    for name, value in given.items():
        if name not in types or not isinstance(value, types[name]):
            raise SettingInvalid(str(path), name.replace("_", "-"))
    missing = [name for name in ("name", "title", "address", "listen") if name not in given]
    if missing:
        raise SettingInvalid(str(path), missing[0])
    settings = with_cookie(Settings(**given))
    check_settings(path, settings)
    return settings


def with_cookie(settings: Settings) -> Settings:
    """Return settings with a cookie's name, of the node's own where none was chosen."""
    # Browsers share cookies between the ports of one host, so each node has a cookie name of its own.
    return settings if settings.cookie else Settings(**asdict(settings) | {"cookie": f"lienvung-{settings.name}"})


def check_settings(path: Path, settings: Settings) -> None:
    """Raise SettingInvalid for the first setting of a folder that cannot be."""
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
