"""Nhập bảng vào một sổ: bring it, say what its columns are, see what each row would do, put it before an approver."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors import imports as selectors
from lienvung.office.selectors.imports import RegisterImport
from lienvung.office.selectors.sides import sides_known
from lienvung.office.services.import_names import import_name
from lienvung.office.services.imports import import_bring, import_map, import_set_aside, import_submit
from lienvung.report.exports.files import XLSX
from lienvung.web.intake.import_names import names_asked, names_meant
from lienvung.web.intake.import_progress import read_progress, stage_words
from lienvung.web.intake.import_rows import (
    STATE_WORDS,
    ColumnChoice,
    RowView,
    column_choices,
    is_unused,
    match_choices,
    mistake_kinds,
    row_views,
    wrong_rows,
)
from lienvung.web.intake.refusals import say, tells_refusals
from lienvung.web.intake.table_form import TableForm
from lienvung.web.intake.upload_field import PaperField
from lienvung.web.intake.values import title_of
from lienvung.web.sent_once import sent_once

PER_PAGE = 100


class BringForm(TableForm):
    """A file, or cells pasted from a spreadsheet."""

    file = PaperField(
        label=_("Tệp .xlsx, .csv, .geojson hoặc .jsonl"),
        required=False,
        help_text=_("Tới 64 MB và 250.000 hàng; CSV cũ bằng TCVN3, VNI cũng đọc được."),
    )


@dataclass(frozen=True, slots=True)
class Tab:
    """One state of rows: its words, how many, whether it is the one shown."""

    state: str
    label: str
    count: int
    chosen: bool


@duties(get=Duty.INSPECT, post=Duty.DIGITISE)
@sent_once
def bring(request: HttpRequest, register: str) -> HttpResponse:
    """Take in a table of this register for preview."""
    definition = _definition_or_404(register)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            imported = _bring(request, register, form)
        except LienVungError as error:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", say(error))
        else:
            return HttpResponseRedirect(reverse("intake:import", args=[register, imported.pk]))
    context = {
        "register": register,
        "register_title": title_of(definition),
        "form": form,
        "imports": [(each, stage_words(each)) for each in selectors.imports_of(register)],
    }
    return render(request, "intake/imports.html", context, status=422 if form.errors else 200)


@duties(get=Duty.INSPECT, post=Duty.DIGITISE)
def preview(request: HttpRequest, register: str, imported: object) -> HttpResponse:
    """Show what each row would do; POST says what the columns mean."""
    definition = _definition_or_404(register)
    found = _import_or_404(register, imported)
    mistake = _understood(request, found) if request.method == "POST" else ""
    if request.method == "POST" and not mistake:
        return HttpResponseRedirect(reverse("intake:import", args=[register, found.pk]))
    progress = read_progress(found)
    context = _context(request, definition, found, mistake) | {"progress": progress}
    return progress.refresh(render(request, "intake/import.html", context, status=422 if mistake else 200))


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@tells_refusals
def write(request: HttpRequest, register: str, imported: object) -> HttpResponse:
    """Put the rows before an approver."""
    skip = request.POST.get("skip-wrong") == "on"
    decision = import_submit(user=request.user, imported=_import_or_404(register, imported), skip_wrong=skip)
    messages.success(request, gettext("Đã trình duyệt. Người khác duyệt thì vào sổ, tất cả hoặc không hàng nào."))
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@tells_refusals
def say_names(request: HttpRequest, register: str, imported: object) -> HttpResponse:
    """Take over which records the table means by names of its own, and compare anew."""
    found = _import_or_404(register, imported)
    import_name(user=request.user, imported=found, meant=names_meant(request.POST))
    messages.success(request, gettext("Đã nhớ các tên cho bảng cùng mẫu; đang so lại với sổ."))
    return HttpResponseRedirect(reverse("intake:import", args=[register, found.pk]))


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@tells_refusals
def set_aside(request: HttpRequest, register: str, imported: object) -> HttpResponse:
    """Forget a table that is not wanted."""
    import_set_aside(user=request.user, imported=_import_or_404(register, imported))
    messages.success(request, gettext("Đã bỏ bảng; không có gì được ghi và không giữ lại hàng nào."))
    return HttpResponseRedirect(reverse("intake:imports", args=[register]))


@duties(get=Duty.DIGITISE)
def wrong_file(request: HttpRequest, register: str, imported: object) -> HttpResponse:
    """Give the wrong rows as a workbook, each with its reasons, to be corrected and brought again."""
    definition = _definition_or_404(register)
    found = _import_or_404(register, imported)
    response = HttpResponse(wrong_rows(definition, found), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{register}-hang-sai.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bring(request: HttpRequest, register: str, form: BringForm) -> RegisterImport:
    pasted, file = form.cleaned_data["pasted"], form.cleaned_data["file"]
    if not file:
        return import_bring(user=request.user, register=register, name=gettext("bảng dán"), pasted=pasted)
    return import_bring(user=request.user, register=register, name=file.name, data=file.read())


def _understood(request: HttpRequest, imported: RegisterImport) -> str:
    """Take over what the person says of the columns; return what is wrong with it."""
    columns = {heading: request.POST.get(f"c{n}", "") for n, heading in enumerate(imported.headings)}
    match, clears = request.POST.get("match", ""), request.POST.get("clears") == "on"
    try:
        import_map(user=request.user, imported=imported, columns=columns, match=match, clears=clears)
    except LienVungError as error:
        imported.columns = columns
        return say(error)
    return ""


def _context(request: HttpRequest, definition: Definition, imported: RegisterImport, mistake: str) -> dict[str, object]:
    state, first = request.GET.get("loai", ""), _number(request.GET.get("tu", ""))
    shown = selectors.planned_rows(imported, state if state in STATE_WORDS else "", first, PER_PAGE + 1)
    counted = imported.counted if imported.state == RegisterImport.State.PLANNED else {}
    columns: list[ColumnChoice] = column_choices(definition, imported)
    partners = {share: title for share, title in sides_known().items() if share != get_node().name}
    partner = request.GET.get("nhu", "") if request.GET.get("nhu", "") in partners else ""
    rows: list[RowView] = row_views(definition, shown[:PER_PAGE], partner)
    return {
        "register": definition.register,
        "register_title": title_of(definition),
        "imported": imported,
        "is_open": selectors.is_open(imported),
        "mistake": mistake,
        "columns": columns,
        "matches": match_choices(definition, imported.columns),
        "state_tabs": [
            Tab(name, str(words), counted.get(name, 0), name == state) for name, words in STATE_WORDS.items()
        ],
        "state": state,
        "partner": partner,
        "partner_title": partners.get(partner, ""),
        "partners": list(partners.items()),
        "rows": rows,
        "next": shown[PER_PAGE].number if len(shown) > PER_PAGE else None,
        "first": first,
        "wrong": counted.get("wrong", 0),
        "unused": [heading for heading in imported.headings if is_unused(imported, heading)] if counted else [],
        "names": names_asked(imported) if counted else [],
        "unclear": imported.notes.get("unclear", 0),
        "kinds": mistake_kinds(definition, imported) if counted.get("wrong") else [],
        "may_set_aside": selectors.may_be_set_aside(imported),
        "may_take_back": selectors.may_be_taken_back(imported, request.user),
        "to_write": counted.get("new", 0) + counted.get("changed", 0),
        "notes": {name.replace("-", "_"): _listed(value) for name, value in imported.notes.items()},
        "twins": [(each, stage_words(each)) for each in selectors.twins_of(imported)],
    }


def _listed(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _definition_or_404(register: str) -> Definition:
    definition = get_node().catalogue.get(register)
    if definition is None or definition.system:
        raise Http404
    return definition


def _import_or_404(register: str, imported: object) -> RegisterImport:
    found = selectors.import_by_id(imported)
    if found is None or found.register != register:
        raise Http404
    return found
