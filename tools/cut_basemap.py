"""Cut the base map from an unpacked GSHHG 2.3.7 (Debian: gmt-gshhg-full), and the communes' cells with it.

    python -m tools.cut_basemap FOLDER

FOLDER holds binned_GSHHS_f.nc, binned_river_f.nc and binned_border_f.nc. What is written lies in
src/lienvung/catalogue/basemap and is committed; its licence is LGPL-3 (NOTICE beside it). Land is land, whoever's:
no country's outline is drawn or kept. The border lines only bound the cells of communes inland.
"""

import argparse
import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely import Geometry, Point, Polygon, box

from tools.arcs import format_topology
from tools.cells import cut_cells
from tools.gshhg import Window, read_land, read_lines

CATALOGUE = Path(__file__).resolve().parent.parent / "src" / "lienvung" / "catalogue"
TARGET = CATALOGUE / "basemap"

REGION: Window = (88, 0, 132, 30)
VIET_NAM: Window = (102, 8, 110, 23.6)
BAYS: Window = (105.7, 20.2, 108.2, 21.75)
ARCHIPELAGOS: Mapping[str, Polygon] = {
    "hoang-sa": box(110.9, 15.6, 113, 17.3),
    "truong-sa": Polygon([(111, 6.8), (115.3, 6.8), (116.9, 8.8), (116.9, 12), (111, 12)]),
}
# Islands off the coast that belong to Vietnamese communes; used to choose islands, never drawn.
COASTAL_ISLANDS = Polygon(
    [
        (108.05, 21.53), (108.1, 21.45), (108.12, 21.2), (108.2, 20.6), (107.95, 19.9), (107.5, 18.5), (108.5, 17.5),
        (110, 15.6), (110.2, 12), (109.5, 9.5), (107.5, 8), (104, 8), (103.1, 9), (103.2, 9.6), (103.7, 10.35),
        (103.85, 10.47), (104.1, 10.47), (104.2, 10.34), (104.36, 10.37), (104.446, 10.42), (104.6, 10.6),
        (105.5, 10.6), (107, 11), (108, 12), (107.5, 16), (106, 17.5), (105.2, 19), (105.5, 20.5), (107.5, 21.6),
    ]
)  # fmt: skip
HA_NOI = Point(105.85, 21.02)
RIVERS = range(1, 5)  # WDB-II: double-lined, permanent major, additional major, additional
BORDERS = (1,)
# Degrees: how far a line may move, and the smallest island that is kept.
FINE, MIDDLE, COARSE = 0.0003, 0.003, 0.02
LEAST_AREA = {FINE: 0.0, MIDDLE: 0.00002, COARSE: 0.005}
GRID = 0.0001
_CLOSE = 0.003  # closes the small gaps of the border lines, and between them and the coast


def main() -> None:
    """Read, cut, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    land = read_land(folder / "binned_GSHHS_f.nc", REGION).intersection(box(*REGION))
    shores = {name: thin(land.intersection(area), FINE) for name, area in ARCHIPELAGOS.items()}
    fine = thin(land.intersection(box(*BAYS)), FINE)
    near = thin(land.intersection(box(*VIET_NAM)), MIDDLE).difference(box(*BAYS))
    elsewhere = shapely.union_all([box(*VIET_NAM), *ARCHIPELAGOS.values()])
    far = thin(land, COARSE).difference(elsewhere)
    TARGET.mkdir(exist_ok=True)
    write("land", {"region": far, "coast": near, "bays": fine})
    write("archipelagos", shores)
    rivers = read_lines(folder / "binned_river_f.nc", VIET_NAM, RIVERS)
    write("rivers", {"coast": rivers.simplify(MIDDLE).difference(box(*BAYS)), "bays": _within(rivers, BAYS)})
    border = read_lines(folder / "binned_border_f.nc", VIET_NAM, BORDERS)
    ground = shapely.union_all([near, fine], grid_size=GRID)
    given = {"20333": shores["hoang-sa"], "22736": shores["truong-sa"]}
    cells = cut_cells(read_points(), homeland(ground, border), given, GRID)
    (TARGET / "communes.topojson").write_text(format_topology(cells, GRID, surfaces(ground)), "utf-8")


def thin(shape: Geometry, tolerance: float) -> Geometry:
    """Return a shape on the grid with fewer points and without its smallest islands."""
    kept = [part for part in shapely.get_parts(shape) if part.area > LEAST_AREA[tolerance]]
    simple = shapely.simplify(shapely.multipolygons(kept), tolerance)
    return shapely.set_precision(shapely.make_valid(simple), GRID)


def _within(lines: Geometry, window: Window) -> Geometry:
    return lines.intersection(box(*window)).simplify(FINE)


def homeland(land: Geometry, border: Geometry) -> Geometry:
    """Return the land that the cells of communes may cover: this side of the border lines, and the islands."""
    inland = land.difference(border.buffer(_CLOSE))
    mainland = next(part for part in shapely.get_parts(inland) if part.contains(HA_NOI))
    islands = [part for part in shapely.get_parts(land) if COASTAL_ISLANDS.contains(part.representative_point())]
    return surfaces(shapely.union_all([mainland.buffer(_CLOSE).intersection(land), *islands]))


def surfaces(shape: Geometry) -> Geometry:
    """Return the polygons of a shape, without the points and lines at which others touch it."""
    return shapely.union_all([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def read_points() -> dict[str, tuple[float, float]]:
    """Return the places of communes by code."""
    with (CATALOGUE / "units" / "points.csv").open(encoding="utf-8") as file:
        return {row["code"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)}


def write(name: str, shapes: Mapping[str, Geometry]) -> None:
    """Write shapes as a GeoJSON file, one part a line, four decimals."""
    features = [
        {"type": "Feature", "properties": {"part": part}, "geometry": rounded(geometry)}
        for part, shape in shapes.items()
        for geometry in _largest_first(shape)
    ]
    lines = ",\n".join(json.dumps(feature, separators=(",", ":")) for feature in features)
    (TARGET / f"{name}.geojson").write_text(
        f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8"
    )
    print(f"{name}: {len(features)}")


def _largest_first(shape: Geometry) -> Iterable[Geometry]:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "LineString")]
    return sorted(parts, key=lambda part: (-part.area, -part.length, part.wkt))


def rounded(shape: Geometry) -> dict[str, Any]:
    """Return a shape as GeoJSON whose coordinates have four decimals."""
    return json.loads(shapely.to_geojson(shape), parse_float=lambda text: round(float(text), 4))


if __name__ == "__main__":
    main()
