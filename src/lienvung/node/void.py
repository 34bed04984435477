"""Entries that a revoked log key signed and that do not count (docs/formats/node-json.md, "void").

They stay in their log and prove as before, and change no record. Which they are follows from the approved keys
documents; it is kept as a setting for each log, so that projecting an entry asks no document.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final

from lienvung.core.agreement.keys import KeysDocument
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.origin import format_origin
from lienvung.core.tlog.cosignature import cosignature_time
from lienvung.core.tlog.note import parse_signature
from lienvung.node.errors import NodeError
from lienvung.node.stores.port import DutyReader, Reader, Writer

Ranges = tuple[tuple[int, int], ...]
"""Indices [first, stop) of one log."""

SETTLED: Final = timedelta(days=14)
"""What was witnessed so long ago nobody disowns alone: a theft is found sooner, or people have to talk."""
EVERY_LINE: Final = 2**31


@dataclass(eq=False)
class EntryVoid(NodeError):
    """The entry was signed by a key that somebody else may have had; its node disowned it."""

    code: ClassVar[str] = "entry-void"
    origin: str
    index: int


def void_of(keys: KeysDocument) -> dict[str, Ranges]:
    """Return the void entries that a keys document names, by origin."""
    found: dict[str, Ranges] = {}
    for listed in keys.log:
        for register, cut in listed.revoked.void.items() if listed.revoked else ():
            origin = format_origin(keys.node, register)
            found[origin] = tuple(sorted({*found.get(origin, ()), cut}))
    return found


def void_ranges(reader: DutyReader, origin: str) -> Ranges:
    """Return the void entries of one log."""
    data = reader.setting(_setting(origin))
    return tuple((first, stop) for first, stop in parse_canonical(data)) if data else ()


def check_stands(void: Ranges, origin: str, index: int) -> None:
    """Raise EntryVoid for an entry within the ranges."""
    if any(first <= index < stop for first, stop in void):
        raise EntryVoid(origin, index)


def keep_void(writer: Writer, void: Mapping[str, Ranges]) -> Iterator[tuple[str, int, int]]:
    """Keep what a newer keys document says of void entries; yield (origin, first, stop) of what was not void before."""
    for origin, ranges in void.items():
        before = void_ranges(writer, origin)
        writer.set_setting(_setting(origin), canonical([list(each) for each in ranges]))
        yield from ((origin, first, stop) for first, stop in ranges if (first, stop) not in before)


def disowned_late(reader: Reader, void: Mapping[str, Ranges], now: datetime) -> int:
    """Count the entries that are called void only now although a witness saw them long ago."""
    found = 0
    for origin, ranges in void.items():
        held = _witnessed_before(reader, origin, now - SETTLED) if reader.log(origin) else 0
        known = void_ranges(reader, origin)
        found += sum(max(0, min(stop, held) - first) for first, stop in ranges if (first, stop) not in known)
    return found


def _witnessed_before(reader: Reader, origin: str, moment: datetime) -> int:
    """Return the largest size of a log that a witness had cosigned by then, as far as we keep the lines."""
    lines = reader.cosignatures_from(origin, 0, EVERY_LINE)
    seen = (size for size, row in lines if cosignature_time(parse_signature(row.line)) <= moment.timestamp())
    return max(seen, default=0)


def _setting(origin: str) -> str:
    return f"void/{origin}"
