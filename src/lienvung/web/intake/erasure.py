"""Erase personal parts of a record of ours: which, on what ground; a second person carries it out."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.core.text import nfc
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors.programmes import record
from lienvung.office.services.decisions import prepare_decision
from lienvung.web.intake.record_form import MOST_LETTERS, label_of
from lienvung.web.intake.refusals import say
from lienvung.web.sent_once import sent_once

PAPERS = {
    "file": _("Tệp gốc của bản ghi"),
    "text-layer": _("Lớp văn bản đọc từ tệp"),
    "evidence-file": _("Tệp minh chứng"),
}
SOURCES = {"file": _("Văn bản làm căn cứ"), "layer": _("Lớp văn bản làm căn cứ")}


class ErasureForm(forms.Form):
    """Which parts, which papers, why."""

    parts = forms.MultipleChoiceField(label=_("Xóa phần nào"), widget=forms.CheckboxSelectMultiple)
    files = forms.MultipleChoiceField(
        label=_("Xóa cả tệp chứa cùng dữ liệu"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Chỉ chọn tệp thật sự chứa dữ liệu cá nhân đó. Tệp đã xóa không lấy lại được ở bên nào."),
    )
    ground = forms.CharField(
        label=_("Căn cứ xóa"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: yêu cầu ngày … của người có dữ liệu; hết thời hạn lưu. Không ghi lại chính dữ liệu đó."),
    )

    def __init__(self, data: Any, definition: Definition, found: Record) -> None:
        super().__init__(data, initial={"parts": sorted(held_personal(definition, found))})
        self.fields["parts"].choices = [
            (part, ", ".join(label_of(field) for field in definition.fields_of(part)))
            for part in sorted(held_personal(definition, found))
        ]
        self.fields["files"].choices = list(papers_of(found))
        if not self.fields["files"].choices:
            del self.fields["files"]


def held_personal(definition: Definition, found: Record) -> set[str]:
    """Return the personal parts of a record that are held here."""
    return {part for part in definition.personal_parts if found.parts.get(part) == "held"}


def papers_of(found: Record) -> Iterator[tuple[str, str]]:
    """Yield the files that a record names, as (SHA-256, words)."""
    named = [(found.values.get(name), words) for name, words in PAPERS.items()]
    named += [(found.source.get(name), words) for name, words in SOURCES.items()]
    seen = set()
    for sha256, words in named:
        if isinstance(sha256, str) and sha256 not in seen:
            seen.add(sha256)
            yield sha256, f"{words} ({sha256[:8]}…)"


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def erase(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Prepare the erasure of personal parts of one record of ours."""
    node = get_node()
    found = record(register, key) if register in node.catalogue else None
    if found is None or found.steward != node.name or not held_personal(node.catalogue[register], found):
        raise Http404
    definition = node.catalogue[register]
    form = ErasureForm(request.POST or None, definition, found)
    if request.method == "POST" and form.is_valid():
        try:
            decision = prepare_decision(user=request.user, kind="erase", facts=_facts(found, form.cleaned_data))
        except LienVungError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, gettext("Đã soạn. Chưa xóa gì cho đến khi người thứ hai quyết định."))
            return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))
    title = found.values.get(definition.title_field, key)
    context = {"form": form, "title": title, "record": found}
    return render(request, "intake/erase.html", context, status=422 if form.errors else 200)


def _facts(found: Record, typed: dict[str, Any]) -> dict[str, Any]:
    return {
        "register": found.register,
        "key": found.key,
        "parts": sorted(typed["parts"]),
        "ground": nfc(typed["ground"]).strip(),
        "files": sorted(typed.get("files", ())),
    }
