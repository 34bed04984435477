"""Fold the entries of a key into its record (docs/formats/entry.md, rules V1–V4 and V7).

live ──retire──▶ retired ──restore──▶ live        a put replaces all values
live, retired ──merge──▶ merged                   for good
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lienvung.core.register.entry import Entry
from lienvung.core.register.errors import VersionRefused
from lienvung.core.register.item import Item, join_fields
from lienvung.core.register.origin import parse_origin

HELD, WITHHELD, ERASED, UNAVAILABLE, INVALID = "held", "withheld", "erased", "unavailable", "invalid"

_MAY_FOLLOW = {
    "live": ("put", "retire", "merge", "erase"),
    "retired": ("restore", "merge", "erase"),
    "merged": ("erase",),
}
_ELSE = {"live": "V3-live", "retired": "V2-retired", "merged": "V4-merged"}
_BECOMES = {"retire": "retired", "restore": "live", "merge": "merged"}


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of a key as a node holds it: part name -> state, and the values of the parts held."""

    origin: str
    index: int
    entry: Entry
    states: Mapping[str, str]
    values: Item


@dataclass(frozen=True, slots=True)
class Record:
    """What a key says now: `op`, `index`, `time` and `batch` of its newest entry, the values of its newest put.

    `state` is live, retired or merged; a live one is withheld when its shared part is not ours to see, and invalid
    when that part is not what the log committed to. `digests` are those of the newest put: an acceptance names the
    one of `shared`.
    """

    register: str
    key: str
    origin: str
    steward: str
    index: int
    op: str
    state: str
    time: str
    batch: str
    definition: str
    values: Mapping[str, Any]
    source: Mapping[str, Any] = field(default_factory=dict)
    attribution: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    into: str | None = None
    digests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Standing:
    """How far the fold has come."""

    put: Version
    newest: Version
    state: str = "live"
    into: str | None = None
    erased: frozenset[str] = frozenset()


def fold_versions(versions: Iterable[Version]) -> Record | None:
    """Return the record that the versions of one key make, oldest first; None while nothing holds.

    A version that may not follow is passed over: it stays in the history and changes nothing.
    """
    standing: _Standing | None = None
    for version in versions:
        try:
            standing = _follow(standing, version)
        except VersionRefused:
            continue
    return _record(standing) if standing else None


def check_follows(state: str | None, entry: Entry, *, once: bool = False) -> None:
    """Raise VersionRefused unless the op may come next for a key in this state (None: no entry yet).

    Of a register where things are said `once`, nothing may come after the first put.
    """
    if state is None:
        if entry.op != "put":
            raise VersionRefused(entry.key, entry.op, "V1-first")
        return
    if once:
        raise VersionRefused(entry.key, entry.op, "V7-once")
    # A record whose shared part is withheld or bad is live all the same: its steward goes on writing it.
    lifecycle = state if state in _MAY_FOLLOW else "live"
    if entry.op not in _MAY_FOLLOW[lifecycle]:
        raise VersionRefused(entry.key, entry.op, _ELSE[lifecycle])


def _follow(standing: _Standing | None, version: Version) -> _Standing:
    op = version.entry.op
    check_follows(standing.state if standing else None, version.entry)
    if standing is None or op == "put":
        return _Standing(put=version, newest=version)
    arguments = version.values.get("shared", {})
    if op == "erase":
        return replace(standing, newest=version, erased=standing.erased | set(arguments.get("parts", ())))
    return replace(standing, newest=version, state=_BECOMES[op], into=arguments.get("into"))


def _record(standing: _Standing) -> Record:
    put, newest, erased = standing.put, standing.newest, standing.erased
    states = {name: ERASED if name in erased else state for name, state in put.states.items()}
    held = {name: values for name, values in put.values.items() if name not in erased}
    return Record(
        register=put.entry.register,
        key=put.entry.key,
        origin=newest.origin,
        steward=parse_origin(newest.origin).node,
        index=newest.index,
        op=newest.entry.op,
        state=_seen(standing.state, states),
        time=newest.entry.time,
        batch=newest.entry.batch,
        definition=put.entry.definition,
        values=join_fields(held),
        source=held.get("source", {}),
        attribution=held.get("attribution", {}),
        parts=states,
        into=standing.into,
        digests=put.entry.parts,
    )


def _seen(state: str, parts: Mapping[str, str]) -> str:
    shared = parts.get("shared", WITHHELD)
    if state != "live" or shared == HELD:
        return state
    return "invalid" if shared == INVALID else "withheld"
