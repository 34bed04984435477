"""Chuyển đổi: a table with old names in, the same table with what each is today out. Nothing is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.errors import LienVungError
from lienvung.core.geography.columns import ADDRESS, CODE, DAY, ROLES, Columns, recognise
from lienvung.core.geography.convert import OUTCOMES as ORDER
from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.unit import LEVELS
from lienvung.office.access import duties
from lienvung.office.roles import Duty
from lienvung.office.unit_tables import (
    OUTCOMES,
    Conversion,
    UnitTable,
    added_cells,
    candidates,
    convert_table,
    read_file,
    read_paste,
    unit_in_words,
    write_workbook,
)
from lienvung.report.exports.files import XLSX
from lienvung.web.intake.refusals import say
from lienvung.web.intake.upload_field import NOT_DECLARED, PaperField
from lienvung.web.snapshot import snapshot
from lienvung.web.units.asked import Asked, asked_day, asked_of, gazetteer_of
from lienvung.web.units.showing import capital
from lienvung.web.units.table_sums import table_sums

MOST_SHOWN, MOST_CHOICES = 100, 200
ROLE_LABELS = {
    "province": _("cấp tỉnh"),
    "district": _("cấp huyện"),
    "commune": _("cấp xã"),
    ADDRESS: _("địa chỉ hoặc tên đơn vị"),
    CODE: _("mã của cơ quan thống kê"),
    DAY: _("ngày"),
}


class TableForm(forms.Form):
    """Where the table comes from, and for which day its names are meant."""

    tep = PaperField(label=_("Tệp .xlsx hoặc .csv"), required=False)
    dan = forms.CharField(
        label=_("Hoặc dán các ô, mỗi dòng một địa chỉ cũng được"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    ngay = forms.DateField(
        label=_("Tên trong bảng là tên của ngày"),
        required=False,
        help_text=_("Dòng nào có cột ngày thì theo ngày của dòng."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    toi = forms.DateField(
        label=_("Đổi sang tên của ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    cam_doan = forms.BooleanField(
        label=_("Bảng này không chứa bí mật nhà nước"), error_messages={"required": NOT_DECLARED}
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One row on the page: where it stands, what it said, what was added, among what a person may choose."""

    place: int
    said: str
    then: str
    now: str
    outcome: str
    kind: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What became of a table."""

    total: int
    counted: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    more: int
    columns: tuple[tuple[int, str, str], ...]
    text: str


@duties(get=Duty.READ, post=Duty.READ)
def convert(request: HttpRequest) -> HttpResponse:
    """Show the form; convert what was sent; give the workbook back when it is asked for."""
    with snapshot() as seen:
        asked = asked_of(request, seen.today)
        gazetteer = gazetteer_of(seen, asked)
    if request.method != "POST":
        form = TableForm(initial={"ngay": _old_day(gazetteer, asked), "toi": asked.today})
        return render(request, "units/convert.html", {"form": form})
    form = TableForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "units/convert.html", {"form": form}, status=422)
    try:
        return _answer(request, form, gazetteer, asked)
    except LienVungError as error:
        form.add_error(None, say(error))
        return render(request, "units/convert.html", {"form": form}, status=422)


def _old_day(gazetteer: Gazetteer, asked: Asked) -> date:
    """Return the day for which most old tables are meant: the last one of a level that is no more."""
    ends = [event.effective for event in gazetteer.atlas.events.values() if event.kind == "abolish-level"]
    days = [day - timedelta(days=1) for day in ends if day and day <= asked.today]
    return max(days, default=asked.today) if asked.is_today else asked.on


def _answer(request: HttpRequest, form: TableForm, gazetteer: Gazetteer, asked: Asked) -> HttpResponse:
    to = asked_day(request, "toi") or asked.today
    table = _table_of(request, form)
    columns = _columns_of(request.POST, table)
    if not columns.names_units:
        # The person says which column names units, without bringing the table again.
        page = _preview(gazetteer, Conversion(table, ()), columns, to)
        return _show(request, form, page, asked, to, status=422)
    conversion = convert_table(gazetteer, table, columns, asked.on, to, _chosen(request.POST))
    if "cong" in request.POST:
        return table_sums(request, gazetteer, conversion, to)
    if "tai" in request.POST:
        response = HttpResponse(write_workbook(gazetteer, conversion, to, gettext), content_type=XLSX)
        response["Content-Disposition"] = 'attachment; filename="don-vi-da-chuyen-doi.xlsx"'
        return response
    return _show(request, form, _preview(gazetteer, conversion, columns, to), asked, to)


def _show(
    request: HttpRequest, form: TableForm, page: Preview, asked: Asked, to: date, status: int = 200
) -> HttpResponse:
    context = {"form": form, "page": page, "roles": _roles(), "asked": asked, "to": to, "levels": _levels()}
    return render(request, "units/converted.html", context, status=status)


def _table_of(request: HttpRequest, form: TableForm) -> UnitTable:
    file = request.FILES.get("tep")
    if file is not None:
        return read_file(file.read(), file.name or "")
    return read_paste(request.POST.get("bang", "") or form.cleaned_data["dan"])


def _columns_of(sent: Mapping[str, str], table: UnitTable) -> Columns:
    """Return the columns as the person said, else as their headings are understood."""
    if "cot-0" not in sent:
        return recognise(table.headings)
    said = ((sent.get(f"cot-{place}", ""), place) for place in range(len(table.headings)))
    return Columns(tuple((role, place) for role, place in said if role in ROLES))


def _chosen(sent: Mapping[str, str]) -> dict[int, str]:
    return {
        int(name.removeprefix("chon-")): value
        for name, value in sent.items()
        if name.startswith("chon-") and name[5:].isdecimal() and len(name) < 12 and value
    }


def _roles() -> list[tuple[str, str]]:
    return [("", gettext("không dùng")), *((role, str(ROLE_LABELS[role])) for role in ROLES)]


def _levels() -> list[tuple[str, str]]:
    return [(level, str(ROLE_LABELS[level])) for level in LEVELS]


def _preview(gazetteer: Gazetteer, conversion: Conversion, columns: Columns, to: date) -> Preview:
    """Show the rows that want a person first, then the others, no more of each than a page can hold."""
    counted = conversion.counted
    lines = list(_lines(gazetteer, conversion, to))
    open_lines = [line for line in lines if line.kind not in ("done", "empty")][:MOST_CHOICES]
    done = [line for line in lines if line.kind == "done"][:MOST_SHOWN]
    roles = {place: role for role, place in columns.places}
    return Preview(
        total=len(conversion.table.rows),
        counted=tuple((gettext(OUTCOMES[name]), counted[name]) for name in ORDER if counted[name]),
        lines=(*open_lines, *done),
        more=len(lines) - len(open_lines) - len(done),
        columns=tuple((place, name, roles.get(place, "")) for place, name in enumerate(conversion.table.headings)),
        text=conversion.table.as_text(),
    )


def _lines(gazetteer: Gazetteer, conversion: Conversion, to: date) -> Iterator[Line]:
    for place, (cells, row) in enumerate(zip(conversion.table.rows, conversion.rows, strict=False)):
        then, _code, around, now, _codes, _around, extent, *_rest = added_cells(gazetteer, row, to, gettext)
        yield Line(
            place=place,
            said=" · ".join(filter(None, cells)),
            then=", ".join(filter(None, (capital(then), around))),
            now=f"{now} ({extent})" if now and row.outcome == "split" else now,
            outcome=gettext(OUTCOMES[row.outcome]),
            kind=row.outcome,
            choices=tuple((unit.key, unit_in_words(gazetteer, unit, to)) for unit in candidates(row)),
        )
