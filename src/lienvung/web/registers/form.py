"""The form of a record, made from its register's definition: groups, labels, hints, boxes, and the same rules."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from lienvung.core.register.canonical import prune
from lienvung.core.register.datatype import check_held
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.register.item import split_fields
from lienvung.core.register.sample import match_of
from lienvung.core.register.value import judge_of
from lienvung.office.selectors.boundaries import boundary_claims
from lienvung.spatial.sovereignty import foreign_claims
from lienvung.web.intake import refusals
from lienvung.web.intake.record_form import NODE_FIELDS
from lienvung.web.registers.boxes import MORE, LineField, RowsField
from lienvung.web.registers.dictionary import bounds_of
from lienvung.web.registers.duplicates import taken
from lienvung.web.registers.picking import Offers, PickField, is_searching
from lienvung.web.registers.spelling import is_boxed, shape_of
from lienvung.web.registers.uploads import Files, FilesField
from lienvung.web.selectors.values import Shower, part_name, say
from lienvung.wording.rules import RULES

PREFIX = "v"
_FEW = 5  # so many choices are all shown; more are a list to choose from

Store = Callable[[UploadedFile], str]


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the form: its boxes, whether it must be filled in, and who will see it."""

    box: BoundField
    required: bool
    part: str
    unit: str


@dataclass(frozen=True, slots=True)
class Section:
    """The fields of one group."""

    title: str
    lines: tuple[Line, ...]


class RegisterForm(forms.Form):
    """The fields of a register, all or those of some `names`, for a new record or for the one of `key`.

    While somebody asks for more rows or searches a link, nothing is judged.
    """

    def __init__(
        self,
        shower: Shower,
        definition: Definition,
        data: Any = None,
        files: Any = None,
        *,
        values: Mapping[str, Any] | None = None,
        key: str = "",
        names: Collection[str] | None = None,
    ) -> None:
        self.shower, self.key = shower, key
        self.names = definition.fields.keys() if names is None else names
        self.definition, self.present = definition, dict(values or {})
        self.asking = bool(data) and (MORE in data or is_searching(data))
        super().__init__(data, files, prefix=PREFIX)
        for field in self._shown():
            self.fields[field.name] = _form_field(shower, definition, field, self.present.get(field.name))
        if any(field.datatype == "file" for field in self._shown()):
            self.fields[DECLARED] = forms.BooleanField(
                label=_("Tôi cam đoan tệp không chứa bí mật nhà nước"), required=False
            )

    @property
    def sections(self) -> list[Section]:
        """The groups of the definition in its order, then what stands in none."""
        names = [group.name for group in self.definition.groups]
        titles = {group.name: say(group.label) for group in self.definition.groups}
        found = [Section(titles[name], tuple(self._lines(name))) for name in names]
        found.append(Section(_("Thông tin khác") if names else "", tuple(self._lines(""))))
        return [section for section in found if section.lines]

    @property
    def declaration(self) -> BoundField | None:
        """The declaration that goes with files, where the register has any."""
        return self[DECLARED] if DECLARED in self.fields else None

    @property
    def not_secret(self) -> bool:
        """Whether the person declared that the files hold no state secret."""
        return bool(self.cleaned_data.get(DECLARED))

    def full_clean(self) -> None:
        """Judge what was typed, unless the person is still asking."""
        if self.asking:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
            return
        super().full_clean()

    def is_valid(self) -> bool:
        """Tell whether the form may be taken as it stands."""
        return not self.asking and super().is_valid()

    def clean(self) -> dict[str, Any]:
        """Judge the values by the definition, field by field and together."""
        values = prune(self._flat(_name_hash))
        for field in self._shown():
            if field.name not in self.errors and (rule := self._broken(field, values)):
                self.add_error(field.name, _rule_words(field, rule))
        if not self.errors:
            self._judge_together(values)
            claims = boundary_claims(self.shower.reader, self.definition, values)
            for name, refusal in (*foreign_claims(self.definition, values), *claims):
                self.add_error(name if name in self.fields else None, refusals.say(refusal))
        for name, said in taken(self.shower, self.definition, values, self.key) if not self.errors else ():
            self.add_error(name if name in self.fields else None, said)
        return self.cleaned_data

    def record_values(self, store: Store) -> dict[str, Any]:
        """Return field -> value of what was typed; `store` keeps an uploaded file and gives its hash."""
        return prune(self._flat(store))

    def _flat(self, store: Store) -> dict[str, Any]:
        typed = {name: self.cleaned_data.get(name) for name in self.names}
        kept = {name: value for name, value in self.present.items() if name not in self.names}
        return {**kept, **{name: self._stored(name, value, store) for name, value in typed.items()}}

    def _stored(self, name: str, value: Any, store: Store) -> Any:
        if not isinstance(value, Files):
            return value
        hashes = [*value.kept, *map(store, value.uploaded)]
        return hashes if self.definition.fields[name].many else "".join(hashes[-1:])

    def _broken(self, field: Field, values: Mapping[str, Any]) -> str:
        if field.name not in values:
            return "I4-required" if field.required else ""
        return judge_of(field)(values[field.name])

    def _judge_together(self, values: Mapping[str, Any]) -> None:
        item = split_fields(self.definition, values)
        parts = {field.part for field in self._shown()}
        try:
            check_held(self.definition, {part: held for part, held in item.items() if part in parts})
        except ItemInvalid as fault:
            where = fault.field if fault.field in self.fields else None
            self.add_error(where, _rule_words(self.definition.fields.get(fault.field), fault.rule, fault.found))

    def _shown(self) -> list[Field]:
        return [field for field in self.definition.fields.values() if field.name in self.names]

    def _lines(self, group: str) -> Iterator[Line]:
        for field in self._shown():
            if field.group == group:
                part = part_name(self.definition, field.part) if field.part != "shared" else ""
                yield Line(self[field.name], field.required, part, field.unit)


DECLARED = "khong-mat"


def _name_hash(upload: UploadedFile) -> str:
    """Stand in for the hash of a file that is not kept yet, while the values are judged."""
    return sha256(str(upload.name).encode()).hexdigest()


def _form_field(shower: Shower, definition: Definition, field: Field, value: Any) -> forms.Field:
    common = {"label": say(field.label), "required": False, "help_text": _hint(field)}
    named = _as_list(value)
    if field.datatype == "link":
        offers = Offers(shower, field.to)
        return PickField(
            offers, many=field.many, present=named, field=field.name, page=definition.register, initial=value, **common
        )
    if field.datatype == "file":
        return FilesField(many=field.many, present=named, initial=value, **common)
    if choices := _choices(shower, field, named):
        return _choice_field(field, choices, value, common)
    shape = shape_of(field.datatype)
    if shape.plain and not field.many:
        return LineField(shape.plain, initial=shape.words(value)[""], **common)
    return RowsField(shape, many=field.many, initial=[shape.words(each) for each in named], **common)


def _hint(field: Field) -> str:
    """Return what the definition says beside a field, and how a value is typed that nobody would guess."""
    plain = shape_of(field.datatype).plain if is_boxed(field.datatype) else None
    said = (say(field.help) if field.help else "", str(plain.hint) if plain else "")
    if field.pattern and not field.help:
        return _example(field)
    return " ".join(filter(None, said))


def _example(field: Field) -> str:
    return _("Ví dụ: %(value)s.") % {"value": match_of(field.pattern, 1)}


def _choices(shower: Shower, field: Field, present: list[Any]) -> list[tuple[str, str]]:
    """Return what may be chosen: listed values, yes and no, or sides; what stands there stays choosable."""
    if field.datatype == "boolean":
        return [("true", _("có")), ("false", _("không"))]
    if field.values:
        return [(value, say(label)) for value, label in field.values.items()]
    if field.name in NODE_FIELDS and field.datatype == "string":
        known = list(shower.houses.known.items())
        return [*known, *((str(each), str(each)) for each in present if each not in shower.houses.known)]
    return []


def _choice_field(field: Field, choices: list[tuple[str, str]], value: Any, common: Mapping[str, Any]) -> forms.Field:
    if field.many:
        return forms.MultipleChoiceField(
            choices=choices, widget=forms.CheckboxSelectMultiple, initial=_as_list(value), **common
        )
    if field.datatype == "boolean":
        none = [] if field.required else [("", _("để trống"))]
        return forms.TypedChoiceField(
            choices=[*choices, *none],
            widget=forms.RadioSelect,
            coerce=lambda typed: typed == "true",
            empty_value=None,
            initial="" if value is None else str(bool(value)).lower(),
            **common,
        )
    if len(choices) <= _FEW:
        none = [] if field.required else [("", _("để trống"))]
        return forms.ChoiceField(choices=[*choices, *none], widget=forms.RadioSelect, initial=value or "", **common)
    return forms.ChoiceField(choices=[("", "—"), *choices], initial=value or "", **common)


def _rule_words(field: Field | None, rule: str, found: str = "") -> str:
    """Say which rule a value breaks, with the bounds or the pattern that it should keep and a value that keeps it."""
    said = _(RULES[rule]) if rule in RULES else rule
    sentence = said[:1].upper() + said[1:]
    if field and rule == "I8-pattern":
        return f"{sentence} ({field.pattern}). {_example(field)}"
    if field and rule == "I11-bounds":
        return f"{sentence}: {bounds_of(field)}."
    return f"{sentence}."


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
