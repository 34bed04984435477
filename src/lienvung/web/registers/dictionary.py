"""The data dictionary: the definition, field by field, in words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import NUMBERS
from lienvung.web import words
from lienvung.web.dates import show_date
from lienvung.web.numbers import show_number
from lienvung.web.selectors.values import Shower, part_name, say
from lienvung.wording.between_fields import rules_between
from lienvung.wording.bounds import words_of_bounds


@dataclass(frozen=True, slots=True)
class DictionaryLine:
    """One field."""

    name: str
    label: str
    datatype: str
    kind: str
    part: str
    help: str
    note: str


def read_dictionary(shower: Shower, definition: Definition) -> Iterator[DictionaryLine]:
    """Yield the fields of a register in the order of its file."""
    for each in definition.fields.values():
        kind, part = str(words.DATATYPES[each.datatype]), part_name(definition, each.part)
        note, hint = "; ".join(_notes(shower, each)), say(each.help) if each.help else ""
        yield DictionaryLine(each.name, say(each.label), each.datatype, kind, part, hint, note)


def read_rules(definition: Definition) -> tuple[str, ...]:
    """Return what a register asks of several fields together."""
    return tuple(rules_between(definition, get_language() or "vi", _))


def _notes(shower: Shower, field: Field) -> Iterator[str]:
    if field.required:
        yield _("bắt buộc")
    if field.many:
        yield _("nhiều giá trị")
    if field.unique:
        yield _("không trùng trong sổ")
    if field.unit:
        yield _("đơn vị %(unit)s") % {"unit": field.unit}
    if bounds := bounds_of(field):
        yield bounds
    if field.pattern:
        yield _("theo mẫu %(pattern)s") % {"pattern": field.pattern}
    if field.to:
        yield _("trỏ tới sổ %(register)s") % {"register": _title_of(shower, field.to)}
    if field.values:
        yield ", ".join(say(label) for label in field.values.values())


def bounds_of(field: Field) -> str:
    """Return what lies within the bounds of a field, as the reader spells numbers and days; "" of one without."""
    return words_of_bounds(_show_bound(field, field.minimum), _show_bound(field, field.maximum), _)


def _show_bound(field: Field, bound: str) -> str:
    if not bound:
        return ""
    return show_number(bound) if field.datatype in NUMBERS else show_date(bound)


def _title_of(shower: Shower, register: str) -> str:
    definition = shower.catalogue.get(register)
    return f"“{say(definition.title)}”" if definition else register
