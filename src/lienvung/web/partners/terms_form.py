"""The form on which terms are written: a head, officers, and one row for each grant."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.agreement.shape import is_day
from lienvung.core.agreement.terms import FOLLOW_UP, KEY, SYSTEM
from lienvung.core.register.definition import Definition
from lienvung.core.text import nfc, sort_key
from lienvung.node.contact import contacts
from lienvung.node.stores.port import Query
from lienvung.web.intake.record_form import DateField
from lienvung.web.selectors.values import part_name, say
from lienvung.web.snapshot import Snapshot

Choices = list[tuple[str, Any]]
MOST_GRANTS = 60
_LINE = 300
_PROGRAMME, _FIELD = "programme", "field"
_FIRST_PARTS = ("shared", "source", "attribution")


class _Day(DateField):
    """One whole day, typed as dd/mm/yyyy; its value is `2026-11-22`, or nothing."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **settings)

    def to_python(self, value: object) -> str:
        day = super().to_python(value)
        if day and not is_day(day):
            raise forms.ValidationError(gettext("Gõ đủ ngày, tháng, năm, ví dụ: 22/11/2026."))
        return day


class _Line(forms.CharField):
    """One line of words, spelled the one way that is signed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(required=False, max_length=_LINE, **settings)

    def clean(self, value: object) -> str:
        return nfc(" ".join(super().clean(value).split()))


class HeadForm(forms.Form):
    """What stands above the grants."""

    title = _Line(label=_("Tên thỏa thuận"))
    parties = forms.MultipleChoiceField(
        label=_("Với bên nào"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Các bên đã kết nối.")
    )
    basis = _Line(label=_("Căn cứ"), help_text=_("Văn bản hai bên đã ký, ví dụ: Kết luận 01-KL/TU/LT ngày 30/5/2019."))
    ends = _Day(label=_("Hết hiệu lực sau ngày"), help_text=_("Gõ như 31/12/2027. Để trống là không định hạn."))

    def __init__(self, *args: Any, parties: Choices, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["parties"].choices = parties


class OfficerForm(forms.Form):
    """A contact officer of one party."""

    node = forms.ChoiceField(label=_("Bên"), required=False)
    name = _Line(label=_("Cán bộ đầu mối"))
    office = _Line(label=_("Cơ quan"))

    def __init__(self, *args: Any, sides: Choices, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["node"].choices = [("", "–"), *sides]


class GrantForm(forms.Form):
    """One grant: who lets whom read what, for what, from when to when."""

    grantor = forms.ChoiceField(label=_("Bên cho đọc"), required=False)
    recipient = forms.ChoiceField(label=_("Bên được đọc"), required=False)
    register = forms.ChoiceField(label=_("Sổ"), required=False)
    rows = forms.ChoiceField(label=_("Bản ghi nào"), required=False)
    values = _Line(
        label=_("Giá trị của trường ấy"), help_text=_("Khi lọc theo trường; nhiều giá trị cách nhau bằng dấu phẩy.")
    )
    parts = forms.MultipleChoiceField(label=_("Phần nào"), required=False, widget=forms.CheckboxSelectMultiple)
    purpose = _Line(label=_("Để làm gì"))
    since = _Day(label=_("Từ ngày"))
    until = _Day(label=_("Đến hết ngày"))

    def __init__(self, *args: Any, choices: Mapping[str, Choices], **settings: Any) -> None:
        super().__init__(*args, **settings)
        for name, offered in choices.items():
            self.fields[name].choices = offered

    @property
    def is_blank(self) -> bool:
        """Whether nobody wrote into this row; a row without a register grants nothing."""
        return not self.cleaned_data.get("register")

    def clean(self) -> dict[str, Any]:
        """Refuse a filter that belongs to another register, and a field without values."""
        values = super().clean()
        register, (kind, which) = values.get("register", ""), _split(values.get("rows", ""))
        if kind == _PROGRAMME and register and register not in FOLLOW_UP:
            self.add_error("rows", gettext("Sổ này không gắn với chương trình."))
        if kind == _FIELD and which.partition(".")[0] != register:
            self.add_error("rows", gettext("Trường này thuộc sổ khác."))
        if kind == _FIELD and not values.get("values"):
            self.add_error("values", gettext("Ghi giá trị của trường dùng để lọc."))
        return values


class TermsForm:
    """The three forms of one draft, bound together."""

    def __init__(
        self, seen: Snapshot, data: Any = None, initial: Mapping[str, Any] | None = None, rows: int = 1
    ) -> None:
        given = initial or {}
        sides, choices = _sides(seen, given), _grant_choices(seen)
        self.own = seen.houses.own.name
        self.order = list(given.get("parties", ()))
        self.replaces = list(given.get("replaces", ()))
        others = [side for side in sides if side[0] != self.own]
        self.head = HeadForm(data, parties=others, initial=given)
        officers = formset_factory(OfficerForm, extra=0 if data else 2, max_num=20)
        grants = formset_factory(GrantForm, extra=0 if data else rows, max_num=MOST_GRANTS, can_delete=True)
        self.officers = officers(
            data, prefix="officer", initial=list(given.get("contacts", ())), form_kwargs={"sides": sides}
        )
        offered = {"grantor": [("", "–"), *sides], "recipient": [("", "–"), *sides], **choices}
        self.grants = grants(
            data, prefix="grant", initial=[_initial(each) for each in given.get("grants", ())],
            form_kwargs={"choices": offered},
        )  # fmt: skip

    @property
    def forms(self) -> tuple[Any, ...]:
        """All that has to be valid."""
        return self.head, self.officers, self.grants

    def is_valid(self) -> bool:
        """Whether everything that was typed can be kept; it need not be complete."""
        # Each says its own mistakes, also after another has found one.
        verdicts = [form.is_valid() for form in self.forms]
        return all(verdicts)

    @property
    def document(self) -> dict[str, Any]:
        """The terms as they stand (docs/formats/agreement.md), parties by name, empty things left out."""
        head = self.head.cleaned_data
        officers = [form.cleaned_data for form in self.officers if form.cleaned_data.get("name")]
        kept = [form for form in self.grants if not form.cleaned_data.get("DELETE") and not form.is_blank]
        return {
            "title": head["title"],
            "parties": self._parties(),
            "basis": head["basis"],
            "contacts": [{name: each[name] for name in ("node", "name", "office")} for each in officers],
            "ends": head["ends"],
            "replaces": self.replaces,
            "grants": [_grant(form.cleaned_data) for form in kept],
        }

    def _parties(self) -> list[str]:
        """Return who takes part, as far as possible in the order of the terms that the draft began with."""
        chosen = [self.own, *self.head.cleaned_data["parties"]]
        kept = [name for name in self.order if name in chosen]
        return [*kept, *(name for name in chosen if name not in kept)]


def _grant(values: Mapping[str, Any]) -> dict[str, Any]:
    kind, which = _split(values["rows"])
    grant = {name: values[name] for name in ("grantor", "recipient", "register", "purpose")}
    grant |= {"parts": sorted(values["parts"]), "since": values["since"], "until": values["until"]}
    typed = {each.strip() for each in values["values"].split(",") if each.strip()}
    if kind == _PROGRAMME:
        field = KEY if values["register"] == "programme" else "programmes"
        grant["filter"] = {"field": field, "in": sorted({which, *typed})}
    if kind == _FIELD:
        grant["filter"] = {"field": which.partition(".")[2], "in": sorted(typed)}
    return grant


def _initial(grant: Mapping[str, Any]) -> dict[str, Any]:
    rows = grant.get("filter")
    if not rows:
        return dict(grant)
    if grant["register"] in FOLLOW_UP:
        first, *more = rows["in"]
        return {**grant, "rows": f"{_PROGRAMME}:{first}", "values": ", ".join(more)}
    return {**grant, "rows": f"{_FIELD}:{grant['register']}.{rows['field']}", "values": ", ".join(rows["in"])}


def _split(rows: str) -> tuple[str, str]:
    kind, _colon, which = rows.partition(":")
    return kind, which


def _sides(seen: Snapshot, given: Mapping[str, Any]) -> Choices:
    """Our own side and every contact; a name that terms hold and nobody introduced stays choosable."""
    houses = seen.houses
    names = [houses.own.name, *sorted(contacts(seen.reader))]
    return [(name, houses[name].title) for name in dict.fromkeys([*names, *given.get("parties", ())])]


def _grant_choices(seen: Snapshot) -> dict[str, Choices]:
    known = sorted(
        (each for each in seen.shower.catalogue.values() if each.register not in SYSTEM),
        key=lambda each: sort_key(say(each.title)),
    )
    return {
        "register": [("", "–"), *((each.register, say(each.title)) for each in known)],
        "parts": _parts(known),
        "rows": [("", _("mọi bản ghi")), *_programmes(seen), *_fields(known)],
    }


def _parts(known: list[Definition]) -> Choices:
    names = dict.fromkeys([*_FIRST_PARTS, *sorted({name for each in known for name in each.part_names})])
    return [(name, _part_name(known, name)) for name in names]


def _part_name(known: list[Definition], part: str) -> str:
    """Return what a part is called by the first register that has words of its own for it, else by everybody."""
    return part_name(next((each for each in known if part in each.parts and each.parts[part].label), None), part)


def _programmes(seen: Snapshot) -> Choices:
    titles = [(f"{_PROGRAMME}:{key}", title) for key, title in _programme_titles(seen).items()]
    return [(_("chỉ của chương trình"), titles)] if titles else []


def _programme_titles(seen: Snapshot) -> dict[str, str]:
    if seen.reader.definition("programme") is None:
        return {}
    found = seen.reader.find("programme", Query(sort=("title", "key"), limit=200)).records
    return {record.key: str(record.values.get("title", record.key)) for record in found}


def _fields(known: list[Definition]) -> Choices:
    """Offer the shared fields that a few words can name; follow-up registers are cut by programme alone."""
    return [
        (
            _("chỉ khi, trong sổ “%(register)s”") % {"register": say(each.title)},
            [(f"{_FIELD}:{each.register}.{field.name}", say(field.label)) for field in _filterable(each)],
        )
        for each in known
        if each.register not in FOLLOW_UP and _filterable(each)
    ]


def _filterable(definition: Definition) -> list[Any]:
    kinds = ("string", "enumeration", "link")
    return [field for field in definition.fields_of("shared") if field.datatype in kinds]
