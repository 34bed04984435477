"""Append what a reviewed list of units changes: events, new versions, the ends of the old ones, edges between them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from lienvung.catalogue.unit_seed import EDGE, EVENT, UNIT
from lienvung.core.geography.names import KINDS, read_name
from lienvung.core.geography.unit import Unit
from lienvung.core.register.item import split_fields
from lienvung.core.register.key import TOKEN_BYTES, format_token
from lienvung.core.text.fold import fold
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.node.unit_notes import Line, Review, kind_of


def append_review(node: Node, review: Review, by: str) -> int:
    """Append the lines without doubt as one batch under a person's name; return how many units that made."""
    sure = [line for line in review.lines if not line.doubt]
    changes = list(_changes(node, review, sure, by))
    if changes:
        append(node, changes, idempotency_key=f"unit-notes/{node.random(TOKEN_BYTES).hex()}")
    return len(sure)


def _changes(node: Node, review: Review, lines: list[Line], by: str) -> Iterator[Change]:
    """Yield the events, the new versions, the ends of the old ones and the edges between them."""
    last = (review.effective - timedelta(days=1)).isoformat()
    ended: dict[str, Unit] = {}
    for act in dict.fromkeys(line.note.act for line in lines):
        yield _put(node, EVENT, _event_key(node, act), _event(review, lines, act), by)
    for line in lines:
        key = f"{node.name}-{format_token(node.random(TOKEN_BYTES))}"
        only = line.before[0][0] if len(line.before) == 1 else None
        yield _put(node, UNIT, key, _unit(review, line, only), by)
        for unit, extent in line.before:
            ended[unit.key] = unit
            values = {
                "name": f"{unit.name} → {line.name}", "event": _event_key(node, line.note.act), "from": unit.key,
                "to": key, "extent": extent, "evidence": "official-note", "confidence": "published",
            }  # fmt: skip
            yield _put(node, EDGE, f"{node.name}-{format_token(node.random(TOKEN_BYTES))}", values, by)
    for unit in ended.values():
        yield _put(node, UNIT, unit.key, {**_values(unit), "valid-until": last}, by)


def _event_key(node: Node, act: str) -> str:
    return f"{node.name}-{''.join(letter for letter in fold(act) if letter.isascii() and letter.isalnum())}"


def _event(review: Review, lines: list[Line], act: str) -> dict[str, Any]:
    notes = [line.note for line in lines if line.note.act == act]
    merged = any(len(line.before) > 1 for line in lines if line.note.act == act)
    return {
        "name": f"Thay đổi theo {act}", "kind": "rearrange" if merged else "retype", "act": act,
        "issued-on": notes[0].issued_on, "effective-on": review.effective.isoformat(), "status": "in-force",
        "confidence": "published",
    }  # fmt: skip


def _unit(review: Review, line: Line, only: Unit | None) -> dict[str, Any]:
    kind = kind_of(line.name, line.row.parent) or ""
    values = {
        "name": _spelled(line.name), "kind": kind, "level": "commune" if line.row.parent else "province",
        "code": line.code, "valid-from": review.effective.isoformat(),
        "parent": review.parents.get(line.row.parent, ""),
    }  # fmt: skip
    if only is not None and read_name(only.name).loose == read_name(line.name).loose:
        values["unit"] = only.identity
    return values


def _values(unit: Unit) -> dict[str, Any]:
    """Return a unit as the register has it."""
    return {
        "name": unit.name, "kind": unit.kind, "level": unit.level, "code": unit.code, "parent": unit.parent,
        "unit": unit.of, "valid-from": unit.begins, "valid-until": unit.ends, "act": unit.act,
        "successors": list(unit.successors), "succession": unit.succession,
    }  # fmt: skip


def _spelled(name: str) -> str:
    """Return a name with its kind in small letters, as the register has names."""
    words = next((words for words in KINDS if name.lower().startswith(f"{words} ")), "")
    return words + name[len(words) :]


def _put(node: Node, register: str, key: str, values: Mapping[str, Any], by: str) -> Change:
    attribution = {"entered-by": by, "reason": "Danh mục có ghi chú của cơ quan thống kê"}
    item = split_fields(node.catalogue[register], values, source={}, attribution=attribution)
    return Change("put", register, key, item)
