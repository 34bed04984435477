"""Outlines of units: what speaks against one that somebody wants to enter, and the layers that are held."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.register.definition import Definition
from lienvung.node.stores.every import every_record
from lienvung.node.stores.port import Reader, RecordReader
from lienvung.spatial.errors import ArchipelagoMissing, SovereigntyBroken
from lienvung.spatial.shape import to_shape
from lienvung.spatial.sovereignty import check_boundary

BOUNDARY: Final = "unit-boundary"
_UNIT, _SHAPE = "administrative-unit", "place"


def boundary_claims(
    reader: RecordReader, definition: Definition, values: Mapping[str, Any]
) -> Iterator[tuple[str, SovereigntyBroken | ArchipelagoMissing]]:
    """Yield (field, refusal) where an outline takes another's archipelago or leaves out its unit's own."""
    if definition.register != BOUNDARY or _SHAPE not in values:
        return
    unit = reader.record(_UNIT, str(values.get("unit", "")))
    if unit is None:
        return
    try:
        check_boundary(to_shape(values[_SHAPE]), str(unit.values.get("code", "")))
    except (SovereigntyBroken, ArchipelagoMissing) as refusal:
        yield _SHAPE, refusal


@dataclass(frozen=True, slots=True)
class HeldLayer:
    """The outlines that one body made of one day, of one steward, by the keys of their records."""

    steward: str
    maker: str
    standing: str
    since: str
    keys: tuple[str, ...]


def held_layers(reader: Reader) -> list[HeldLayer]:
    """Return the layers of boundaries that are in the register, by maker and day."""
    keys: dict[tuple[str, str, str, str], list[str]] = {}
    for record in every_record(reader, BOUNDARY):
        maker, standing, since = (str(record.values.get(name, "")) for name in ("maker", "standing", "valid-from"))
        keys.setdefault((record.steward, maker, standing, since), []).append(record.key)
    return [HeldLayer(*about, keys=tuple(found)) for about, found in sorted(keys.items())]
