"""Judge what an op other than put says, in its part `shared` (docs/formats/entry.md, rules A1–A6)."""

from collections.abc import Callable, Mapping
from typing import Any

from lienvung.core.register.definition import definition_hash, parse_definition
from lienvung.core.register.entry import Entry, is_hash
from lienvung.core.register.errors import ArgumentsInvalid, VersionRefused
from lienvung.core.register.handover import check_hand_over
from lienvung.core.register.key import is_id, is_key

_NAMES = {
    "retire": {"reason"},
    "restore": {"reason"},
    "merge": {"into", "reason"},
    "erase": {"parts", "ground"},
    "define": {"definition"},
    "hand-over": {"old-log", "cut-size", "cut-root", "scope", "new-log", "act"},
}
_MAY_HAVE = {"hand-over": {"agreement"}, "erase": {"files"}}


def check_arguments(entry: Entry, arguments: Mapping[str, Any]) -> None:
    """Raise ArgumentsInvalid unless these are what the entry's op takes. A put takes an item: see check_item."""
    if entry.op not in _NAMES or arguments.keys() - _MAY_HAVE.get(entry.op, set()) != _NAMES[entry.op]:
        raise ArgumentsInvalid(entry.op, "A1-arguments")
    for name in ("reason", "ground", "act"):
        if name in arguments and not _is_said(arguments[name]):
            raise ArgumentsInvalid(entry.op, "A1-arguments", name)
    if entry.op in _CHECKERS:
        _CHECKERS[entry.op](entry, arguments)


def check_erasable(entry: Entry, arguments: Mapping[str, Any], personal_parts: frozenset[str]) -> None:
    """Raise VersionRefused when an erase names a part that its definition does not mark personal."""
    if not set(arguments["parts"]) <= personal_parts:
        raise VersionRefused(entry.key, entry.op, "V5-personal")


def _check_merge(entry: Entry, arguments: Mapping[str, Any]) -> None:
    into = arguments["into"]
    if not isinstance(into, str) or not is_key(into) or into == entry.key:
        raise ArgumentsInvalid(entry.op, "A3-into", "into")


def _check_erase(entry: Entry, arguments: Mapping[str, Any]) -> None:
    parts = arguments["parts"]
    named = isinstance(parts, list) and parts and all(isinstance(part, str) and is_id(part) for part in parts)
    if not named or parts != sorted(set(parts)):
        raise ArgumentsInvalid(entry.op, "A4-scope", "parts")
    files = arguments.get("files", ["0" * 64])
    hashes = isinstance(files, list) and files and all(isinstance(file, str) and is_hash(file) for file in files)
    if not hashes or files != sorted(set(files)):
        raise ArgumentsInvalid(entry.op, "A7-files", "files")


def _check_define(entry: Entry, arguments: Mapping[str, Any]) -> None:
    definition = parse_definition(arguments["definition"])
    normal = definition.document == arguments["definition"] and definition.register == entry.register
    if not normal or definition_hash(arguments["definition"]) != entry.definition:
        raise ArgumentsInvalid(entry.op, "A2-definition", "definition")


def _check_hand_over(entry: Entry, arguments: Mapping[str, Any]) -> None:
    check_hand_over(arguments, entry.register)


def _is_said(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


_CHECKERS: Mapping[str, Callable[[Entry, Mapping[str, Any]], None]] = {
    "merge": _check_merge,
    "erase": _check_erase,
    "define": _check_define,
    "hand-over": _check_hand_over,
}
