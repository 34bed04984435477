"""Say the values of a record in words: labels, dates, names of sides."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lienvung.core.register.definition import Definition, Field
from lienvung.office.eyes import visible_values
from lienvung.office.selectors.titles import file_name, record_title
from lienvung.web.intake.record_form import NODE_FIELDS, label_of
from lienvung.web.selectors.values import value_words

Facts = tuple[tuple[str, str], ...]
PART_TITLES = {
    "shared": _("phần dùng chung"),
    "source": _("đoạn văn bản làm căn cứ"),
    "attribution": _("người nhập, người xác nhận, người duyệt"),
    "internal": _("phần nội bộ"),
    "personal": _("dữ liệu cá nhân"),
}
_RESERVED = {
    "file": _("tệp gốc"),
    "layer": _("lớp văn bản"),
    "start": _("từ ký tự"),
    "end": _("đến ký tự"),
    "exact": _("nguyên văn"),
    "page": _("trang"),
    "rectangle": _("khung (1/100 điểm)"),
    "citation": _("nguồn"),
    "entered-by": _("người nhập"),
    "confirmed-by": _("người xác nhận"),
    "reason": _("lý do"),
}
_FILES = ("file", "layer")


def title_of(definition: Definition) -> str:
    """Return the title of a register in the reader's language."""
    return in_language(definition.title)


def values_in_words(definition: Definition, values: Mapping[str, object], titles: Mapping[str, str]) -> Facts:
    """Return (label, value) for every value that may be seen, fields of the register in its own order first."""
    values = visible_values(definition, values)
    own = [name for name in definition.fields if name in values]
    ordered = [*own, *(name for name in values if name not in definition.fields)]
    return tuple((_label(definition, name), field_in_words(definition, name, values[name], titles)) for name in ordered)


def field_in_words(definition: Definition, name: str, value: object, titles: Mapping[str, str]) -> str:
    """Return one value of a field, or of a reserved part, in words."""
    if name in _FILES and name not in definition.fields:
        return file_name(str(value))
    return _in_words(definition.fields.get(name), value, titles)


def _label(definition: Definition, name: str) -> str:
    if name in definition.fields:
        return label_of(definition.fields[name])
    return str(_RESERVED.get(name, name))


def _in_words(field: Field | None, value: object, titles: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return "; ".join(_in_words(field, each, titles) for each in value)
    text = str(value)
    if field is None:
        return text
    if field.name in NODE_FIELDS or field.name == "to":
        return titles.get(text, text)
    if field.datatype == "link":
        return record_title(field.to, text)
    if field.datatype == "file":
        return file_name(text)
    return value_words(field, value)


def in_language(label: Mapping[str, str]) -> str:
    """Return words of a definition in the reader's language, in Vietnamese where it has no others."""
    return label.get((get_language() or "vi")[:2], label["vi"])
