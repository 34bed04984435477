"""A form for one record, made from its register's definition: the same labels, types and rules."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.kinds import DAYS
from lienvung.core.text import nfc
from lienvung.core.text.date import check_date, format_date, parse_date_text
from lienvung.core.text.errors import TextError

Choices = Sequence[tuple[str, str]]
# What a clerk fills in when a paper is read, in the order of the form.
SHOWN: Mapping[str, tuple[str, ...]] = {
    "document": ("number", "doc-type", "issuers", "issued-on", "subject", "signers", "publisher", "nature", "citation"),
    "commitment": (
        "text", "owed-by", "leads", "partners", "deadline-kind", "deadline", "deadline-text", "product", "field",
        "agreed-on", "citation", "internal-note",
    ),
    "progress-report": (
        "text", "commitment", "side", "reported-on", "progress", "done-on", "evidence-text", "citation",
    ),
    "limitation": ("text", "cause", "owned-by", "since", "unblocks", "citation"),
    "escalation": ("text", "addressee", "basis", "sent-document", "sent-on", "raised-by", "citation"),
}  # fmt: skip
_LONG = frozenset({"text", "verbatim"})
MOST_LETTERS = 20_000  # five printed pages: more was pasted by mistake
NODE_FIELDS = frozenset({"owed-by", "owned-by", "raised-by", "side", "sides"})


class DateField(forms.CharField):
    """A date value as Vietnamese offices write it: 30/5/2019, tháng 5/2024, quý IV/2024, 2021-2025."""

    def prepare_value(self, value: object) -> object:
        try:
            return format_date(str(value)) if value else value
        except TextError:
            return value  # what the person typed, so that it can be corrected

    def to_python(self, value: object) -> str:
        words = str(value or "").strip()
        if not words:
            return ""
        for parse in (check_date, parse_date_text):
            try:
                return parse(words)
            except TextError:
                continue
        raise forms.ValidationError(_("Không đọc được ngày. Ví dụ: 30/5/2019, tháng 5/2024, quý IV/2024."))


class LinesField(forms.CharField):
    """Many values, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: object) -> object:
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: object) -> list[str]:
        return [line for each in str(value or "").splitlines() if (line := nfc(each).strip())]


class RecordForm(forms.Form):
    """Fields of one register; `record_values` gives what was typed in the forms of the register."""

    def __init__(
        self,
        definition: Definition,
        data: object = None,
        *,
        values: Mapping[str, object],
        choices: Mapping[str, Choices],
        prefix: str,
        shown: Iterable[str] = (),
    ) -> None:
        super().__init__(data, initial=dict(values), prefix=prefix)
        for name in shown or SHOWN[definition.register]:
            self.fields[name] = _form_field(definition.fields[name], choices.get(name, ()), values.get(name))

    def record_values(self) -> dict[str, object]:
        """Return field -> value for every field of the form, "" or [] for those left empty."""
        return {name: nfc(value) if isinstance(value, str) else value for name, value in self.cleaned_data.items()}


def label_of(field: Field) -> str:
    """Return the label of a field in the reader's language."""
    return field.label.get((get_language() or "vi")[:2], field.label["vi"])


def nodes_as_choices(sides: Mapping[str, str]) -> dict[str, Choices]:
    """Return the choices of every field that names sides."""
    pairs = list(sides.items())
    return dict.fromkeys(NODE_FIELDS, pairs)


def _form_field(field: Field, choices: Choices, present: object) -> forms.Field:
    common = {"label": label_of(field), "required": False}
    if choices and field.many:
        return forms.MultipleChoiceField(
            choices=_with_present(choices, present), widget=forms.CheckboxSelectMultiple, **common
        )
    if choices:
        return forms.ChoiceField(choices=[("", "—"), *_with_present(choices, present)], **common)
    if field.values:
        language = (get_language() or "vi")[:2]
        named = [(value, label.get(language, label["vi"])) for value, label in field.values.items()]
        return forms.ChoiceField(choices=[("", "—"), *named], **common)
    if field.datatype in DAYS:
        return DateField(**common)
    common["max_length"] = MOST_LETTERS
    if field.many:
        return LinesField(**common)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}) if field.datatype in _LONG else None, **common)


def _with_present(choices: Choices, present: object) -> list[tuple[str, str]]:
    """A side that runs no node stands as it was written; it stays choosable."""
    known = {value for value, _ in choices}
    written = [present] if isinstance(present, str) else list(present or ()) if isinstance(present, list) else []
    return [*choices, *((str(value), str(value)) for value in written if value and value not in known)]
