"""Add a register with no programmer: bring a YAML, see its faults or its pages, and put it before a second person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienvung.catalogue.check import with_names
from lienvung.catalogue.meant import nearest_name, written_form
from lienvung.core.errors import LienVungError
from lienvung.core.register.compare import compare
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.sample import sample_values
from lienvung.core.text import nfc
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.services.decisions import prepare_decision
from lienvung.office.services.registers import MOST_BYTES, register_judge, register_known, register_text
from lienvung.web.intake.refusals import say as say_refusal
from lienvung.web.registers.asked import Asked
from lienvung.web.registers.dictionary import read_dictionary, read_rules
from lienvung.web.registers.form import RegisterForm
from lienvung.web.registers.listing import Cell, shown_fields
from lienvung.web.selectors.agreements import public_parts
from lienvung.web.selectors.values import RIGHT_ALIGNED, Shower, say
from lienvung.web.sent_once import sent_once
from lienvung.web.snapshot import snapshot
from lienvung.wording.rules import RULES

_SAMPLES = 3
_MOST_SHOWN = 400
_KEPT = frozenset({"link", "file"})


class RegisterFileForm(forms.Form):
    """A definition as a file or as text."""

    file = forms.FileField(label=gettext_lazy("Tệp YAML"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Hoặc dán nội dung"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 22, "class": "code", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Take the file before the text."""
        cleaned = super().clean()
        upload = cleaned.get("file")
        text = self._read(upload) if isinstance(upload, UploadedFile) else cleaned.get("text", "")
        cleaned["text"] = nfc(text).replace("\r\n", "\n")
        if not cleaned["text"].strip() and not self.errors:
            self.add_error("text", _("Chọn một tệp, hoặc dán nội dung."))
        return cleaned

    def _read(self, upload: UploadedFile) -> str:
        try:
            return upload.read(MOST_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", _("Tệp không ở bảng mã UTF-8."))
            return ""


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One thing that is wrong: where, what stands there, what to do."""

    line: int
    place: str
    words: str
    found: str
    written: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pages of a register would look like, with made-up values, and what changes against its old version."""

    definition: Definition
    title: str
    form: RegisterForm
    rows: tuple[tuple[Cell, ...], ...]
    fields: tuple[Any, ...]
    rules: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]
    is_new: bool


@duties(get=Duty.MANAGE, post=Duty.MANAGE)
@sent_once
def add(request: HttpRequest) -> HttpResponse:
    """Take the text of a register: show its faults, or its pages, or put it before a second person."""
    form = RegisterFileForm(request.POST or None, request.FILES or None, initial={"text": _present(request)})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        definition, faults = register_judge(text)
        if definition and not faults and request.POST.get("action") == "send":
            return _send(request, definition, text)
        shown = RegisterFileForm(initial={"text": text})
        context = {"form": shown, "faults": [_fault_line(text, fault) for fault in faults], "judged": True}
        if definition and not faults:
            context["preview"] = preview_of(definition)
    return render(request, "registers/add.html", context, status=422 if form.errors or context.get("faults") else 200)


def preview_of(definition: Definition) -> Preview:
    """Return the pages of a register as they would be."""
    with snapshot() as seen:
        samples = [sample_values(definition, number) for number in range(1, _SAMPLES + 1)]
        fields = shown_fields(definition, Asked(definition.register))
        old = register_known(definition.register)
        return Preview(
            definition=definition,
            title=say(definition.title),
            form=RegisterForm(seen.shower, definition, values=_without_kept(definition, samples[0])),
            rows=tuple(tuple(_cell(seen.shower, field, each) for field in fields) for each in samples),
            fields=tuple(read_dictionary(seen.shower, definition)),
            rules=read_rules(definition),
            changes=tuple(_changes(old, definition)) if old else (),
            is_new=old is None,
        )


def _without_kept(definition: Definition, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values but those that name what a node keeps: made-up keys and hashes would be shown as they are."""
    return {name: value for name, value in values.items() if definition.fields[name].datatype not in _KEPT}


def _cell(shower: Shower, field: Field, values: Mapping[str, Any]) -> Cell:
    value = values.get(field.name)
    text = _("(bản ghi)") if field.datatype == "link" and value else shower.plain(field, value)
    return Cell(say(field.label), text, field.datatype in RIGHT_ALIGNED)


def _changes(old: Definition, new: Definition) -> Iterator[tuple[str, str, str]]:
    """Yield (where, before, after) of what a version changes; a field that comes whole is told by its label."""
    labels = {f"fields/{name}": say(field.label) for name, field in new.fields.items()}
    for each in compare(old, new):
        after = each.after or ("" if each.after is None else labels.get(each.place, _("mới")))
        yield each.place, (each.before or "")[:_MOST_SHOWN], after[:_MOST_SHOWN]


def _present(request: HttpRequest) -> str:
    """Return the text to begin with: of the register that is to be extended, else nothing."""
    register = request.GET.get("mo-rong", "")
    if not register:
        return ""
    known = register_known(register)
    if known is None:
        raise Http404
    return register_text(register)


def _fault_line(text: str, fault: DefinitionInvalid) -> FaultLine:
    lines = text.splitlines()
    written = lines[fault.line - 1].strip() if 0 < fault.line <= len(lines) else ""
    said = _(RULES[fault.rule]) if fault.rule in RULES else fault.rule
    words = f"{_hint(text, fault)}{said[:1].upper()}{said[1:]}."
    return FaultLine(fault.line, with_names(fault, text).field, words, fault.found, written[:200])


def _hint(text: str, fault: DefinitionInvalid) -> str:
    """Return what was probably meant, or how it is written; "" where that cannot be guessed."""
    if form := written_form(fault):
        return _("Viết như: %(form)s") % {"form": form} + ". "
    name = nearest_name(fault, text, get_node().catalogue.keys())
    return _("Có phải: %(name)s?") % {"name": name} + " " if name else ""


def _send(request: HttpRequest, definition: Definition, text: str) -> HttpResponse:
    kind = "register-add" if register_known(definition.register) is None else "register-extend"
    facts = {"register": definition.register, "version": definition.version, "text": text}
    try:
        decision = prepare_decision(user=request.user, kind=kind, facts=facts)
    except LienVungError as error:
        messages.error(request, say_refusal(error))
        return HttpResponseRedirect(request.path)
    messages.success(request, _("Đã soạn. Người thứ hai xem và quyết định thì sổ mới vào dùng."))
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))


def decision_preview(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the page of a decision shows besides its lines: the pages as they would be, and the text.

    Once the version is in use, the address of the register too.
    """
    definition, _faults = register_judge(str(facts["text"]))
    known = register_known(str(facts["register"]))
    in_use = known is not None and known.version >= int(facts["version"])
    return {
        "preview": preview_of(definition) if definition else None,
        "public": public_parts(definition) if definition else "",
        "text": facts["text"],
        "url": reverse("web:register", args=[facts["register"]]) if in_use else "",
    }
