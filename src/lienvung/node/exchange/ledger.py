"""What a partner may read of our ledger: the lines about itself, and nothing else (docs/formats/ledger.md).

canonical JSON of {"lines": [line, …], "node": name of the node that answers, "partner": name of the caller}
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.node.stores.port import DutyReader
from lienvung.node.stores.rows import TransferRow

MOST_LINES: Final = 1000
_LINE = {"at", "direction", "entries", "grants", "id", "log", "parts"}


class LedgerMalformed(ValueError):
    """The bytes are not a ledger; the message names the rule."""


@dataclass(frozen=True, slots=True)
class Agreeing:
    """Our lines and the partner's, by transaction id: on both sides, only here, only there."""

    both: int
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


def format_ledger(reader: DutyReader, node: str, caller: str) -> bytes:
    """Return the newest lines about the caller, newest first."""
    lines = [_line(row) for row in reader.transfers(caller, MOST_LINES)]
    return canonical({"lines": lines, "node": node, "partner": caller})


def parse_ledger(data: bytes, node: str, caller: str) -> tuple[str, ...]:
    """Return the transaction ids of a partner's lines about us, newest first (LedgerMalformed)."""
    try:
        document = parse_canonical(data)
    except LienVungError as error:
        raise LedgerMalformed(str(error)) from None
    if not isinstance(document, dict) or document.keys() != {"lines", "node", "partner"}:
        raise LedgerMalformed("names")
    if (document["node"], document["partner"]) != (node, caller) or not isinstance(document["lines"], list):
        raise LedgerMalformed("node")
    if not all(_is_line(line) for line in document["lines"]):
        raise LedgerMalformed("line")
    return tuple(line["id"] for line in document["lines"])


def compare_ledgers(ours: Iterable[TransferRow], theirs: Iterable[str]) -> Agreeing:
    """Compare lines by id; the oldest of each side may have no counterpart where one of them was cut at MOST_LINES."""
    here, there = [row.id for row in ours], list(theirs)
    return Agreeing(
        both=len(set(here) & set(there)),
        only_here=tuple(each for each in here if each not in set(there)) if len(there) < MOST_LINES else (),
        only_there=tuple(each for each in there if each not in set(here)) if len(here) < MOST_LINES else (),
    )


def _line(row: TransferRow) -> dict[str, Any]:
    return {
        "at": row.at,
        "direction": row.direction,
        "entries": row.entries,
        "grants": sorted(row.agreements),
        "id": row.id,
        "log": row.origin,
        "parts": sorted(row.names),
    }


def _is_line(line: Any) -> bool:
    return isinstance(line, dict) and line.keys() == _LINE and isinstance(line["id"], str)
