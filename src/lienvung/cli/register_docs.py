"""The data dictionary of a register, as Markdown."""

from collections.abc import Iterator, Sequence

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.json_schema import words
from lienvung.core.text.date import format_date
from lienvung.core.text.number import format_number
from lienvung.wording.between_fields import Say, rules_between
from lienvung.wording.bounds import words_of_bounds
from lienvung.wording.datatypes import DATATYPES
from lienvung.wording.sentence import _


def format_dictionary(definition: Definition, language: str, say: Say) -> str:
    """Return what a register holds, field by field, in a language; `say` translates the words around it."""
    return "\n".join(_lines(definition, language, say)) + "\n"


def _lines(definition: Definition, language: str, say: Say) -> Iterator[str]:
    yield f"# {words(definition.title, language)}"
    yield ""
    facts = {"register": definition.register, "version": definition.version, "title": definition.title_field}
    yield say(_("Sổ `%(register)s`, phiên bản %(version)s; bản ghi gọi theo trường `%(title)s`.")) % facts
    for label in (definition.purpose, definition.basis):
        if label:
            yield from ("", words(label, language))
    for heading, fields in grouped(definition, language, say):
        yield from ("", f"## {heading}", "")
        yield from _table([say(_("Trường")), say(_("Nhãn")), say(_("Kiểu")), say(_("Phần")), say(_("Quy tắc"))])
        for field in fields:
            yield _row(_cells(field, language, say))
    yield from _codes(definition, language, say)
    yield from _conditions(definition, language, say)


def grouped(definition: Definition, language: str, say: Say) -> Iterator[tuple[str, list[Field]]]:
    """Yield each group's heading with its fields in the order of the definition; those of no group come last."""
    fields = list(definition.fields.values())
    rest = say(_("Các trường khác") if definition.groups else _("Các trường"))
    headings = {**{group.name: words(group.label, language) for group in definition.groups}, "": rest}
    for name, heading in headings.items():
        here = [field for field in fields if field.group == name]
        if here:
            yield heading, here


def rules_of(field: Field, language: str, say: Say) -> Iterator[str]:
    """Yield what a field asks of its values, a few words each."""
    if field.required:
        yield say(_("bắt buộc"))
    if field.many:
        yield say(_("nhiều giá trị"))
    if field.unique:
        yield say(_("không trùng trong sổ"))
    if field.unit:
        yield say(_("đơn vị %(unit)s")) % {"unit": field.unit}
    if bounds := words_of_bounds(show(field, field.minimum), show(field, field.maximum), say):
        yield bounds
    if field.pattern:
        yield say(_("theo mẫu %(pattern)s")) % {"pattern": field.pattern}
    if field.to:
        yield say(_("trỏ tới sổ %(register)s")) % {"register": field.to}
    if field.help:
        yield words(field.help, language)


def show(field: Field, value: str) -> str:
    """Return a number or a date of a field, or nothing, as people read it."""
    if not value:
        return ""
    return format_date(value) if field.datatype in ("date", "deadline", "year-less") else format_number(value)


def _cells(field: Field, language: str, say: Say) -> Sequence[str]:
    rules = "; ".join(rules_of(field, language, say))
    return (f"`{field.name}`", words(field.label, language), say(DATATYPES[field.datatype]), f"`{field.part}`", rules)


def _codes(definition: Definition, language: str, say: Say) -> Iterator[str]:
    for field in definition.fields.values():
        if field.values:
            yield from ("", f"## {words(field.label, language)} (`{field.name}`)", "")
            yield from _table([say(_("Giá trị")), say(_("Nghĩa"))])
            yield from (_row((f"`{code}`", words(label, language))) for code, label in field.values.items())


def _conditions(definition: Definition, language: str, say: Say) -> Iterator[str]:
    lines = list(rules_between(definition, language, say))
    if lines:
        yield from ("", f"## {say(_('Điều kiện'))}", "", *(f"- {line}" for line in lines))


def _table(heads: Sequence[str]) -> Iterator[str]:
    yield _row(heads)
    yield _row(["---"] * len(heads))


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
