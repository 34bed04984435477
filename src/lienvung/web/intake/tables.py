"""The first Monday: the office's own task table comes in by preview; nothing is written before "Ghi vào sổ"."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors import tables as selectors
from lienvung.office.selectors.programmes import programmes
from lienvung.office.selectors.sides import sides_known
from lienvung.office.selectors.tables import RowPlan, TableImport
from lienvung.office.services.tables import table_bring, table_map, table_write
from lienvung.web.intake.record_form import label_of
from lienvung.web.intake.refusals import say, tells_refusals
from lienvung.web.intake.table_form import TableForm
from lienvung.web.intake.upload_field import PaperField
from lienvung.web.intake.values import Facts, field_in_words, values_in_words

COLUMN_LABELS = {
    "text": _("Nội dung"),
    "leads": _("Cơ quan chủ trì"),
    "partners": _("Cơ quan phối hợp"),
    "product": _("Sản phẩm"),
    "deadline": _("Thời hạn"),
    "result": _("Kết quả, tiến độ"),
    "evidence": _("Minh chứng"),
    "obstacle": _("Khó khăn, vướng mắc (nội bộ)"),
    "request": _("Đề xuất (nội bộ)"),
    "side": _("Bên thực hiện"),
    "basis": _("Căn cứ"),
    "number": _("TT"),
}
STATE_LABELS = {
    "new": _("mới"),
    "changed": _("thay đổi"),
    "unchanged": _("không đổi"),
    "waiting": _("đang chờ duyệt"),
    "heading": _("tiêu đề nhóm"),
    "wrong": _("sai"),
}
REASONS = {
    "no-text": _("chưa có nội dung"),
    "twice": _("nội dung này đã có ở hàng trên"),
    "no-year": _("thời hạn thiếu năm"),
    "no-date": _("không đọc được thời hạn"),
    "no-side": _("không rõ là bên nào"),
    "no-record": _("không có cam kết nào mang mã này; cột “Mã bản ghi” không được sửa"),
    "key-twice": _("mã này đã có ở hàng trên"),
    "no-progress": _("không phải một mục trong danh sách tiến độ"),
    "no-day": _("không đọc được ngày"),
    "in-future": _("ngày hoàn thành ở tương lai"),
    "no-evidence": _("báo hoàn thành phải có minh chứng"),
}
RETURNED_FIELDS = ("progress", "done-on", "text", "evidence-text", "obstacle")


class BringForm(TableForm):
    """A file, or cells pasted from a spreadsheet."""

    file = PaperField(
        label=_("Tệp .xlsx, .csv hoặc .docx có bảng nhiệm vụ; hoặc tệp tiến độ cơ quan gửi lại"), required=False
    )


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of the preview in words."""

    place: str
    state: str
    state_label: str
    text: str
    leads: str
    deadline: str
    sides: str
    changes: tuple[tuple[str, str, str], ...]
    mistakes: tuple[tuple[str, str, str], ...]
    report: str


@duties(get=Duty.INSPECT, post=Duty.DIGITISE)
def bring(request: HttpRequest) -> HttpResponse:
    """Take in a table for preview."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            table = _bring(request, form)
        except LienVungError as error:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", say(error))
        else:
            return HttpResponseRedirect(reverse("intake:table", args=[table.pk]))
    return render(
        request,
        "intake/tables.html",
        {"form": form, "tables": selectors.table_imports()},
        status=422 if form.errors else 200,
    )


@duties(get=Duty.INSPECT, post=Duty.DIGITISE)
def preview(request: HttpRequest, table: object) -> HttpResponse:
    """Show what each row would change; POST says what the columns mean and where the rows belong."""
    found = _table_or_404(table)
    if found.kind == TableImport.Kind.RETURNED and request.method != "POST":
        return render(request, "intake/returned.html", _returned_context(found))
    if request.method == "POST":
        return _understood(request, found)
    return render(request, "intake/table.html", _context(found))


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@tells_refusals
def write(request: HttpRequest, table: object) -> HttpResponse:
    """Confirm the rows and put them before an approver."""
    submission = table_write(
        user=request.user, table=_table_or_404(table), skip_wrong=request.POST.get("skip-wrong") == "on"
    )
    messages.success(request, gettext("Đã ghi và trình duyệt. Người khác duyệt thì vào sổ."))
    return HttpResponseRedirect(reverse("intake:approval", args=[submission.pk]))


def _understood(request: HttpRequest, table: TableImport) -> HttpResponse:
    """Take over what the person says of the table; with a mistake the page comes back as it was filled in."""
    asked = MappingAsked(
        columns={heading: request.POST.get(f"c{n}", "") for n, heading in enumerate(table.headings)},
        programme=request.POST.get("programme", ""),
        nature=request.POST.get("nature", "real"),
        title=request.POST.get("new-title", "").strip(),
        sides=request.POST.getlist("new-sides"),
    )
    mistakes = asked.mistakes() or _mapped(request, table, asked)
    if not mistakes:
        return HttpResponseRedirect(reverse("intake:table", args=[table.pk]))
    table.columns, table.programme, table.nature = asked.columns, asked.programme, asked.nature
    context = {**_context(table), "rows": [], "mistakes": mistakes, "asked": asked}
    return render(request, "intake/table.html", context, status=422)


def _mapped(request: HttpRequest, table: TableImport, asked: "MappingAsked") -> dict[str, str]:
    begun = {"title": asked.title, "sides": asked.sides, "nature": asked.nature} if asked.title else None
    try:
        table_map(
            user=request.user,
            table=table,
            columns=asked.columns,
            programme=asked.programme,
            nature=asked.nature,
            new_programme=begun,
        )
    except LienVungError as error:
        return {"programme": say(error)}
    return {}


@dataclass(frozen=True, slots=True)
class MappingAsked:
    """What a person says of a table: its columns, its programme or the one it begins, its nature."""

    columns: Mapping[str, str]
    programme: str
    nature: str
    title: str
    sides: list[str]

    def mistakes(self) -> dict[str, str]:
        """Return what is missing, by the name of the field on the page."""
        found = {}
        if "text" not in self.columns.values():
            found["c0"] = gettext("Chọn cột nào là “Nội dung”.")
        if not self.programme and not self.title:
            found["programme"] = gettext("Chọn chương trình, hoặc lập chương trình mới.")
        if self.title and not self.sides:
            found["sides"] = gettext("Chọn các bên của chương trình mới.")
        return found


def _bring(request: HttpRequest, form: BringForm) -> TableImport:
    pasted, file = form.cleaned_data["pasted"], form.cleaned_data["file"]
    if not file:
        return table_bring(user=request.user, name=gettext("bảng dán"), pasted=pasted)
    return table_bring(user=request.user, name=file.name, data=file.read())


def _table_or_404(table: object) -> TableImport:
    found = selectors.table_import(table)
    if found is None:
        raise Http404
    return found


def _context(table: TableImport) -> dict[str, object]:
    titles = sides_known()
    plans = selectors.table_plan(table) if table.programme else []
    rows = [_row(plan, titles) for plan in plans]
    counts = {state: sum(row.state == state for row in rows) for state in STATE_LABELS}
    return {
        "table": table,
        "columns": [(f"c{n}", heading, table.columns.get(heading, "")) for n, heading in enumerate(table.headings)],
        "column_labels": list(COLUMN_LABELS.items()),
        "programmes": _programmes(table),
        "sides": list(titles.items()),
        "rows": rows,
        "counts": [(label, counts[state]) for state, label in STATE_LABELS.items() if counts[state]],
        "wrong": counts["wrong"],
        "to_write": counts["new"] + counts["changed"],
    }


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer of a returned workbook in words; `facts` is what the report would say."""

    place: str
    state: str
    state_label: str
    key: str
    text: str
    facts: Facts
    changes: tuple[tuple[str, str, str], ...]
    mistakes: tuple[tuple[str, str, str], ...]


def _returned_context(table: TableImport) -> dict[str, object]:
    plans = selectors.table_plan(table)
    counts = Counter[str](plan.state for plan in plans)
    return {
        "table": table,
        "rows": [_answer(plan) for plan in plans],
        "counts": [(label, counts[state]) for state, label in STATE_LABELS.items() if counts[state]],
        "wrong": counts["wrong"],
        "to_write": counts["new"] + counts["changed"],
    }


def _answer(plan: RowPlan) -> AnswerView:
    definition = get_node().catalogue["progress-report"]
    told = {name: plan.report[name] for name in RETURNED_FIELDS if name in plan.report}

    def words(name: str, value: object) -> str:
        return field_in_words(definition, name, value, {}) if value else ""

    return AnswerView(
        place=plan.place,
        state=plan.state,
        state_label=str(STATE_LABELS[plan.state]),
        key=plan.key if plan.text else "",
        text=plan.text,
        facts=values_in_words(definition, told, {}),
        changes=tuple(
            (label_of(definition.fields[name]), words(name, before), words(name, after))
            for name, before, after in plan.changes
        ),
        mistakes=tuple((each.column, each.cell, str(REASONS[each.reason])) for each in plan.mistakes),
    )


def _programmes(table: TableImport) -> list[tuple[str, str]]:
    known = [(record.key, str(record.values.get("title", record.key))) for record in programmes()]
    begun = selectors.programme_begun(table)
    return [*known, (begun.key, str(begun.values["title"]))] if begun else known


def _row(plan: RowPlan, titles: Mapping[str, str]) -> RowView:
    definition = get_node().catalogue["commitment"]

    def words(name: str, value: object) -> str:
        return field_in_words(definition, name, value, titles) if value else ""

    deadline = plan.values.get("deadline")
    return RowView(
        place=plan.place,
        state=plan.state,
        state_label=str(STATE_LABELS[plan.state]),
        text=plan.text,
        leads=words("leads", plan.values.get("leads")),
        deadline=words("deadline", deadline) or words("deadline-kind", plan.values.get("deadline-kind")),
        sides=words("owed-by", plan.values.get("owed-by")),
        changes=tuple(
            (label_of(definition.fields[name]), words(name, before), words(name, after))
            for name, before, after in plan.changes
        ),
        mistakes=tuple(
            (str(COLUMN_LABELS[each.column]), each.cell, str(REASONS[each.reason])) for each in plan.mistakes
        ),
        report=str(plan.report.get("text", "")),
    )
