"""Versions of units, events and edges while they are put together."""

import hashlib
import re
from base64 import b32encode
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from lienvung.core.text.fold import fold
from tools.units.sources import KINDS, Listed


@dataclass(frozen=True, slots=True)
class Version:
    """A period in which a unit had one name, kind, code and parent; `unit` is the id of its first period, if later."""

    id: str
    unit: str
    name: str
    kind: str
    level: str
    code: str
    parent: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Link:
    """One edge of an event; `new` is empty where a level ended as such."""

    event: str
    old: str
    new: str
    extent: str
    evidence: str
    confidence: str
    area: str = ""
    note: str = ""


@dataclass
class Seed:
    """Everything so far; `alive` names the version that nothing ended yet, by level and code."""

    events: dict[str, dict[str, str]]
    versions: dict[str, Version] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    alive: dict[tuple[str, str], str] = field(default_factory=dict)

    def begin(self, level: str, code: str, unit: Listed, parent: str, since: str = "", of: str = "") -> str:
        """Add a version and return its id; `of` is an earlier version of the same unit."""
        name = token(level, code, since, unit.name)
        first = (self.versions[of].unit or of) if of else ""
        self.versions[name] = Version(name, first, unit.name, unit.kind, level, code, parent, since, "")
        self.alive[level, code] = name
        return name

    def end(self, version: str, until: str) -> None:
        """Give a version its last day."""
        assert not self.versions[version].until, self.versions[version]
        self.versions[version] = replace(self.versions[version], until=until)

    def link(self, event: str, old: str, new: str, extent: str = "whole", **more: str) -> None:
        """Add an edge; what is believed of it is what is believed of its event, unless said."""
        self.links.append(
            Link(event, old, new, extent, **{"evidence": "decree", "confidence": self.confidence(event), **more})
        )

    def confidence(self, event: str) -> str:
        """Return how sure an event is."""
        return self.events[event]["confidence"]

    def effective(self, event: str) -> str:
        """Return the first day of the state that an event makes."""
        return self.events[event]["effective"]


def token(*facts: str) -> str:
    """Return an opaque name: drawn once from what the first build knew, and never read again."""
    return b32encode(hashlib.sha256("/".join(facts).encode()).digest())[:8].decode().lower()


def bare(name: str) -> str:
    """Return a name without its kind as `letters` has it: what two lists must agree in to mean the same unit."""
    words = next(words for words in KINDS if name.startswith(f"{words} "))
    return letters(name.removeprefix(words))


def letters(text: str) -> str:
    """Return the letters and figures alone, without marks, y as i."""
    return re.sub(r"[^a-z0-9]", "", fold(text)).replace("y", "i")


def day_before(value: str) -> str:
    """Return the last day before a day."""
    return (date.fromisoformat(value) - timedelta(days=1)).isoformat()
