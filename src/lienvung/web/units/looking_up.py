"""Đơn vị hành chính: what a name, an address or a code meant on a day, and what that is today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lienvung.core.geography.atlas import Atlas
from lienvung.core.geography.gazetteer import Found, Gazetteer
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import LEVELS, Unit
from lienvung.web.numbers import show_number
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot, snapshot
from lienvung.web.units.asked import Asked, asked_of, gazetteer_of
from lienvung.web.units.showing import ShownAct, ShownUnit, show_act, show_around, show_shares, show_unit

LONGEST_QUESTION = 300
MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class Answer:
    """One unit that was meant: what it was, what it is today, and what was written that disagrees."""

    unit: ShownUnit
    now: tuple[ShownUnit, ...]
    is_same: bool
    is_lost: bool
    around: ShownUnit | None
    other_kind: bool
    unmatched: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many units of one level there were, by kind."""

    level: str
    total: int
    kinds: str


@dataclass(frozen=True, slots=True)
class LookUpPage:
    """What the page shows: answers to a question, or the country on a day; that no unit is held, where none is."""

    is_empty: bool
    answers: tuple[Answer, ...]
    more: int
    elsewhen: tuple[ShownUnit, ...]
    counts: tuple[Count, ...]
    is_checked: bool
    provinces: tuple[tuple[ShownUnit, int], ...]
    events: tuple[ShownAct, ...]


def look_up(request: HttpRequest) -> HttpResponse:
    """Answer a question about a name or code on a day; without one, show the country of that day."""
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    with snapshot() as seen:
        asked = asked_of(request, seen.today)
        gazetteer = gazetteer_of(seen, asked)
        page = _read(seen, gazetteer, asked, question)
    return render(request, "units/look_up.html", {"page": page, "asked": asked, "q": question})


def _read(seen: Snapshot, gazetteer: Gazetteer, asked: Asked, question: str) -> LookUpPage:
    atlas = gazetteer.atlas
    if question:
        resolution = gazetteer.resolve(question, asked.on)
        answers = tuple(_answer(atlas, found, asked) for found in resolution.found[:MOST_FOUND])
        others = resolution.elsewhen or gazetteer.namesakes(resolution)
        elsewhen = tuple(show_unit(atlas, unit, asked.on) for unit in others[:MOST_FOUND])
        return LookUpPage(not atlas.units, answers, len(resolution.found) - len(answers), elsewhen, (), True, (), ())
    return LookUpPage(
        not atlas.units, (), 0, (), tuple(_counts(seen, atlas, asked.on)), _is_checked(atlas, asked.on),
        tuple(_provinces(atlas, asked.on)), tuple(_events(atlas, asked.on)),
    )  # fmt: skip


def _answer(atlas: Atlas, found: Found, asked: Asked) -> Answer:
    traced = trace(atlas, found.unit, asked.today)
    return Answer(
        unit=show_unit(atlas, found.unit, asked.on),
        now=show_shares(atlas, traced, asked.today),
        is_same=found.unit.exists_on(asked.today),
        is_lost=bool(traced.lost),
        around=show_around(atlas, found.unit, asked.today) if traced.lost else None,
        other_kind=found.other_kind,
        unmatched=", ".join(found.unmatched),
    )


def _counts(seen: Snapshot, atlas: Atlas, on: date) -> Iterator[Count]:
    fields = seen.definition("administrative-unit").fields
    kinds, counted = fields["kind"].values, atlas.count(on)
    for level in LEVELS:
        most_first = sorted(counted[level].items(), key=lambda each: -each[1])
        words = ", ".join(f"{show_number(n)} {say(kinds[kind])}" for kind, n in most_first if kind in kinds)
        yield Count(say(fields["level"].values[level]), sum(counted[level].values()), words)


def _is_checked(atlas: Atlas, on: date) -> bool:
    """Tell whether a complete list of that day or an earlier one was compared with what is held."""
    lists = [event.effective for event in atlas.events.values() if event.kind == "listing" and event.effective]
    return any(day <= on for day in lists)


def _provinces(atlas: Atlas, on: date) -> Iterator[tuple[ShownUnit, int]]:
    found = [unit for unit in atlas.alive(on) if unit.level == "province"]
    for unit in sorted(found, key=lambda unit: unit.code):
        yield show_unit(atlas, unit, on), _communes(atlas, unit, on)


def _communes(atlas: Atlas, province: Unit, on: date) -> int:
    children = atlas.children(province, on)
    inside = (atlas.children(child, on) for child in children if child.level == "district")
    return sum(child.level == "commune" for group in (children, *inside) for child in group)


def _events(atlas: Atlas, on: date) -> Iterator[ShownAct]:
    """Yield the latest changes before or on the day, the newest first."""
    done = [event for event in atlas.events.values() if event.effective and event.effective <= on and event.act]
    done.sort(key=lambda event: (event.effective or date.min, event.key), reverse=True)
    latest = [event for event in done if event.kind not in ("listing", "rearrange")][:8]
    for event in latest:
        shown = show_act(event)
        yield ShownAct(_("%(act)s: %(name)s") % {"act": shown.act, "name": event.name}, shown.since, shown.url)
