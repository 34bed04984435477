"""The outline of a unit, as somebody wants to enter it, against what the units' register says of that unit."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lienvung.core.register.definition import Definition
from lienvung.node.stores.port import RecordReader
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
