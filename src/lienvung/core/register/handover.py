"""Say that a log's records pass to another log: the form of it (entry.md, op hand-over, rules A1, A4, A5)."""

from collections.abc import Mapping
from typing import Any

from lienvung.core.register.entry import is_hash
from lienvung.core.register.errors import ArgumentsInvalid, KeyInvalid
from lienvung.core.register.key import is_key
from lienvung.core.register.origin import parse_origin


def check_hand_over(arguments: Mapping[str, Any], register: str) -> None:
    """Raise ArgumentsInvalid unless these are the arguments of a hand-over in a log of this register."""
    size, root, scope = arguments["cut-size"], arguments["cut-root"], arguments["scope"]
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ArgumentsInvalid("hand-over", "A1-arguments", "cut-size")
    if not is_hash(root):
        raise ArgumentsInvalid("hand-over", "A1-arguments", "cut-root")
    if scope != "all" and not _is_key_list(scope):
        raise ArgumentsInvalid("hand-over", "A4-scope", "scope")
    _check_logs(arguments["old-log"], arguments["new-log"], register)


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
