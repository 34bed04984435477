"""Whose cosignatures make a checkpoint count: a trust policy (C2SP tlog-policy).

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <name>…
    quorum <name>|none

A name is defined before it is used, belongs to at most one group, and means nothing outside the file.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from lienvung.core.tlog.cosignature import CosignatureVerifier
from lienvung.core.tlog.errors import PolicyMalformed, VerifierKeyMalformed
from lienvung.core.tlog.note import COSIGNATURE, ED25519, Signature, Verifier, parse_vkey

NONE: Final = "none"
MAX_BYTES: Final = 1_000_000
MAX_OF_EACH: Final = 1_000
_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_COUNT: Final = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class PolicyLog:
    """A log that the policy speaks of; the name in its key is its origin."""

    vkey: str
    url: str = ""

    @property
    def verifier(self) -> Verifier:
        """Return who signs this log's checkpoints."""
        name, _, key = parse_vkey(self.vkey)
        return Verifier(name, key)


@dataclass(frozen=True, slots=True)
class PolicyWitness:
    """A witness, under the policy's own name for it."""

    name: str
    vkey: str
    url: str = ""

    @property
    def verifier(self) -> CosignatureVerifier:
        """Return who the witness is in a checkpoint's signature lines."""
        name, _, key = parse_vkey(self.vkey)
        return CosignatureVerifier(name, key)


@dataclass(frozen=True, slots=True)
class Group:
    """Witnesses and groups of which at least `k` must have witnessed."""

    name: str
    k: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The logs, the witnesses, the groups in the order of their definition, and what the quorum is."""

    logs: tuple[PolicyLog, ...]
    witnesses: tuple[PolicyWitness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def speaks_of(self, origin: str) -> bool:
        """Tell whether a log's checkpoints are judged by this policy: one that lists no log judges all."""
        return not self.logs or any(log.verifier.name == origin for log in self.logs)

    def witnesses_among(self, signatures: Iterable[Signature]) -> tuple[str, ...]:
        """Return the names of the witnesses whose key made one of these lines; the lines were verified before."""
        lines = {(each.name, each.key_id) for each in signatures}
        return tuple(
            each.name for each in self.witnesses if (each.verifier.name, each.verifier.key_id) in lines
        )  # fmt: skip

    def is_met(self, cosigned: Collection[str]) -> bool:
        """Tell whether these witnesses are a quorum."""
        met = {each.name: each.name in cosigned for each in self.witnesses} | {NONE: True}
        for group in self.groups:
            met[group.name] = sum(met[member] for member in group.members) >= group.k
        return met[self.quorum]


def format_policy(policy: Policy) -> bytes:
    """Return the file: logs, witnesses, groups, quorum, one space between the items of a line."""
    lines = [
        *(("log", log.vkey, log.url) for log in policy.logs),
        *(("witness", each.name, each.vkey, each.url) for each in policy.witnesses),
        *(("group", each.name, _format_count(each), *each.members) for each in policy.groups),
        ("quorum", policy.quorum),
    ]
    return "".join(" ".join(filter(None, line)) + "\n" for line in lines).encode(errors="surrogateescape")


def parse_policy(data: bytes) -> Policy:
    """Read a policy file (PolicyMalformed, naming line and rule)."""
    if len(data) > MAX_BYTES:
        raise PolicyMalformed(0, "too-long")
    reading = _Reading()
    for number, line in enumerate(data.split(b"\n"), 1):
        if _FORBIDDEN.search(line):
            raise PolicyMalformed(number, "control-character")
        # Octets above ASCII are opaque: the escape keeps names apart that differ in any octet.
        words = [word for word in re.split("[ \t]+", line.decode(errors="surrogateescape")) if word]
        if words and not words[0].startswith("#"):
            reading.take(number, words)
    if data and not data.endswith(b"\n"):
        raise PolicyMalformed(number, "no-final-newline")
    if reading.quorum is None:
        raise PolicyMalformed(0, "quorum-missing")
    return Policy(tuple(reading.logs), tuple(reading.witnesses), tuple(reading.groups), reading.quorum)


@dataclass
class _Reading:
    """What the lines read so far define."""

    logs: list[PolicyLog] = field(default_factory=list)
    witnesses: list[PolicyWitness] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    quorum: str | None = None
    names: set[str] = field(default_factory=lambda: {NONE})
    grouped: set[str] = field(default_factory=lambda: {NONE})
    keys: set[bytes] = field(default_factory=set)

    def take(self, number: int, words: list[str]) -> None:
        """Take one line that is neither empty nor a comment."""
        takes: Mapping[str, Callable[[int, list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        if words[0] not in takes:
            raise PolicyMalformed(number, "keyword")
        takes[words[0]](number, words[1:])
        if max(len(self.logs), len(self.witnesses), len(self.groups)) > MAX_OF_EACH:
            raise PolicyMalformed(number, "too-many")

    def _log(self, number: int, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise PolicyMalformed(number, "log")
        self._check_key(number, words[0], ED25519)
        self.logs.append(PolicyLog(*words))

    def _witness(self, number: int, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise PolicyMalformed(number, "witness")
        self._define(number, words[0])
        self._check_key(number, words[1], COSIGNATURE)
        self.witnesses.append(PolicyWitness(*words))

    def _group(self, number: int, words: list[str]) -> None:
        if len(words) < 3:
            raise PolicyMalformed(number, "group")
        name, count, *members = words
        for member in members:
            if member not in self.names - {NONE}:
                raise PolicyMalformed(number, "member-unknown")
            if member in self.grouped:
                raise PolicyMalformed(number, "member-of-two-groups")
            self.grouped.add(member)
        self._define(number, name)
        self.groups.append(Group(name, _parse_count(number, count, len(members)), tuple(members)))

    def _quorum(self, number: int, words: list[str]) -> None:
        if len(words) != 1:
            raise PolicyMalformed(number, "quorum")
        if self.quorum is not None:
            raise PolicyMalformed(number, "quorum-twice")
        if words[0] not in self.names:
            raise PolicyMalformed(number, "quorum-unknown")
        self.quorum = words[0]

    def _define(self, number: int, name: str) -> None:
        if name in self.names:
            raise PolicyMalformed(number, "name-twice")
        self.names.add(name)

    def _check_key(self, number: int, vkey: str, kind: int) -> None:
        try:
            _, found, key = parse_vkey(vkey)
        except VerifierKeyMalformed:
            raise PolicyMalformed(number, "key") from None
        if found != kind:
            raise PolicyMalformed(number, "key-type")
        # A log's key and a witness's are kept apart by their type; within one type a key stands for one name.
        if bytes([kind]) + key in self.keys:
            raise PolicyMalformed(number, "key-twice")
        self.keys.add(bytes([kind]) + key)


def _parse_count(number: int, count: str, members: int) -> int:
    if count in ("all", "any"):
        return members if count == "all" else 1
    if not _COUNT.fullmatch(count) or int(count) > members:
        raise PolicyMalformed(number, "count")
    return int(count)


def _format_count(group: Group) -> str:
    if group.k == len(group.members):
        return "all"
    return "any" if group.k == 1 else str(group.k)
