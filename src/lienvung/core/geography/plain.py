"""Answers about units as plain values, for programmes: the JSON interface and the command line say the same."""

from datetime import date
from typing import Any

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.gazetteer import Found, Gazetteer, Resolution
from lienvung.core.geography.trace import Share, Trace, acts_of, trace
from lienvung.core.geography.unit import Unit

Plain = dict[str, Any]


def plain_unit(atlas: Atlas, unit: Unit, on: date) -> Plain:
    """Return a unit as it was on a day: `within` goes from the nearest outwards."""
    return {
        "key": unit.key,
        "name": unit.name,
        "kind": unit.kind,
        "level": unit.level,
        "code": unit.code,
        "from": unit.begins,
        "until": unit.ends,
        "within": [{"key": each.key, "name": each.name, "code": each.code} for each in atlas.lineage(unit, on)],
    }


def plain_codes(gazetteer: Gazetteer, unit: Unit) -> list[Plain]:
    """Return the codes that a unit has or had in other lists than the statistics office's."""
    codes = gazetteer.carried.get(unit.identity, ())
    return [
        {"scheme": each.scheme, "code": each.code, "from": each.begins, "until": each.ends, "note": each.note}
        for each in codes
    ]


def plain_trace(atlas: Atlas, found: Trace, on: date) -> Plain:
    """Return what a unit is on another day, and the units of which no record says how they go on."""
    return {
        "units": [_share(atlas, share, on) for share in found.shares],
        "lost": [plain_unit(atlas, unit, on) for unit in found.lost],
    }


def _share(atlas: Atlas, share: Share, on: date) -> Plain:
    acts = [atlas.events[key] for key in acts_of(atlas, share.path)]
    told = [{"act": each.act, "name": each.name, "effective-on": each.effective_on} for each in acts]
    areas = [edge.area for edge in share.path if edge.area]
    return {**plain_unit(atlas, share.unit, on), "extent": share.extent, "acts": told, "areas-km2": areas}


def plain_answer(gazetteer: Gazetteer, resolution: Resolution, to: date) -> Plain:
    """Return what a text meant on its day and what that is on another; `elsewhen` is of other days."""
    atlas = gazetteer.atlas
    return {
        "text": resolution.text,
        "on": resolution.on.isoformat(),
        "to": to.isoformat(),
        "sure": resolution.is_sure,
        "found": [_found(atlas, found, resolution.on, to) for found in resolution.found],
        "elsewhen": [plain_unit(atlas, unit, resolution.on) for unit in resolution.elsewhen],
    }


def _found(atlas: Atlas, found: Found, on: date, to: date) -> Plain:
    return {
        **plain_unit(atlas, found.unit, on),
        "other-kind": found.other_kind,
        "unmatched": list(found.unmatched),
        "then": plain_trace(atlas, trace(atlas, found.unit, to), to),
    }
