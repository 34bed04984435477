"""The data dictionary of a register, as its definition says it: what it is for, its parts, fields, rules and codes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import NUMBERS
from lienvung.core.text.date import format_date
from lienvung.core.text.number import format_number
from lienvung.wording.between_fields import rules_between
from lienvung.wording.bounds import words_of_bounds
from lienvung.wording.datatypes import DATATYPES
from lienvung.wording.parts import part_words

HEADINGS: Final = ("TT", "Trường", "Tên gọi", "Kiểu", "Bắt buộc", "Phần", "Quy tắc, giải thích")

TitleOf = Callable[[str], str]
"""The title of a register by its id."""


@dataclass(frozen=True, slots=True)
class DictionaryRow:
    """One field, in words."""

    number: int
    name: str
    label: str
    kind: str
    required: str
    part: str
    note: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row below HEADINGS."""
        return (str(self.number), self.name, self.label, self.kind, self.required, self.part, self.note)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A register in words: facts about the whole, its fields, the rules between them, its code lists."""

    title: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[DictionaryRow, ...]
    rules: tuple[str, ...]
    codes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def dictionary_of(definition: Definition, title_of: TitleOf) -> Dictionary:
    """Return the data dictionary of a register."""
    fields = definition.fields.values()
    return Dictionary(
        title=definition.title["vi"],
        facts=tuple(_facts(definition)),
        rows=tuple(_row(definition, number, each, title_of) for number, each in enumerate(fields, 1)),
        rules=tuple(rules_between(definition, "vi", str)),
        codes=tuple((each.label["vi"], _codes(each)) for each in fields if each.values),
    )


def _facts(definition: Definition) -> Iterator[tuple[str, str]]:
    yield "Tên sổ", f"{definition.title['vi']} ({definition.register})"
    if definition.purpose:
        yield "Mục đích", definition.purpose["vi"]
    if definition.basis:
        yield "Căn cứ", definition.basis["vi"]
    parts = (f"{part_words(definition, name)}{_reader(definition, name)}" for name in definition.parts)
    yield "Các phần", "; ".join(parts)
    yield "Phiên bản", str(definition.version)
    yield "Mã băm định nghĩa", definition.hash


def _reader(definition: Definition, part: str) -> str:
    rule = definition.parts[part]
    if rule.personal:
        return " (dữ liệu cá nhân)" if rule.personal == "basic" else " (dữ liệu cá nhân nhạy cảm)"
    return " (công khai)" if rule.public else ""


def _row(definition: Definition, number: int, field: Field, title_of: TitleOf) -> DictionaryRow:
    kind = DATATYPES[field.datatype] + (f", {field.unit}" if field.unit else "")
    return DictionaryRow(
        number=number,
        name=field.name,
        label=field.label["vi"],
        kind=f"{kind}; nhiều giá trị" if field.many else kind,
        required="có" if field.required else "",
        part=part_words(definition, field.part),
        note=". ".join(_notes(field, title_of)),
    )


def _notes(field: Field, title_of: TitleOf) -> Iterator[str]:
    if field.help:
        yield field.help["vi"].rstrip(".")
    if field.unique:
        yield "Không trùng trong sổ"
    if bounds := words_of_bounds(_bound(field, field.minimum), _bound(field, field.maximum), str):
        yield bounds[:1].upper() + bounds[1:]
    if field.pattern:
        yield f"Theo mẫu {field.pattern}"
    if field.to:
        yield f"Dẫn tới sổ “{title_of(field.to)}”"
    if field.values:
        yield "Xem danh mục bên dưới"


def _bound(field: Field, value: str) -> str:
    if not value:
        return ""
    return format_number(value) if field.datatype in NUMBERS else format_date(value)


def _codes(field: Field) -> tuple[tuple[str, str], ...]:
    return tuple((code, label["vi"]) for code, label in field.values.items())
