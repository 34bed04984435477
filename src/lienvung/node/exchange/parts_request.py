"""The request for parts (docs/formats/parts-framing.md, "Request")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.key import is_id
from lienvung.node.exchange.errors import RequestMalformed

MAX_NAMES: Final = 255
MAX_RANGES: Final = 4096
MAX_INDICES: Final = 65_536
_TRANSACTION = re.compile(r"[a-z2-7]{26}")


@dataclass(frozen=True, slots=True)
class PartsRequest:
    """Which parts of which entries; `ranges` are half-open, ascending, not touching."""

    origin: str
    names: tuple[str, ...]
    ranges: tuple[tuple[int, int], ...]
    transaction: str

    @property
    def entries(self) -> int:
        """How many entries are asked about."""
        return sum(stop - first for first, stop in self.ranges)


def format_parts_request(request: PartsRequest) -> bytes:
    """Return the request's body."""
    return canonical(
        {
            "log": request.origin,
            "parts": list(request.names),
            "ranges": [list(pair) for pair in request.ranges],
            "transaction": request.transaction,
        }
    )


def parse_parts_request(data: bytes) -> PartsRequest:
    """Read a request strictly (RequestMalformed, naming the rule)."""
    try:
        document = parse_canonical(data)
    except LienVungError:
        raise RequestMalformed("canonical JSON") from None
    if not isinstance(document, dict) or document.keys() != {"log", "parts", "ranges", "transaction"}:
        raise RequestMalformed("names")
    if not isinstance(document["log"], str):
        raise RequestMalformed("log")
    transaction = document["transaction"]
    if not isinstance(transaction, str) or not _TRANSACTION.fullmatch(transaction):
        raise RequestMalformed("transaction")
    return PartsRequest(document["log"], _names(document["parts"]), _ranges(document["ranges"]), transaction)


def join_ranges(indices: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return ascending indices as half-open ranges."""
    if isinstance(indices, range):
        return ((indices.start, indices.stop),) if indices else ()
    ranges: list[tuple[int, int]] = []
    for index in indices:
        if ranges and ranges[-1][1] == index:
            ranges[-1] = ranges[-1][0], index + 1
        else:
            ranges.append((index, index + 1))
    return tuple(ranges)


def _names(names: Any) -> tuple[str, ...]:
    if not isinstance(names, list) or not 0 < len(names) <= MAX_NAMES:
        raise RequestMalformed("parts")
    if not all(isinstance(name, str) and is_id(name) for name in names) or names != sorted(set(names)):
        raise RequestMalformed("parts")
    return tuple(names)


def _ranges(ranges: Any) -> tuple[tuple[int, int], ...]:
    if not isinstance(ranges, list) or not 0 < len(ranges) <= MAX_RANGES:
        raise RequestMalformed("ranges")
    free = -1
    for pair in ranges:
        if not isinstance(pair, list) or len(pair) != 2 or not all(type(bound) is int for bound in pair):
            raise RequestMalformed("ranges")
        if not free < pair[0] < pair[1]:
            raise RequestMalformed("ranges")
        free = pair[1]
    if sum(stop - first for first, stop in ranges) > MAX_INDICES:
        raise RequestMalformed("ranges")
    return tuple((first, stop) for first, stop in ranges)
