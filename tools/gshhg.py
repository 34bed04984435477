"""Read the binned netCDF files of GSHHG 2.3.7 (P. Wessel, W. H. F. Smith; LGPL-3): coasts, rivers, land borders.

The world is cut into square bins. A bin of the coast file holds stretches of coast and, for its four corners, whether
they lie on land; which side of a stretch is land follows from the corners, because each stretch parts land from sea.
Needs the package netCDF4, which the programme itself does not.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import netCDF4
import numpy
import shapely
from shapely import LineString, Point, Polygon

Window = tuple[float, float, float, float]
_FULL_TURN = 65_535  # positions count in 1/65535 of a bin
_COAST = 1  # level of a stretch of coast; 2 and more are lakes and islands in them
_TOUCH = 1e-9


class Bins:
    """One file of GSHHG by its bins; `info` names the variable that tells how many points a segment has."""

    def __init__(self, path: Path) -> None:
        data = netCDF4.Dataset(path)
        data.set_auto_mask(False)
        self._arrays: Mapping[str, Any] = {name: variable[:] for name, variable in data.variables.items()}
        self.size = int(self["Bin_size_in_minutes"][0]) / 60
        self.across = int(self["N_bins_in_360_longitude_range"][0])

    def __getitem__(self, name: str) -> Any:
        return self._arrays[name]

    def within(self, window: Window) -> Iterator[tuple[int, float, float]]:
        """Yield (number, west, south) of each bin that meets the window; bins count from the north-west."""
        west, south, east, north = window
        for number in range(len(self["Id_of_first_segment_in_a_bin"])):
            left, low = (number % self.across) * self.size, 90 - (number // self.across + 1) * self.size
            if left < east and left + self.size > west and low < north and low + self.size > south:
                yield number, left, low

    def segments(self, number: int) -> range:
        """Return the numbers of the segments of a bin."""
        first = int(self["Id_of_first_segment_in_a_bin"][number])
        return range(first, first + int(self["N_segments_in_a_bin"][number]))

    def line(self, segment: int, points: int, west: float, south: float) -> LineString | None:
        """Return a segment of so many points as a line in degrees; None where it is a single point."""
        first = int(self["Id_of_first_point_in_a_segment"][segment])
        east, north = (
            self[f"Relative_{axis}_from_SW_corner_of_bin"].view(numpy.uint16)[first : first + points]
            for axis in ("longitude", "latitude")
        )
        step = self.size / _FULL_TURN
        return LineString(numpy.column_stack([west + east * step, south + north * step])) if points > 1 else None


def read_land(path: Path, window: Window) -> shapely.Geometry:
    """Return all land in the bins that meet the window, lakes counted as land."""
    bins = Bins(path)
    faces = [face for number, west, south in bins.within(window) for face in _land_of(bins, number, west, south)]
    return shapely.union_all(faces)


def _land_of(bins: Bins, number: int, west: float, south: float) -> Iterable[Polygon]:
    packed = int(bins["Embedded_node_levels_in_a_bin"].view(numpy.uint16)[number])
    corners = [packed >> shift & 7 for shift in (9, 6, 3, 0)]
    square = shapely.box(west, south, west + bins.size, south + bins.size)
    coast = [line for segment in bins.segments(number) if (line := _coast_line(bins, segment, west, south))]
    if not coast:
        return [square] if corners[0] else []
    noded = shapely.union_all([*coast, square.exterior])
    faces = list(shapely.polygonize(list(shapely.get_parts(noded))).geoms)
    at = [(west, south), (west + bins.size, south), (west + bins.size, south + bins.size), (west, south + bins.size)]
    is_land = {
        index: level > 0
        for index, face in enumerate(faces)
        for corner, level in zip(at, corners, strict=True)
        if face.exterior.distance(Point(corner)) < _TOUCH
    }
    return _spread(faces, is_land)


def _coast_line(bins: Bins, segment: int, west: float, south: float) -> LineString | None:
    packed = int(bins["Embedded_npts_levels_exit_entry_for_a_segment"][segment])
    return bins.line(segment, packed >> 9, west, south) if packed >> 6 & 7 == _COAST else None


def _spread(faces: list[Polygon], is_land: dict[int, bool]) -> list[Polygon]:
    """Return the faces on land: a neighbour along a coast is the other of the two."""
    tree, waiting = shapely.STRtree(faces), list(is_land)
    while waiting:
        index = waiting.pop()
        for other in map(int, tree.query(faces[index], predicate="touches")):
            if other not in is_land and faces[index].intersection(faces[other]).length:
                is_land[other] = not is_land[index]
                waiting.append(other)
    return [face for index, face in enumerate(faces) if is_land[index]]


def read_lines(path: Path, window: Window, levels: Iterable[int]) -> shapely.Geometry:
    """Return the rivers or borders of these levels in the bins that meet the window, joined where they meet."""
    bins, wanted = Bins(path), frozenset(levels)
    lines = [
        line
        for number, west, south in bins.within(window)
        for segment in bins.segments(number)
        if int(bins["Hierarchial_level_of_a_segment"][segment]) in wanted
        and (line := bins.line(segment, int(bins["N_points_for_a_segment"][segment]), west, south))
    ]
    return shapely.line_merge(shapely.union_all(lines))
