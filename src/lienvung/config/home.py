"""What Django needs to know of a node's home before it can start."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class HomeSettings:
    """The part of `settings.toml` that the web process reads; `secret_key` is the content of its file."""

    address: str
    language: str
    cookie: str
    secret_key: str


NO_HOME = HomeSettings(address="", language="vi", cookie="lienvung", secret_key="")


def read_home_settings(home: Path) -> HomeSettings:
    """Read the settings of the node in `home`; refuse a folder that `lienvung init` has not made."""
    file = home / "settings.toml"
    if not file.is_file():
        raise ImproperlyConfigured(f"{file} does not exist: LIENVUNG_HOME must name a folder made by `lienvung init`")
    values = tomllib.loads(file.read_text(encoding="utf-8"))
    return HomeSettings(
        address=values["address"].rstrip("/"),
        language=values.get("language", "vi"),
        cookie=values.get("cookie", values["name"]),
        secret_key=(home / values.get("secret-key", "secret.key")).read_text(encoding="ascii").strip(),
    )
