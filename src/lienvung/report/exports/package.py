"""A register as a Frictionless Tabular Data Package: one csv and the schema that says what its columns are.

datapackage.json as https://specs.frictionlessdata.io/tabular-data-package/ has it; the zip flows while it is written.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import NUMBERS
from lienvung.core.register.record import Record
from lienvung.report.exports.columns import KEY, STEWARD, Columns
from lienvung.report.exports.outbox import Outbox, member
from lienvung.report.exports.streams import csv_file

_TYPES: Final = {
    "integer": "integer",
    "money": "integer",
    "decimal": "number",
    "measure": "number",
    "boolean": "boolean",
    "geometry": "geojson",
    "docref": "object",
    "milestone": "object",
    "extension": "object",
}


def package_file(columns: Columns, records: Iterable[Record], about: Mapping[str, str]) -> Iterator[bytes]:
    """Yield a zip with datapackage.json and the csv that it describes; `about` says when and of what it was made."""
    out = Outbox()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        described = orjson.dumps(descriptor(columns, about), option=orjson.OPT_INDENT_2)
        archive.writestr(member("datapackage.json"), described)
        yield out.taken()
        with archive.open(member(_path(columns.definition)), "w", force_zip64=True) as table:
            for piece in csv_file(columns, records, marked=False):
                table.write(piece)
                yield out.taken()
    yield out.taken()


def descriptor(columns: Columns, about: Mapping[str, str]) -> dict[str, Any]:
    """Return datapackage.json as values."""
    definition = columns.definition
    resource = {
        "name": definition.register,
        "path": _path(definition),
        "profile": "tabular-data-resource",
        "title": definition.title["vi"],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": list(_fields(columns)), "missingValues": [""], "primaryKey": KEY},
    }
    return {
        "name": definition.register,
        "profile": "tabular-data-package",
        "title": definition.title["vi"],
        "description": definition.purpose.get("vi", definition.title["vi"]),
        "created": about["created"],
        "resources": [resource],
        "lienvung": {**about, "definition": definition.hash, "version": definition.version},
    }


def _fields(columns: Columns) -> Iterator[dict[str, Any]]:
    yield {"name": KEY, "type": "string", "title": "Khóa bản ghi", "constraints": {"required": True, "unique": True}}
    yield {"name": STEWARD, "type": "string", "title": "Nút chủ quản", "constraints": {"required": True}}
    for each in columns.fields:
        described = {"name": each.name, "type": "array" if each.many else _TYPES.get(each.datatype, "string")}
        words = [each.help.get("vi", ""), f"Đơn vị: {each.unit}." if each.unit else "", f"Kiểu: {each.datatype}."]
        described |= {"title": each.label["vi"], "description": " ".join(filter(None, words))}
        constraints = _constraints(each)
        yield {**described, "constraints": constraints} if constraints else described


def _constraints(field: Field) -> dict[str, Any]:
    """Return what a schema can say of the field; more is in the register's own definition."""
    said: dict[str, Any] = {"required": True} if field.required else {}
    if field.many:
        return said
    if field.values:
        said["enum"] = list(field.values)
    if field.datatype in NUMBERS:
        bounds = {"minimum": field.minimum, "maximum": field.maximum}
        said |= {name: _bound(field, value) for name, value in bounds.items() if value}
    return said


def _bound(field: Field, value: str) -> int | str:
    return int(value) if _TYPES[field.datatype] == "integer" else value


def _path(definition: Definition) -> str:
    return f"{definition.register}.csv"
