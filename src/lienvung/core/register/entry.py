"""Write and read the leaf of a log (docs/formats/entry.md, rules E1–E12).

{"batch":…,"definition":…,"key":…,"op":…,"parts":{name: digest, …},"register":…,"time":…}
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from lienvung.core.register.errors import EntryInvalid
from lienvung.core.register.key import is_id, is_key, is_token

OPS = ("put", "retire", "restore", "merge", "erase", "define", "hand-over")
LOG_OPS = ("define", "hand-over")
LARGEST_ENTRY = 65_535

_NAMES = {"batch", "definition", "key", "op", "parts", "register", "time"}
_ALWAYS = {"attribution", "shared", "source"}
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")


@dataclass(slots=True)
class Entry:
    """One leaf: what was done to which record, and the digests of what was said.

    Entries come by the hundred thousand and a frozen one takes four times as long to make; nobody changes them.
    """

    register: str
    key: str
    op: str
    time: str
    definition: str
    batch: str
    parts: Mapping[str, str]


def is_hash(text: object) -> bool:
    """Tell whether this is a SHA-256 as 64 lower-case hexadecimal digits."""
    return isinstance(text, str) and _HASH.match(text) is not None


def format_time(moment: datetime) -> str:
    """Spell an aware moment as entries do: UTC, whole seconds, `2026-11-22T08:00:00Z`."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no one spelling")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_time(text: object) -> bool:
    """Tell whether this is a moment that exists, spelled as entries do."""
    return isinstance(text, str) and _spells_time(text)


@lru_cache(maxsize=4096)
def _spells_time(text: str) -> bool:
    # The entries of one confirmation, and who stands for them, name the same few moments.
    if not _TIME.match(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def format_entry(entry: Entry) -> bytes:
    """Return the leaf; refuse an entry that breaks a rule."""
    _check(entry)
    return _checked_size(_spell(entry))


def parse_entry(data: bytes, register: str | None = None) -> Entry:
    """Read a leaf strictly; with `register`, also refuse an entry of another register's log."""
    _checked_size(data)
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise EntryInvalid("E2-spelling") from error
    if not isinstance(value, dict) or value.keys() != _NAMES:
        raise EntryInvalid("E3-names")
    entry = Entry(**value)
    _check(entry)
    if _spell(entry) != data:
        raise EntryInvalid("E2-spelling")
    if register is not None and entry.register != register:
        raise EntryInvalid("E12-origin", entry.register)
    return entry


def _spell(entry: Entry) -> bytes:
    # Every string was matched against an ASCII form, so this is canonical JSON without a second walk.
    return orjson.dumps(
        {
            "batch": entry.batch,
            "definition": entry.definition,
            "key": entry.key,
            "op": entry.op,
            "parts": dict(entry.parts),
            "register": entry.register,
            "time": entry.time,
        },
        option=orjson.OPT_SORT_KEYS,
    )


def _checked_size(data: bytes) -> bytes:
    if len(data) > LARGEST_ENTRY:
        raise EntryInvalid("E1-size", str(len(data)))
    return data


def _check(entry: Entry) -> None:
    _require(isinstance(entry.register, str) and is_id(entry.register), "E4-register", entry.register)
    _require(isinstance(entry.key, str) and is_key(entry.key), "E5-key", entry.key)
    _require(entry.op in OPS, "E6-op", entry.op)
    _require(is_time(entry.time), "E7-time", entry.time)
    _require(is_hash(entry.definition), "E8-definition", entry.definition)
    _require(isinstance(entry.batch, str) and is_token(entry.batch), "E9-batch", entry.batch)
    _require(_are_parts(entry.parts), "E10-parts", entry.parts)
    _require(entry.op not in LOG_OPS or entry.key == entry.register, "E11-log-key", entry.key)


def _are_parts(parts: object) -> bool:
    if not isinstance(parts, Mapping) or not parts.keys() >= _ALWAYS:
        return False
    return all(isinstance(name, str) and is_id(name) and is_hash(digest) for name, digest in parts.items())


def _require(holds: bool, rule: str, found: Any) -> None:
    if not holds:
        raise EntryInvalid(rule, str(found)[:100])
