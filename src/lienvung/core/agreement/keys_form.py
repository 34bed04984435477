"""The form of a keys document: its names and values, whoever signed it (docs/formats/node-json.md, N4, N5, N8, N9)."""

from collections.abc import Mapping
from typing import Any

from lienvung.core.agreement.errors import NodeDocumentInvalid
from lienvung.core.agreement.shape import has_names, is_address, is_day
from lienvung.core.register.canonical import LARGEST_INTEGER
from lienvung.core.register.entry import is_time
from lienvung.core.register.key import is_id, is_node_name
from lienvung.core.tlog.note import decode_base64

KEY_BYTES = 32
MOST_ROOTS = 16
MOST_KEYS = 64

_LISTS = ("log", "witness", "request", "encryption")
_NAMES = {"node", "version", "address", "root", *_LISTS}


def check_form(values: Any) -> None:
    """Raise NodeDocumentInvalid unless these are the values of a keys document."""
    _check_names(values, _NAMES, {"until"}, "")
    _check_values(
        {
            "node": isinstance(values["node"], str) and is_node_name(values["node"]),
            "version": _is_count(values["version"], 1),
            "address": is_address(values["address"]),
            "until": "until" not in values or is_day(values["until"]),
        }
    )
    _check_root(values["root"])
    for use in _LISTS:
        _check_list(values[use], use)
    _check_once(values)


def _check_root(root: Any) -> None:
    _check_names(root, {"keys", "threshold"}, set(), "root")
    raw = _raw_keys(root["keys"])
    sound = raw is not None and 1 <= len(raw) <= MOST_ROOTS and raw == sorted(set(raw))
    _check_values({"root/keys": sound})
    _check_values({"root/threshold": _is_count(root["threshold"], 1, len(root["keys"]))})


def _check_list(listed: Any, use: str) -> None:
    _check_values({use: isinstance(listed, list) and 1 <= len(listed) <= MOST_KEYS})
    for place, each in enumerate(listed):
        _check_values({f"{use}/{place}": isinstance(each, Mapping)})
        _check_key(each, f"{use}/{place}", may_void=use == "log")
    if [each["since"] for each in listed] != sorted(each["since"] for each in listed):
        raise NodeDocumentInvalid("N9-order", use)


def _check_key(each: Any, where: str, *, may_void: bool) -> None:
    _check_names(each, {"key", "since"}, {"until", "revoked"}, where)
    _check_values(
        {
            f"{where}/key": _raw_keys([each["key"]]) is not None,
            f"{where}/since": is_day(each["since"]),
            f"{where}/until": "until" not in each or (is_day(each["until"]) and each["until"] >= str(each["since"])),
        }
    )
    if "revoked" in each:
        _check_revocation(each["revoked"], f"{where}/revoked", may_void=may_void)


def _check_revocation(revoked: Any, where: str, *, may_void: bool) -> None:
    _check_names(revoked, {"at"}, {"void"}, where)
    _check_values({f"{where}/at": is_time(revoked["at"])})
    if "void" in revoked:
        void = revoked["void"]
        sound = may_void and isinstance(void, Mapping) and bool(void)
        _check_values({f"{where}/void": sound and all(_is_cut(*each) for each in void.items())})


def _is_cut(register: object, cut: object) -> bool:
    if not (isinstance(register, str) and is_id(register) and isinstance(cut, list) and len(cut) == 2):
        return False
    return _is_count(cut[0], 0) and _is_count(cut[1], cut[0] + 1)


def _check_once(values: Any) -> None:
    seen = set(values["root"]["keys"])
    for use in _LISTS:
        for each in values[use]:
            if each["key"] in seen:
                raise NodeDocumentInvalid("N8-once", use)
            seen.add(each["key"])


def _check_names(values: Any, required: set[str], optional: set[str], where: str) -> None:
    if not has_names(values, required, optional):
        raise NodeDocumentInvalid("N4-names", where)


def _check_values(rules: Mapping[str, bool]) -> None:
    for name, holds in rules.items():
        if not holds:
            raise NodeDocumentInvalid("N5-values", name)


def _is_count(value: object, least: int, most: int = LARGEST_INTEGER) -> bool:
    return type(value) is int and least <= value <= most


def _raw_keys(spelled: object) -> list[bytes] | None:
    """Return keys as raw bytes, or None if one is not 32 bytes in the one spelling of base64."""
    if not isinstance(spelled, list) or not all(isinstance(each, str) for each in spelled):
        return None
    raw = [decode_base64(each) for each in spelled]
    return None if any(each is None or len(each) != KEY_BYTES for each in raw) else [each for each in raw if each]
