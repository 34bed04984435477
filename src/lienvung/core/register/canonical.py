"""Spell values one way: RFC 8785 narrowed to what registers hold (docs/formats/item.md, rules C1–C9).

value = string | integer | boolean | [value, …] | {ASCII name: value, …}
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import orjson

from lienvung.core.register.errors import NotCanonical

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value]"

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 32


def canonical(value: Value) -> bytes:
    """Return the one spelling of a value.

    Raises NotCanonical for a value outside the profile. With ASCII names the sort by bytes that
    orjson does is the sort by UTF-16 units that RFC 8785 §3.2.3 asks for.
    """
    _check(value, 0)
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise NotCanonical("C1-utf8") from error


def parse_canonical(data: bytes) -> Any:
    """Return the value that the bytes spell; refuse every other spelling of it."""
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise NotCanonical("C2-json" if _is_utf8(data) else "C1-utf8") from error
    if canonical(value) != data:
        raise NotCanonical("C9-spelling")
    return value


def prune(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values without None, "", [] and {}, recursively; False and 0 stay."""
    kept = {}
    for name, value in values.items():
        # Most values are texts and numbers: they are kept or dropped by one look.
        if type(value) is str or type(value) is int or type(value) is bool:
            if value != "":
                kept[name] = value
        elif not _is_empty(pruned := _pruned(value)):
            kept[name] = pruned
    return kept


def _pruned(value: Any) -> Any:
    if isinstance(value, str | int):
        return value
    if isinstance(value, Mapping):
        return prune(value)
    if isinstance(value, list | tuple):
        return [kept for kept in map(_pruned, value) if not _is_empty(kept)]
    return value


def _is_empty(value: Any) -> bool:
    return value is None or (not value and isinstance(value, str | list | dict))


def _check(value: object, depth: int) -> None:
    if isinstance(value, str):
        _check_string(value)
    elif isinstance(value, list | tuple):
        _check_depth(depth)
        for index, child in enumerate(value):
            _check_child(child, index, depth)
    elif isinstance(value, dict):
        _check_depth(depth)
        for name, child in value.items():
            if not isinstance(name, str) or not name or not name.isascii():
                raise NotCanonical("C7-name")
            _check_child(child, name, depth)
    elif not isinstance(value, int):
        raise NotCanonical("C3-type")
    elif abs(value) > LARGEST_INTEGER:
        raise NotCanonical("C4-integer")


def _check_child(child: object, step: str | int, depth: int) -> None:
    try:
        _check(child, depth + 1)
    except NotCanonical as refusal:
        # The path is put together on the way out: values that are right, nearly all of them, pay nothing for it.
        where = f"{step}/{refusal.where}" if refusal.where else str(step)
        raise NotCanonical(refusal.rule, where) from None


def _check_depth(depth: int) -> None:
    if depth >= DEEPEST:
        raise NotCanonical("C8-depth")


def _check_string(text: str) -> None:
    if "\0" in text:
        raise NotCanonical("C6-nul")
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("C5-nfc")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return not data.startswith(b"\xef\xbb\xbf")
