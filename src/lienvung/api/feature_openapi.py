"""The description of the interface for features: OpenAPI 3.0, as the standard's class oas30 asks."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from lienvung.api.asking import FEATURES, MOST_FEATURES
from lienvung.api.feature_building import property_names
from lienvung.api.feature_documents import GEOJSON
from lienvung.api.projections import CRS84, projection_uris
from lienvung.api.sources import own_title
from lienvung.core.register.definition import Definition

Document = dict[str, Any]
_REFUSALS = (400, 401, 404, 406, 429)
_JSON: Final = "application/json"
_BOX: Final = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}


def describe_interface(root: str, definitions: Iterable[Definition]) -> Document:
    """Return the whole description; each collection has its own path, with its fields as parameters."""
    paths = {
        "/": _get("Landing page", "landing"),
        "/conformance": _get("Conformance", "conformance"),
        "/collections": _get("Collections", "collections"),
    }
    for definition in definitions:
        paths |= _collection_paths(definition)
    return {
        "openapi": "3.0.3",
        "info": {"title": own_title(), "version": "1"},
        "servers": [{"url": root.rstrip("/")}],
        "security": [{}, {"key": []}, {"nameAndKey": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer"},
                "nameAndKey": {"type": "http", "scheme": "basic"},
            },
            "parameters": {each["name"]: each for each in _parameters()},
        },
    }


def _collection_paths(definition: Definition) -> Document:
    here, name = f"/collections/{definition.register}", definition.register
    asked = [_shared(each) for each in ("bbox", "bbox-crs", "crs", "datetime", "limit", "after", "q")]
    fields = [
        _query(field, {"type": "string"}, definition.fields[field].label["vi"])
        for field in property_names(definition)
        if field in definition.fields
    ]
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        here: _get(definition.title["vi"], f"{name}.collection"),
        f"{here}/schema": _get(f"{definition.title['vi']}: JSON Schema", f"{name}.schema"),
        f"{here}/items": _get(definition.title["vi"], f"{name}.items", GEOJSON, [*asked, *fields]),
        f"{here}/items/{{key}}": _get(definition.title["vi"], f"{name}.item", GEOJSON, [key, _shared("crs")]),
    }


def _parameters() -> list[Document]:
    system = {"type": "string", "format": "uri", "enum": list(projection_uris()), "default": CRS84}
    return [
        {**_query("bbox", _BOX), "style": "form", "explode": False},
        _query("bbox-crs", system),
        _query("crs", system),
        _query("datetime", {"type": "string"}, "RFC 3339; an interval with / between, .. for an open end"),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": FEATURES}),
        _query("after", {"type": "string"}, "the cursor that a link with rel=next carries"),
        _query("q", {"type": "string"}, "words, with marks and case forgiven"),
    ]


def _query(name: str, schema: Document, description: str = "") -> Document:
    described = {"description": description} if description else {}
    return {"name": name, "in": "query", "required": False, "schema": schema, **described}


def _shared(name: str) -> Document:
    return {"$ref": f"#/components/parameters/{name}"}


def _get(summary: str, name: str, media_type: str = _JSON, parameters: Sequence[Document] = ()) -> Document:
    refused = {"description": "refused", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    given = {"description": "given", "content": {media_type: {"schema": {"type": "object"}}}}
    responses = {"200": given, **{str(status): refused for status in _REFUSALS}}
    return {"get": {"summary": summary, "operationId": name, "parameters": [*parameters], "responses": responses}}
