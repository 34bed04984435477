"""Judge the two parts every register has: where values were read, and who stands for them (item.md, I9, I10)."""

from collections.abc import Mapping
from typing import Any

from lienvung.core.register.entry import is_hash, is_time

_SPAN = {"file", "layer", "start", "end", "exact"}
_RECTANGLE = {"file", "page", "rectangle", "exact"}
_NAMES = {
    "entered-by", "entered-office", "confirmed-by", "confirmed-at", "approved-by", "approved-at", "reason",
}  # fmt: skip
_TIMES = ("confirmed-at", "approved-at")


def is_source(source: Mapping[str, Any]) -> bool:
    """Tell whether this is a span of a text layer, a rectangle on a page, or a citation."""
    if source.keys() == {"citation"}:
        cited = source["citation"]
        return isinstance(cited, list) and bool(cited) and all(isinstance(each, str) for each in cited)
    if not is_hash(source.get("file")) or not isinstance(source.get("exact"), str):
        return False
    return _is_span(source) if source.keys() == _SPAN else source.keys() == _RECTANGLE and _is_rectangle(source)


def is_attribution(attribution: Mapping[str, Any]) -> bool:
    """Tell whether this says who entered, confirmed and approved, in the names every register uses."""
    if not attribution.keys() <= _NAMES or not all(isinstance(value, str) for value in attribution.values()):
        return False
    return all(is_time(attribution[name]) for name in _TIMES if name in attribution)


def _is_span(source: Mapping[str, Any]) -> bool:
    start, end = source["start"], source["end"]
    return is_hash(source["layer"]) and _is_count(start) and _is_count(end) and start < end


def _is_rectangle(source: Mapping[str, Any]) -> bool:
    corners = source["rectangle"]
    if not _is_count(source["page"]) or source["page"] < 1:
        return False
    if not isinstance(corners, list) or len(corners) != 4 or not all(map(_is_count, corners)):
        return False
    x0, y0, x1, y1 = corners
    return bool(x0 < x1 and y0 < y1)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
