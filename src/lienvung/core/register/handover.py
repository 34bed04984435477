"""Say that a log's records pass to another log: the form of it (entry.md, rules A1, A4–A6; hand-over.md)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lienvung.core.register.canonical import canonical
from lienvung.core.register.entry import is_hash
from lienvung.core.register.errors import ArgumentsInvalid, KeyInvalid
from lienvung.core.register.key import is_key
from lienvung.core.register.origin import parse_origin

ALL = "all"

_DOMAIN = b"lienvung/hand-over/v1\0"


@dataclass(frozen=True, slots=True)
class HandOver:
    """What a hand-over says. `keys` is None for all of the log's; `hash` (64 hex) is that of the arguments.

    `agreement` names, where the old steward is gone, the terms whose other parties answer for it.
    """

    hash: str
    old_log: str
    cut_size: int
    cut_root: str
    keys: frozenset[str] | None
    new_log: str
    act: str
    agreement: str | None = None

    def covers(self, key: str) -> bool:
        """Tell whether the key is within the scope."""
        return self.keys is None or key in self.keys

    @property
    def new_node(self) -> str:
        """The node that takes."""
        return parse_origin(self.new_log).node

    @property
    def old_node(self) -> str:
        """The node that gives, or is gone."""
        return parse_origin(self.old_log).node

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments of the entry that says it."""
        said = {
            "old-log": self.old_log,
            "cut-size": self.cut_size,
            "cut-root": self.cut_root,
            "scope": ALL if self.keys is None else sorted(self.keys),
            "new-log": self.new_log,
            "act": self.act,
        }
        return {**said, "agreement": self.agreement} if self.agreement else said


def hand_over_hash(arguments: Mapping[str, Any]) -> str:
    """Return the hash (64 hex) by which acceptances name these arguments."""
    return hashlib.sha256(_DOMAIN + canonical(dict(arguments))).hexdigest()


def parse_hand_over(arguments: Mapping[str, Any]) -> HandOver:
    """Return what checked arguments say."""
    scope = arguments["scope"]
    return HandOver(
        hash=hand_over_hash(arguments),
        old_log=arguments["old-log"],
        cut_size=arguments["cut-size"],
        cut_root=arguments["cut-root"],
        keys=None if scope == ALL else frozenset(scope),
        new_log=arguments["new-log"],
        act=arguments["act"],
        agreement=arguments.get("agreement"),
    )


def check_hand_over(arguments: Mapping[str, Any], register: str) -> None:
    """Raise ArgumentsInvalid unless these are the arguments of a hand-over in a log of this register."""
    size, root, scope = arguments["cut-size"], arguments["cut-root"], arguments["scope"]
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ArgumentsInvalid("hand-over", "A1-arguments", "cut-size")
    if not is_hash(root):
        raise ArgumentsInvalid("hand-over", "A1-arguments", "cut-root")
    if scope != ALL and not _is_key_list(scope):
        raise ArgumentsInvalid("hand-over", "A4-scope", "scope")
    _check_logs(arguments["old-log"], arguments["new-log"], register)
    if "agreement" in arguments and not is_hash(arguments["agreement"]):
        raise ArgumentsInvalid("hand-over", "A6-agreement", "agreement")


def _is_key_list(scope: object) -> bool:
    if not isinstance(scope, list) or not all(isinstance(key, str) and is_key(key) for key in scope):
        return False
    return bool(scope) and scope == sorted(set(scope))


def _check_logs(old_log: object, new_log: object, register: str) -> None:
    try:
        origins = [parse_origin(origin if isinstance(origin, str) else "") for origin in (old_log, new_log)]
    except KeyInvalid as error:
        raise ArgumentsInvalid("hand-over", "A5-logs") from error
    if old_log == new_log or any(origin.register != register for origin in origins):
        raise ArgumentsInvalid("hand-over", "A5-logs")
