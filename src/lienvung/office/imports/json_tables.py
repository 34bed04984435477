"""Tables as JSON: a FeatureCollection of GeoJSON, a list of objects, or one object a line."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson

from lienvung.core.text import nfc
from lienvung.digitise.errors import TooLarge
from lienvung.office.imports.errors import ShapesMisplaced, TableTooBroken
from lienvung.office.imports.headings import LINE, MOST_COLUMNS, Cell, Table, Understands, told

SHAPE: Final = "geometry"
"""The heading under which the shapes of a GeoJSON file stand."""

_LARGEST: Final = 2**63 - 1
"""Beyond it a figure is kept by its digits: an integer as rows are written down has 64 bits."""

Record = dict[str, Any]


class Digits(str):
    """A figure with decimals as it was written: 1.50 is not 1.5."""

    __slots__ = ()


def read_json_lines(text: str, name: str, _: Understands) -> Table:
    """Return the table of one JSON object a line (TableTooBroken)."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    # Read twice, for the headings and for the rows: the objects of a whole file take many times its size.
    return _of_records(lambda: ((n, _record(_parsed(line, name, n), name, n)) for n, line in lines), name)


def read_json(text: str, name: str, _: Understands) -> Table:
    """Return the table of a FeatureCollection, or of a list of objects (TableTooBroken, ShapesMisplaced)."""
    document = _parsed(text, name, 0)
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        return _of_features(document, name)
    if not isinstance(document, list):
        raise TableTooBroken(name, "geojson")
    return _of_records(lambda: ((n, _record(each, name, n)) for n, each in enumerate(document, 1)), name)


def _of_features(document: Record, name: str) -> Table:
    features = document.get("features")
    if not isinstance(features, list):
        raise TableTooBroken(name, "geojson")
    records = [(n, _feature(_record(each, name, n), name, n)) for n, each in enumerate(features, 1)]
    table = _of_records(lambda: iter(records), name)
    table.notes["system"] = _system(document.get("crs"), name)
    return table


def _feature(feature: Record, name: str, number: int) -> Record:
    properties = _record(feature.get("properties") or {}, name, number)
    key = {"key": feature["id"]} if "id" in feature else {}
    return {**key, **properties, SHAPE: feature.get("geometry")}


def _system(crs: Any, name: str) -> str:
    """Return the name of the system of coordinates, "" for the one of RFC 7946 (WGS 84)."""
    if crs is None:
        return ""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(named, str):
        raise ShapesMisplaced(name, str(crs)[:100])
    return named


def _of_records(records: Callable[[], Iterator[tuple[int, Record]]], name: str) -> Table:
    keys: dict[str, None] = {}
    for _, record in records():
        keys.update(dict.fromkeys(record))
    headings = list(map(nfc, keys))
    if not headings:
        raise TableTooBroken(name, "rows")
    if len(headings) > MOST_COLUMNS:
        raise TooLarge(name, len(headings), MOST_COLUMNS, "columns")
    below = ((f"{LINE}{n}", [_cell(record.get(key)) for key in keys]) for n, record in records())
    return told(headings, below, {})


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return ""
    if isinstance(value, Digits) or (isinstance(value, int) and abs(value) > _LARGEST):
        return ["n", str(value)]
    return ["j", value] if _is_kept(value) else ["u", ""]


def _is_kept(value: Any) -> bool:
    """Tell whether a value can be written down again: no half of a letter in it, no NUL, no depth without end."""
    if isinstance(value, str) and value.isascii():  # nearly every text, and soon judged
        return "\0" not in value
    try:
        return b"\\u0000" not in orjson.dumps(value)
    except orjson.JSONEncodeError:
        return False


def _record(value: Any, name: str, number: int) -> Record:
    if not isinstance(value, dict):
        raise TableTooBroken(name, "json", number)
    return value


def _parsed(text: str, name: str, number: int) -> Any:
    try:
        return json.loads(text, parse_float=Digits, parse_constant=_refuse, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) and not number else number
        raise TableTooBroken(name, "json", line) from None


def _once(pairs: list[tuple[str, Any]]) -> Record:
    """Return an object whose names stand once each, and are letters."""
    said = dict(pairs)
    if len(said) < len(pairs) or not all(map(_is_kept, said)):
        raise ValueError
    return said


def _refuse(word: str) -> Any:
    raise ValueError(word)
