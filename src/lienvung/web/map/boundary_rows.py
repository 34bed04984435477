"""The features of an official layer beside the outlines in force: unit, area, how much of it is the same ground."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import shapely
from pyproj import Geod

from lienvung.core.text.number import format_number
from lienvung.office.selectors.boundaries import BOUNDARY
from lienvung.office.selectors.imports import RegisterImport, ShownRow, planned_rows
from lienvung.spatial.outlines import Outline, levels_on
from lienvung.spatial.shape import to_shape
from lienvung.web.intake.import_rows import RowView, row_views
from lienvung.web.map.asked import MapAsked
from lienvung.web.map.units import read_outlines
from lienvung.web.snapshot import Snapshot

MOST: Final = 500
_ELLIPSOID = Geod(ellps="WGS84")
_LITTLE: Final = 60
"""Per cent of the ground that two outlines of one unit should share at the least."""


@dataclass(frozen=True, slots=True)
class BoundaryRow:
    """One feature: what the import does with it, its area and that of the outline in force (km²), what is common."""

    row: RowView
    area: str = ""
    before: str = ""
    change: str = ""
    shared: int | None = None

    @property
    def is_far(self) -> bool:
        """Tell whether the new outline lies mostly elsewhere than the one in force."""
        return self.shared is not None and self.shared < _LITTLE


def boundary_rows(seen: Snapshot, imported: RegisterImport) -> list[BoundaryRow]:
    """Return the first features of a layer, wrong ones with their reasons."""
    shown = planned_rows(imported, "", 0, MOST)
    days = {str(row.values["valid-from"]) for row in shown if "valid-from" in row.values}
    held = {day: _held(seen, date.fromisoformat(day)) for day in days}
    views = row_views(seen.definition(BOUNDARY), shown)
    return [_row(view, row, held) for view, row in zip(views, shown, strict=True)]


def _held(seen: Snapshot, day: date) -> dict[str, Outline]:
    """Return the outlines that are drawn on a day, of every level, by the key of the unit."""
    asked = MapAsked(day, is_today=False)
    drawn = (read_outlines(seen.reader, asked, level).units for level in levels_on(day))
    return {each.unit.key: each for units in drawn for each in units}


def _row(view: RowView, row: ShownRow, held: dict[str, dict[str, Outline]]) -> BoundaryRow:
    if "place" not in row.values:
        return BoundaryRow(view)
    shape = to_shape(row.values["place"])
    area = _area(shape)
    before = held[str(row.values["valid-from"])].get(str(row.values["unit"]))
    if before is None:
        return BoundaryRow(view, _words(area))
    old = _area(before.shape)
    if not (shapely.is_valid(shape) and shapely.is_valid(before.shape)):
        # To mend a line that crosses itself thousands of times would take hours; why it is refused is said beside it.
        return BoundaryRow(view, _words(area), _words(old))
    common = _area(shapely.intersection(shape, before.shape))
    change = f"{(area - old) / old * 100:+.0f} %" if old else ""
    return BoundaryRow(view, _words(area), _words(old), change, round(common / max(area, old, 1e-9) * 100))


def _area(shape: shapely.Geometry) -> float:
    """Return square kilometres on the ground."""
    return sum(abs(_ELLIPSOID.geometry_area_perimeter(part)[0]) for part in shapely.get_parts(shape)) / 1e6


def _words(area: float) -> str:
    return format_number(f"{area:.2f}")
