"""How form and list of a register will look, before any node has it; two made-up rows, marked as such."""

from collections.abc import Iterator, Mapping
from typing import Any

from lienvung.cli.register_docs import Say, grouped, rules_of, show
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.json_schema import words
from lienvung.core.register.sample import sample_values
from lienvung.core.text.date import format_date
from lienvung.wording.datatypes import DATATYPES
from lienvung.wording.sentence import _

MADE_UP = _("dữ liệu minh họa")
ROWS = (1, 2)
_WIDEST = 28


def format_preview(definition: Definition, language: str, say: Say) -> str:
    """Return form and list of a register as text."""
    return "\n".join((*_form(definition, language, say), "", *_list(definition, language, say))) + "\n"


def _form(definition: Definition, language: str, say: Say) -> Iterator[str]:
    yield f"{words(definition.title, language).upper()} ({say(_('phiếu nhập'))})"
    for heading, fields in grouped(definition, language, say):
        yield ""
        yield f"── {heading}"
        for field in fields:
            mark = " *" if field.required else ""
            yield f"{words(field.label, language)}{mark}  [{hint_of(field, language, say)}]"
            if field.values:
                yield "    ( ) " + "  ( ) ".join(words(label, language) for label in field.values.values())


def hint_of(field: Field, language: str, say: Say) -> str:
    """Return what a person enters in a field: its kind and its rules."""
    return "; ".join((say(DATATYPES[field.datatype]), *rules_of(field, language, say)))


def _list(definition: Definition, language: str, say: Say) -> Iterator[str]:
    yield f"── {say(_('Danh sách'))} ({say(MADE_UP)})"
    table = [[words(field.label, language) for field in columns(definition)], *rows(definition, language, say)]
    widths = [min(max(map(len, column)), _WIDEST) for column in zip(*table, strict=True)]
    for row in table:
        yield "  ".join(cell[:width].ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def columns(definition: Definition) -> list[Field]:
    """Return the fields that the list shows."""
    return [definition.fields[name] for name in definition.columns or (definition.title_field,)]


def rows(definition: Definition, language: str, say: Say) -> Iterator[list[str]]:
    """Yield the made-up rows of the list, as words."""
    for number in ROWS:
        values = sample_values(definition, number)
        yield [say_value(field, values[field.name], language, say) for field in columns(definition)]


def say_value(field: Field, value: Any, language: str, say: Say) -> str:
    """Return a value as the list would show it."""
    if isinstance(value, list):
        return ", ".join(say_value(field, each, language, say) for each in value)
    match field.datatype:
        case "enumeration":
            return words(field.values[value], language)
        case "boolean":
            return say(_("có")) if value else say(_("không"))
        case "year-less":
            month, day = str(value).removeprefix("--").split("-")
            return say(_("%(day)s hằng năm")) % {"day": f"{day}/{month}"}
        case "integer" | "money" | "decimal" | "measure" | "date" | "deadline":
            return f"{show(field, str(value))} {field.unit}".rstrip()
        case "period":
            return " – ".join(map(format_date, value.split("/")))
        case "geometry":
            return f"{value['type']} {' '.join(value['coordinates'])}"
        case "file":
            return f"{value[-12:]} (SHA-256)"
    return ", ".join(map(str, value.values())) if isinstance(value, Mapping) else str(value)
