"""Pass a log's records to another log, and say which old entries are void (entry.md, op hand-over; DESIGN §4.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lienvung.core.register.entry import is_hash
from lienvung.core.register.errors import ArgumentsInvalid, KeyInvalid
from lienvung.core.register.key import is_key
from lienvung.core.register.origin import parse_origin


@dataclass(frozen=True, slots=True)
class HandOver:
    """From the cut on, the new log speaks for these keys; `keys` is None when it speaks for all of them."""

    old_log: str
    cut_size: int
    cut_root: str
    keys: frozenset[str] | None
    new_log: str
    act: str

    def covers(self, key: str) -> bool:
        """Tell whether the key is in the scope."""
        return self.keys is None or key in self.keys

    def voids(self, origin: str, index: int, key: str) -> bool:
        """Tell whether this hand-over makes an entry void (rule V6)."""
        return origin == self.old_log and index >= self.cut_size and self.covers(key)

    def overlaps(self, other: "HandOver") -> bool:
        """Tell whether two hand-overs give one key of one log to two logs."""
        if self.old_log != other.old_log or self.new_log == other.new_log:
            return False
        if self.keys is None or other.keys is None:
            return True
        return bool(self.keys & other.keys)


def format_hand_over(hand_over: HandOver) -> dict[str, Any]:
    """Return the arguments of a hand-over entry."""
    return {
        "old-log": hand_over.old_log,
        "cut-size": hand_over.cut_size,
        "cut-root": hand_over.cut_root,
        "scope": "all" if hand_over.keys is None else sorted(hand_over.keys),
        "new-log": hand_over.new_log,
        "act": hand_over.act,
    }


def parse_hand_over(arguments: Mapping[str, Any], register: str) -> HandOver:
    """Read the arguments of a hand-over in a log of this register; raise ArgumentsInvalid."""
    size, root, scope = arguments["cut-size"], arguments["cut-root"], arguments["scope"]
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ArgumentsInvalid("hand-over", "A1-arguments", "cut-size")
    if not is_hash(root):
        raise ArgumentsInvalid("hand-over", "A1-arguments", "cut-root")
    if scope != "all" and not _is_key_list(scope):
        raise ArgumentsInvalid("hand-over", "A4-scope", "scope")
    _check_logs(arguments["old-log"], arguments["new-log"], register)
    keys = None if scope == "all" else frozenset(scope)
    return HandOver(arguments["old-log"], size, root, keys, arguments["new-log"], arguments["act"])


def holding(hand_overs: Iterable[HandOver]) -> tuple[HandOver, ...]:
    """Return those that hold: of claims that overlap, none does until it is resolved."""
    claims = tuple(hand_overs)
    return tuple(claim for claim in claims if not any(claim.overlaps(other) for other in claims))


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
