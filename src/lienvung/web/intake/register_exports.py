"""Xuất một sổ: choose a form of file for the list as it is filtered; and its data dictionary."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lienvung.core.register.definition import Definition
from lienvung.office.access import duties
from lienvung.office.roles import Duty, holds
from lienvung.office.services.exports import register_export
from lienvung.report.exports.dictionary import Dictionary, dictionary_of
from lienvung.report.exports.dictionary_files import dictionary_docx, dictionary_xlsx
from lienvung.report.exports.files import FORMS
from lienvung.web.counts import count_words
from lienvung.web.intake.refusals import tells_refusals
from lienvung.web.intake.values import title_of
from lienvung.web.map.picture import register_picture
from lienvung.web.registers.asked import Asked, read_asked
from lienvung.web.registers.chips import chips_of
from lienvung.web.registers.narrowing import query_for
from lienvung.web.snapshot import Snapshot, snapshot

FORM_WORDS = {
    "xlsx": (_("Excel"), _("số và ngày dùng được ngay; tên cột tiếng Việt; nhập lại được")),
    "csv": (_("CSV"), _("chính xác từng giá trị; mở được ở mọi phần mềm; nhập lại được")),
    "geojson": (_("GeoJSON"), _("có hình trên bản đồ, WGS 84; dùng cho QGIS")),
    "jsonl": (_("JSON Lines"), _("mỗi dòng một bản ghi, cho phần mềm khác đọc")),
    "datapackage": (_("Gói dữ liệu Frictionless"), _("CSV kèm tệp mô tả từng cột, để lưu trữ và công bố")),
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class FormView:
    """One form of file, and where it is taken."""

    title: str
    note: str
    url: str


@duties(get=Duty.READ)
def choose(request: HttpRequest, register: str) -> HttpResponse:
    """Say what would be in the file, and offer its forms."""
    with snapshot() as seen:
        definition = seen.definition(register)
        asked = read_asked(definition, request.GET)
        context = {
            "register": register,
            "register_title": title_of(definition),
            "list_url": asked.address(),
            "chips": tuple(chips_of(seen.shower, definition, asked)),
            "asked": asked,
            "count": count_words(seen.reader.find(register, query_for(definition, asked, seen.today, limit=1)).total),
            "forms": [_form_view(asked, form) for form in FORM_WORDS if form != "geojson" or _has_shape(definition)],
            "hides": bool(definition.personal_parts) and not holds(request.user.role, Duty.PERSONAL),
            "personal": bool(definition.personal_parts) and holds(request.user.role, Duty.PERSONAL),
        }
    return render(request, "intake/exports.html", context)


@duties(get=Duty.READ)
@tells_refusals
def export(request: HttpRequest, register: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """Give the list that the address asks for as one file."""
    if form not in FORMS:
        raise Http404
    with snapshot() as seen:
        definition = seen.definition(register)
        asked = read_asked(definition, request.GET)
        query = query_for(definition, asked, seen.today)
    made = register_export(user=request.user, definition=definition, query=query, form=form, asked=asked.pairs())
    response = StreamingHttpResponse(made.pieces, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@duties(get=Duty.READ)
def dictionary_document(request: HttpRequest, register: str) -> HttpResponse:
    """Give the data dictionary as a Word document; a register with a map has it there."""
    with snapshot() as seen:
        definition = seen.definition(register)
        picture = register_picture(seen, definition) if definition.map else None
        data = dictionary_docx(_dictionary(seen, definition), seen.houses.own.title, seen.today, picture)
    return _file(register, "docx", _DOCX, data)


@duties(get=Duty.READ)
def dictionary_workbook(request: HttpRequest, register: str) -> HttpResponse:
    """Give the data dictionary as a workbook."""
    with snapshot() as seen:
        dictionary = _dictionary(seen, seen.definition(register))
        data = dictionary_xlsx(dictionary, seen.houses.own.title, seen.today)
    return _file(register, "xlsx", FORMS["xlsx"].media_type, data)


def _dictionary(seen: Snapshot, definition: Definition) -> Dictionary:
    return dictionary_of(definition, lambda name: _title(seen, name))


def _file(register: str, extension: str, media_type: str, data: bytes) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="tu-dien-{register}.{extension}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _title(seen: Snapshot, register: str) -> str:
    definition = seen.shower.catalogue.get(register)
    return definition.title["vi"] if definition else register


def _form_view(asked: Asked, form: str) -> FormView:
    title, note = FORM_WORDS[form]
    query = asked.address().partition("?")[2]
    url = reverse("intake:export", args=[asked.register, form])
    return FormView(str(title), str(note), f"{url}?{query}" if query else url)


def _has_shape(definition: Definition) -> bool:
    return any(field.datatype == "geometry" for field in definition.fields.values())
