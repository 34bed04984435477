"""What the interface for features says of itself: landing page, conformance, collections, their schemas."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.api.feature_building import ILLUSTRATIVE, NATURE, NOTICE, drawn_field, property_names
from lienvung.api.projections import CRS84, projection_uris
from lienvung.api.sources import own_title, sources_of
from lienvung.core.register.definition import Definition, Field
from lienvung.node.stores.port import Reader

GEOJSON: Final = "application/geo+json"
OPENAPI: Final = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA: Final = "application/schema+json"
_JSON, _HTML = "application/json", "text/html"
CONFORMANCE: Final = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
_TYPES: Final = {
    "integer": {"type": "integer"},
    "money": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "milestone": {"type": "object"},
    "extension": {"type": "object"},
    "docref": {"type": "object"},
}
"""What else a value of a field is in JSON; every other datatype is a text."""
_ONLY_ONE = 1

Document = dict[str, Any]


def landing(root: str, here: str) -> Document:
    """Return the landing page; `root` is its address."""
    return {
        "title": _("Dữ liệu không gian của %(title)s") % {"title": own_title()},
        "description": _("Mỗi sổ có hình trên bản đồ là một bộ đối tượng, theo chuẩn OGC API – Features."),
        "links": [
            _link("self", _JSON, here),
            _link("service-desc", OPENAPI, f"{root}api"),
            _link("service-doc", _HTML, _page(root, "web:open-data")),
            _link("conformance", _JSON, f"{root}conformance"),
            _link("data", _JSON, f"{root}collections"),
        ],
    }


def describe_collection(reader: Reader, definition: Definition, root: str) -> Document:
    """Return what one collection is, in which systems it is given, and from which logs its features come."""
    register = definition.register
    here = f"{root}collections/{register}"
    return {
        "id": register,
        "title": definition.title["vi"],
        "description": " ".join(filter(None, [definition.purpose.get("vi"), _warning(reader, definition)])),
        "itemType": "feature",
        "crs": list(projection_uris()),
        "storageCrs": CRS84,
        "links": [
            _link("self", _JSON, here),
            _link("items", GEOJSON, f"{here}/items"),
            _link("describedby", SCHEMA, f"{here}/schema"),
            _link("alternate", _HTML, _page(root, "web:register", register)),
        ],
        "sources": sources_of(reader, [register]),
    }


def properties_schema(definition: Definition, here: str) -> Document:
    """Return the JSON Schema (2020-12) of a feature's properties and shape."""
    described = {name: _property(definition.fields.get(name), name) for name in property_names(definition)}
    field = drawn_field(definition)
    shape = {"title": field.label["vi"] if field else "", "format": "geometry-any", "x-ogc-role": "primary-geometry"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": here,
        "type": "object",
        "title": definition.title["vi"],
        "properties": {"id": {"type": "string", "x-ogc-role": "id"}, **described, "geometry": shape},
    }


def _property(field: Field | None, name: str) -> Document:
    if field is None:
        return {"type": "string", **_OWN.get(name, {})}
    one: dict[str, object] = dict(_TYPES.get(field.datatype, {"type": "string"}))
    if field.values:
        one["enum"] = list(field.values)
    described = {"type": "array", "items": one} if field.many else one
    return {**described, "title": field.label["vi"]}


_OWN: Final = {"time": {"format": "date-time"}, NOTICE: {}}


def _warning(reader: Reader, definition: Definition) -> str:
    """Return what warns of records that are made up, where the collection holds one."""
    if NATURE not in definition.fields or not reader.count(definition.register, {NATURE: ILLUSTRATIVE}, _ONLY_ONE):
        return ""
    return _("Có bản ghi là dữ liệu minh họa, mang thuộc tính %(name)s.") % {"name": NOTICE}


def _link(relation: str, media_type: str, address: str) -> Document:
    return {"rel": relation, "type": media_type, "href": address}


def _page(root: str, name: str, *arguments: str) -> str:
    """Return the address of a page of the same node."""
    return root.removesuffix(reverse("open:features")) + reverse(name, args=arguments)
