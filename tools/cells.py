"""The cells of communes: to each the land that is nearer to its place than to any other's (Voronoi)."""

from collections import defaultdict
from collections.abc import Mapping

import shapely
from shapely import Geometry, MultiPoint, Point


def cut_cells(
    places: Mapping[str, tuple[float, float]], land: Geometry, given: Mapping[str, Geometry], grid: float
) -> dict[str, Geometry]:
    """Return code -> cell on `land`, all on one grid so that neighbours share their edges; `given` are whole cells.

    Lines and coast are noded together before faces are made of them: what two cells share is one line.
    """
    named = {code: Point(place) for code, place in places.items() if code not in given}
    codes, points = list(named), list(named.values())
    edges = shapely.voronoi_polygons(MultiPoint(points), extend_to=land, only_edges=True)
    noded = shapely.union_all([edges, land.boundary], grid_size=grid)
    faces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(noded))))
    middles = shapely.point_on_surface(faces)
    shapely.prepare(land)
    on_land = shapely.contains(land, middles)
    owners = shapely.STRtree(points).nearest(middles[on_land])
    pieces: defaultdict[str, list[Geometry]] = defaultdict(list)
    for face, owner in zip(faces[on_land], owners, strict=True):
        pieces[codes[owner]].append(face)
    lost = sorted(named.keys() - pieces.keys())
    print(f"cells: {len(pieces)} communes on land, {len(lost)} whose island the coast file does not have: {lost}")
    return {code: shapely.union_all(shapes) for code, shapes in sorted({**pieces, **_apart(given)}.items())}


def _apart(given: Mapping[str, Geometry]) -> dict[str, list[Geometry]]:
    return {code: [shape] for code, shape in given.items()}
