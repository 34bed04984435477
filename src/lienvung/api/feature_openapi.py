"""The description of the interface for features: OpenAPI 3.0, as the standard's class oas30 asks."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from lienvung.api.asking import FEATURES, MOST_FEATURES, filters_of
from lienvung.api.feature_documents import GEOJSON, OPENAPI, SCHEMA
from lienvung.api.feature_schemas import SCHEMAS, reference
from lienvung.api.problems import MEDIA_TYPE
from lienvung.api.projections import CRS84, projection_uris
from lienvung.api.sources import own_title
from lienvung.core.register.definition import Definition

Document = dict[str, Any]
_LEADS: Final = (302,)
_LEADS_ON: Final = (302, 308)
_REFUSALS: Final = (400, 401, 404, 406, 429)
_GONE: Final = 410
_JSON: Final = "application/json"
_BOX: Final = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
_ANYTHING: Final = {"type": "object"}


def describe_interface(root: str, definitions: Iterable[Definition]) -> Document:
    """Return the whole description; each collection has its own path, with its fields as parameters."""
    paths = {
        "/": _get("Landing page", "landing", reference("landing")),
        "/api": _get("OpenAPI 3.0", "api", _ANYTHING, OPENAPI),
        "/conformance": _get("Conformance", "conformance", reference("conformance")),
        "/collections": _get("Collections", "collections", reference("collections")),
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
            "parameters": _parameters(),
            "schemas": SCHEMAS,
        },
    }


def _collection_paths(definition: Definition) -> Document:
    here, name, title = f"/collections/{definition.register}", definition.register, definition.title["vi"]
    asked = [_shared(each) for each in ("bbox", "bbox-crs", "crs", "datetime", "limit", "after", "q")]
    key = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        here: _get(title, f"{name}.collection", reference("collection")),
        f"{here}/schema": _get(f"{title}: JSON Schema", f"{name}.schema", _ANYTHING, SCHEMA),
        f"{here}/items": _get(
            title, f"{name}.items", reference("features"), GEOJSON, [*asked, *_field_parameters(definition)]
        ),
        f"{here}/items/{{key}}": _get(
            title, f"{name}.item", reference("feature"), GEOJSON, [key, _shared("crs")], _LEADS_ON, (*_REFUSALS, _GONE)
        ),
    }


def _field_parameters(definition: Definition) -> list[Document]:
    return [
        _query(name, {"type": "string"}, field.label["vi"])
        for name, field in filters_of(definition).items()
        if name not in _parameters()
    ]


@cache
def _parameters() -> dict[str, Document]:
    system = {"type": "string", "format": "uri", "enum": list(projection_uris()), "default": CRS84}
    described = (
        _query("bbox", _BOX),
        _query("bbox-crs", system),
        _query("crs", system),
        _query("datetime", {"type": "string"}, "RFC 3339; an interval with / between, .. for an open end"),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": FEATURES}),
        _query("f", {"type": "string", "enum": ["json", "html"]}, "html leads to the page of the same thing"),
        _query("after", {"type": "string"}, "the cursor that a link with rel=next carries"),
        _query("q", {"type": "string"}, "words, with marks and case forgiven"),
    )
    return {each["name"]: each for each in described}


def _query(name: str, schema: Document, description: str = "") -> Document:
    # The standard fixes style and explode of every parameter: what is not said means explode.
    described = {"description": description} if description else {}
    where = {"name": name, "in": "query", "required": False, "style": "form", "explode": False}
    return {**where, "schema": schema, **described}


def _shared(name: str) -> Document:
    return {"$ref": f"#/components/parameters/{name}"}


def _get(
    summary: str,
    name: str,
    schema: Document,
    media_type: str = _JSON,
    parameters: Sequence[Document] = (),
    leads: Iterable[int] = _LEADS,
    refusals: Iterable[int] = _REFUSALS,
) -> Document:
    refused = {"description": "refused", "content": {MEDIA_TYPE: {"schema": reference("problem")}}}
    responses = {
        "200": {"description": "given", "content": {media_type: {"schema": schema}}},
        **{str(status): {"description": "leads to another address"} for status in leads},
        **{str(status): refused for status in refusals},
    }
    asked = [*parameters, _shared("f")]
    return {"get": {"summary": summary, "operationId": name, "parameters": asked, "responses": responses}}
