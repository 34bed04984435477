"""The shapes of what the interface for features answers, as OpenAPI 3.0 writes schemas (17-069r4, 7.2 to 7.16)."""

from typing import Any, Final

Document = dict[str, Any]


def _object(required: list[str], **properties: Document) -> Document:
    return {"type": "object", "required": required, "properties": properties}


def _list(of: Document) -> Document:
    return {"type": "array", "items": of}


def reference(name: str) -> Document:
    """Return what stands for a schema of this name."""
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: Final = {"type": "string"}
_ADDRESS: Final = {"type": "string", "format": "uri"}
_COUNT: Final = {"type": "integer", "minimum": 0}
_LINKS: Final = _list(reference("link"))
_SOURCES: Final = _list(reference("source"))
_ANYTHING: Final = {"type": "object"}

SCHEMAS: Final = {
    "link": _object(["href", "rel", "type"], href=_ADDRESS, rel=_TEXT, type=_TEXT),
    "landing": _object(["title", "description", "links"], title=_TEXT, description=_TEXT, links=_LINKS),
    "conformance": _object(["conformsTo"], conformsTo=_list(_ADDRESS)),
    "collection": _object(
        ["id", "title", "description", "itemType", "crs", "storageCrs", "links", "sources"],
        id=_TEXT,
        title=_TEXT,
        description=_TEXT,
        itemType={"type": "string", "enum": ["feature"]},
        crs=_list(_ADDRESS),
        storageCrs=_ADDRESS,
        links=_LINKS,
        sources=_SOURCES,
    ),
    "collections": _object(["links", "collections"], links=_LINKS, collections=_list(reference("collection"))),
    "feature": _object(
        ["type", "id", "geometry", "properties"],
        type={"type": "string", "enum": ["Feature"]},
        id=_TEXT,
        geometry=reference("geometry"),
        properties=_ANYTHING,
        links=_LINKS,
        sources=_SOURCES,
    ),
    "features": _object(
        ["type", "features", "links", "numberReturned", "sources"],
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=_list(reference("feature")),
        links=_LINKS,
        numberReturned=_COUNT,
        numberMatched=_COUNT,
        sources=_SOURCES,
    ),
    # OpenAPI 3.0.3 lets null only where the type itself stands, so not beside a reference.
    "geometry": {
        "nullable": True,
        **_object(
            ["type"],
            type={
                "type": "string",
                "enum": [
                    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
                    "GeometryCollection",
                ],
            },
            coordinates={"type": "array", "items": {}},
            geometries=_list(_ANYTHING),
        ),
    },
    "source": _object(
        ["origin", "steward", "title", "size", "root", "verified", "seen"],
        origin=_TEXT,
        steward=_TEXT,
        title=_TEXT,
        size=_COUNT,
        root=_TEXT,
        verified={"type": "boolean"},
        seen={"type": "string", "format": "date-time", "nullable": True},
    ),
    "problem": _object(["type", "title", "status", "detail"], type=_TEXT, title=_TEXT, status=_COUNT, detail=_TEXT),
}
