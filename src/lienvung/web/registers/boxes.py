"""Form fields made of boxes that are typed into: one box, the parts of a value, or a row for each of many values."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lienvung.core.errors import LienVungError
from lienvung.core.text import nfc
from lienvung.web.registers.drawn import Drawn
from lienvung.web.registers.spelling import Part, Shape, Spelling

MORE = "them"  # the name of the button that asks for more rows; its value is the field
MOST_ROWS = 200
_ROWS_ADDED = 3
_SHORT = 60

Row = Mapping[str, str]


def read_words(spelling: Spelling, words: str) -> Any:
    """Return the value of what was typed, "" for nothing; raise ValidationError."""
    said = nfc(words).strip()
    if not said:
        return ""
    if len(said) > spelling.longest:
        raise ValidationError(_("Dài quá %(most)d ký tự.") % {"most": spelling.longest})
    try:
        return spelling.read(said)
    except LienVungError:
        raise ValidationError(str(spelling.wrong)) from None


class LineField(forms.Field):
    """One box."""

    def __init__(self, spelling: Spelling, **common: Any) -> None:
        self.spelling = spelling
        attrs = {"inputmode": spelling.mode, "class": "number"} if spelling.mode else {}
        attrs |= {"class": "short"} if not attrs and spelling.longest <= _SHORT else {}
        box = forms.Textarea(attrs={"rows": spelling.rows}) if spelling.rows > 1 else forms.TextInput(attrs=attrs)
        super().__init__(widget=box, **common)

    def clean(self, value: Any) -> Any:
        """Return the value of what was typed."""
        return read_words(self.spelling, str(value or ""))


class RowsWidget(Drawn, forms.Widget):
    """Rows of boxes; with `many`, a button that asks for more rows and a few empty ones to begin with."""

    template_name = "registers/widgets/rows.html"
    use_fieldset = True

    def __init__(self, shape: Shape, *, many: bool) -> None:
        super().__init__()
        self.shape, self.many = shape, many

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        """Return what stands in every box, row by row; one row more where more were asked for."""
        typed = str(data.get(f"{name}-so-dong", ""))
        rows = min(int(typed), MOST_ROWS) if typed.isdecimal() and len(typed) <= len(str(MOST_ROWS)) else 1
        found = [self._row(data, name, place) for place in range(rows if self.many else 1)]
        wants_more = self.many and data.get(MORE) == name
        return found + [self._row({}, name, 0)] * (_ROWS_ADDED if wants_more else 0)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Tell whether the form did not have these boxes."""
        return not any(key.startswith(f"{name}-") for key in data)

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the rows with the names and values of their boxes."""
        context = super().get_context(name, None, attrs)
        rows = list(value or [])
        if not rows or (self.many and any(rows[-1].values())):
            rows.append({})
        prefix = context["widget"]["attrs"].get("id", name)
        context["rows"] = [[_box(name, prefix, place, part, row) for part in self.shape.parts] for place, row in
                           enumerate(rows)]  # fmt: skip
        context |= {"many": self.many, "more": MORE, "plain": self.shape.plain is not None}
        return context

    def _row(self, data: Mapping[str, Any], name: str, place: int) -> Row:
        return {part.name: str(data.get(_box_name(name, place, part), "")) for part in self.shape.parts}

    def id_for_label(self, id_: str, index: object = None) -> str:
        """Return the first box, to which an error leads."""
        first = self.shape.parts[0].name
        return f"{id_}-0-{first}" if first else f"{id_}-0"


class RowsField(forms.Field):
    """The values of rows of boxes: one value, or with `many` a list."""

    def __init__(self, shape: Shape, *, many: bool, **common: Any) -> None:
        self.shape, self.many = shape, many
        super().__init__(widget=RowsWidget(shape, many=many), **common)

    def clean(self, value: Sequence[Row] | None) -> Any:
        """Return the values of the rows in which something stands."""
        read = [self._read(row) for row in value or () if any(words.strip() for words in row.values())]
        return read if self.many else (read[0] if read else "")

    def _read(self, row: Row) -> Any:
        said: dict[str, Any] = {}
        for part in self.shape.parts:
            said[part.name] = self._read_part(part, row.get(part.name, ""))
            if part.required and not said[part.name]:
                raise ValidationError(_("Còn thiếu: %(part)s.") % {"part": part.label})
        return self.shape.compose({name: value for name, value in said.items() if value != ""})

    def _read_part(self, part: Part, words: str) -> Any:
        try:
            return read_words(part.spelling, words)
        except ValidationError as error:
            where = f"{part.label}: " if part.label else ""
            raise ValidationError(f"{where}{error.message} (“{words[:60]}”)") from None


def _box_name(name: str, place: int, part: Part) -> str:
    return f"{name}-{place}-{part.name}" if part.name else f"{name}-{place}"


def _box(name: str, prefix: str, place: int, part: Part, row: Row) -> dict[str, Any]:
    return {
        "name": _box_name(name, place, part),
        "id": _box_name(prefix, place, part),
        "label": part.label,
        "number": place + 1,
        "value": row.get(part.name, ""),
        "rows": part.spelling.rows,
        "mode": part.spelling.mode,
        "required": part.required,
    }
