"""What a list is narrowed by, a chip each, with the address that takes it back."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition
from lienvung.core.register.kinds import TIMES
from lienvung.web.dates import show_date
from lienvung.web.numbers import show_number
from lienvung.web.registers.asked import Asked
from lienvung.web.registers.facets import value_title
from lienvung.web.selectors.values import Shower, say


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words."""

    title: str
    url: str


def chips_of(shower: Shower, definition: Definition, asked: Asked) -> Iterator[Chip]:
    """Yield the conditions of an address in the order in which it spells them."""
    if asked.q:
        yield Chip(f"“{asked.q}”", asked.address(q=""))
    for question in definition.questions:
        if question.name == asked.question:
            yield Chip(say(question.label), asked.address(question=""))
    for name in asked.stewards:
        left = tuple(each for each in asked.stewards if each != name)
        yield Chip(f"{_('Chủ quản')}: {shower.houses[name].short}", asked.address(stewards=left))
    for name, values in asked.where.items():
        field = definition.fields[name]
        for value in values:
            yield Chip(f"{say(field.label)}: {value_title(shower, field, value)}", asked.without(name, value))
    for name, (low, high) in asked.ranges.items():
        field = definition.fields[name]
        show = show_date if field.datatype in TIMES else show_number
        words = _between(show(low) if low else "", show(high) if high else "")
        yield Chip(f"{say(field.label)}: {words} {field.unit}".strip(), asked.without(name))


def _between(low: str, high: str) -> str:
    if low and high:
        return low if low == high else f"{low} – {high}"
    return _("từ %(low)s") % {"low": low} if low else _("đến %(high)s") % {"high": high}
