"""Records as GeoJSON features."""

from collections.abc import Mapping
from typing import Any

import shapely
from django.utils.translation import gettext as _

from lienvung.api.projections import Projection, project_geometry
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.geometry import to_geojson
from lienvung.core.register.record import Record
from lienvung.node.stores.spans import placed_fields
from lienvung.spatial.sovereignty import may_be_drawn

NATURE, ILLUSTRATIVE = "nature", "illustrative"
NOTICE = "_notice"
"""The property that says of a feature that it is made up: no field can be called so."""


def drawn_field(definition: Definition) -> Field | None:
    """Return the field that says where a record lies: what the register's map draws, else its first geometry."""
    return next(iter(placed_fields(definition)), None)


def property_names(definition: Definition) -> list[str]:
    """Return the names of a feature's properties: every field that is not a shape, and whose record it is."""
    fields = [name for name, field in definition.fields.items() if field.datatype != "geometry"]
    return [*fields, "steward", "time", NOTICE]


def build_feature(definition: Definition, record: Record, to: Projection) -> dict[str, Any]:
    """Return one feature; every property of the register is there, null where the record has no value."""
    shape = _drawn_shape(definition, record)
    known = {"steward": record.steward, "time": record.time, NOTICE: _notice(record.values)}
    properties = {name: known.get(name, record.values.get(name)) for name in property_names(definition)}
    geometry = project_shape(shape, to) if shape else None
    return {"type": "Feature", "id": record.key, "geometry": geometry, "properties": properties}


def _drawn_shape(definition: Definition, record: Record) -> dict[str, Any] | None:
    """Return what a record draws; nothing for one, perhaps a partner's, whose shape gives our archipelagos away."""
    field = drawn_field(definition) if may_be_drawn(definition, record.values) else None
    return shape_of(record.values.get(field.name)) if field else None


def shape_of(value: Any) -> dict[str, Any] | None:
    """Return the GeoJSON geometry, longitude first, of a field's value; several make a collection."""
    if not value:
        return None
    if isinstance(value, Mapping):
        return to_geojson(value)
    shapes = [to_geojson(each) for each in value]
    return shapes[0] if len(shapes) == 1 else {"type": "GeometryCollection", "geometries": shapes}


def project_shape(shape: Mapping[str, Any], to: Projection) -> dict[str, Any]:
    """Return a geometry or a collection of them in another system."""
    if shape["type"] == "GeometryCollection":
        return {**shape, "geometries": [project_geometry(each, to) for each in shape["geometries"]]}
    return project_geometry(shape, to)


def meets(definition: Definition, record: Record, region: shapely.Geometry) -> bool:
    """Return whether what a record draws meets a region, not only the box around it."""
    shape = _drawn_shape(definition, record)
    return shape is not None and bool(shapely.intersects(shapely.geometry.shape(shape), region))


def _notice(values: Mapping[str, Any]) -> str | None:
    return _("dữ liệu minh họa") if values.get(NATURE) == ILLUSTRATIVE else None
