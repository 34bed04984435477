"""An official layer of units becomes a table of the register of boundaries: each feature finds its unit of the day.

A unit is found by a code or a name among the feature's own attributes, and only where its approximate outline meets
the feature: a number in another column is no code, a zone that was named wrongly moves everything elsewhere, and of
units that share a name the one that lies there is meant. All features are matched by the same column.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.unit import Unit
from lienvung.core.register.errors import GeometryInvalid
from lienvung.office.imports.errors import UnitsUnmatched
from lienvung.spatial.errors import SpatialError
from lienvung.spatial.layers import Opened, read_feature
from lienvung.spatial.outlines import levels_on, outlines_on
from lienvung.spatial.shape import to_shape

_LONGEST: Final = 120
_MOST_COLUMNS: Final = 60


@dataclass(frozen=True, slots=True)
class LayerAbout:
    """What holds for a whole layer: since when, of what standing, by whom, under which act; and its file."""

    since: date
    standing: str
    maker: str
    nature: str
    file: str
    sha256: str
    act: str = ""
    licence: str = ""
    accuracy: str = ""
    citation: str = ""

    def values(self) -> dict[str, Any]:
        """Return the fields of the register that are alike in all rows."""
        source = f"{self.file} (SHA-256 {self.sha256})"
        said = {
            "valid-from": self.since.isoformat(),
            "standing": self.standing,
            "maker": self.maker,
            "nature": self.nature,
            "act": self.act,
            "licence": self.licence,
            "accuracy": self.accuracy,
            "citation": [each for each in (self.citation, source) if each],
        }
        return {name: value for name, value in said.items() if value}


def boundary_table(layer: Opened, gazetteer: Gazetteer, about: LayerAbout) -> bytes:
    """Return a layer as a GeoJSON table of boundaries, in its own coordinate system; UnitsUnmatched if none is found.

    A feature without a unit keeps what its attribute says, so that the preview of the import tells it as wrong.
    """
    day = about.since
    column, matched = _match(layer, _Places(gazetteer, day))
    if not matched:
        raise UnitsUnmatched(about.file, f"{day:%d/%m/%Y}")
    features = [
        _row(about, properties, geometry, matched.get(number), str(properties.get(column, "")))
        for number, (properties, geometry) in enumerate(layer.features)
    ]
    crs = {"type": "name", "properties": {"name": layer.projection}}
    return orjson.dumps({"type": "FeatureCollection", "crs": crs, "features": features})


def _row(
    about: LayerAbout, properties: Mapping[str, Any], geometry: object, unit: Unit | None, said: str
) -> dict[str, Any]:
    name = f"{unit.name} ({unit.code}), {about.since:%d/%m/%Y}" if unit else said[:_LONGEST]
    link = unit.key if unit else f"? {said[:_LONGEST]}"
    return {"type": "Feature", "properties": {"name": name, "unit": link, **about.values()}, "geometry": geometry}


class _Places:
    """The units of a day and where they lie, approximately."""

    def __init__(self, gazetteer: Gazetteer, day: date) -> None:
        self._gazetteer, self._day = gazetteer, day
        drawn = (outlines_on(gazetteer.atlas, day, level).units for level in levels_on(day))
        self._shapes = {each.unit.identity: each.shape for units in drawn for each in units}

    def unit(self, text: str, shape: BaseGeometry) -> Unit | None:
        """Return the one unit that a text means and that lies where the shape does."""
        found = {each.identity: each for each in self._gazetteer.resolve(text, self._day).units}
        there = [each for key, each in found.items() if key in self._shapes and shape.intersects(self._shapes[key])]
        return there[0] if len(there) == 1 else None


def _match(layer: Opened, places: _Places) -> tuple[str, dict[int, Unit]]:
    """Return the column by which most features find a unit of their own, and the units by the feature's number."""
    shapes = dict(_sound(layer))
    best: tuple[str, dict[int, Unit]] = ("", {})
    for column in _columns(layer):
        found: dict[int, Unit] = {}
        for number, shape in shapes.items():
            unit = places.unit(_said(layer.features[number][0].get(column)), shape)
            if unit is not None:
                found[number] = unit
        if len({unit.identity for unit in found.values()}) > len(best[1]):
            best = column, _once(found)
    return best


def _sound(layer: Opened) -> Iterator[tuple[int, BaseGeometry]]:
    for number, (properties, geometry) in enumerate(layer.features):
        try:
            shape = to_shape(read_feature(properties, geometry, layer.projection).geometry)
        except (SpatialError, GeometryInvalid):
            continue  # the preview tells what is wrong with it
        if shapely.is_valid(shape):  # to mend a line that crosses itself a thousand times would take days
            yield number, shape


def _columns(layer: Opened) -> Sequence[str]:
    named = dict.fromkeys(name for properties, _ in layer.features for name in properties)
    return list(named)[:_MOST_COLUMNS]


def _said(value: object) -> str:
    return str(value).strip()[:_LONGEST] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _once(found: Mapping[int, Unit]) -> dict[int, Unit]:
    """Return the features that are alone in meaning their unit: of two, neither is taken."""
    counted: dict[str, int] = {}
    for unit in found.values():
        counted[unit.identity] = counted.get(unit.identity, 0) + 1
    return {number: unit for number, unit in found.items() if counted[unit.identity] == 1}
