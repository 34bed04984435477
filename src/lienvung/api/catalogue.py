"""The catalogue of data: /api/dcat.jsonld, and the same lines as a table for a national or local data platform."""

import csv
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO, StringIO

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from lienvung.api.asking import check_names
from lienvung.api.dcat import MEDIA_TYPE, Catalogue, Entry, Form, Service, Steward, format_catalogue
from lienvung.api.exports import TITLES, forms_of
from lienvung.api.feature_building import drawn_field
from lienvung.api.feature_documents import SCHEMA
from lienvung.api.sight import Sight, sight
from lienvung.api.sources import node_titles, own_title
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import parse_entry
from lienvung.node.stores.port import COUNT_CAP, LogState, Query, Reader
from lienvung.node.stores.rows import Range
from lienvung.office.node_access import get_node
from lienvung.office.public_eyes import is_public
from lienvung.report.exports.files import FORMS, XLSX
from lienvung.report.exports.guarding import guard_text

_BYTE_ORDER_MARK = "\ufeff"
_FEATURES, _RECORDS = "features", "records"
_FIRST_DAY = "1900-01-01"
Address = Callable[[str], str]


def dcat(request: HttpRequest) -> HttpResponse:
    """Return the catalogue in DCAT-AP 3."""
    check_names(request.GET)
    with sight(request) as seen:
        etag = _etag(request, seen)
        response = get_conditional_response(request, etag=etag)
        if response is None:
            document = format_catalogue(read_catalogue(seen, request.build_absolute_uri))
            response = HttpResponse(orjson.dumps(document, option=orjson.OPT_SORT_KEYS), content_type=MEDIA_TYPE)
    response["ETag"] = etag
    return response


def _etag(request: HttpRequest, seen: Sight) -> str:
    """Return by what the catalogue is known before it is made: where it is asked, by whose eyes, all heads, how often
    records were shown until now, and what localities are called.
    """
    sizes = [f"{log.origin}={log.size}" for log in seen.reader.logs()]
    known = [each.hash for each in seen.definitions.values()]
    state = str(seen.reader.projections()), repr(sorted(node_titles(seen.reader).items()))
    shown = [request.build_absolute_uri(), settings.LIENVUNG_LICENCE, seen.eyes, *state, *known, *sizes]
    return f'"{sha256(" ".join(shown).encode()).hexdigest()[:32]}"'


def table_csv(request: HttpRequest) -> HttpResponse:
    """Return the catalogue as a table, UTF-8 with a byte-order mark; a partner's words are run by no spreadsheet."""
    text = StringIO()
    csv.writer(text).writerows(map(guard_text, row) for row in _rows(request))
    return _file(_BYTE_ORDER_MARK + text.getvalue(), "text/csv; charset=utf-8", "danh-muc-du-lieu.csv")


def table_xlsx(request: HttpRequest) -> HttpResponse:
    """Return the catalogue as a workbook."""
    data = BytesIO()
    book = Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet(_("Danh mục dữ liệu")), book.add_format({"bold": True, "text_wrap": True})
    for row, cells in enumerate(_rows(request)):
        sheet.write_row(row, 0, cells, None if row else bold)
    sheet.freeze_panes(1, 0)
    sheet.autofit(max_width=400)
    book.close()
    return _file(data.getvalue(), XLSX, "danh-muc-du-lieu.xlsx")


def read_catalogue(seen: Sight, address: Address) -> Catalogue:
    """Return what is catalogued: every register of cooperation that is there for whoever asks."""
    titles = node_titles(seen.reader)
    logs = seen.reader.logs()
    shown = [each for each in seen.definitions.values() if not each.system]
    return Catalogue(
        address=address(reverse("open:catalogue")),
        home=address(reverse("web:open-data")),
        publisher=Steward(get_node().name, own_title()),
        services={
            _FEATURES: _service("OGC API – Features", address, "open:features", "open:feature-interface"),
            _RECORDS: _service("JSON API", address, "api:registers", "api:openapi-json"),
        },
        licence=settings.LIENVUNG_LICENCE,
        entries=tuple(_entry(seen.reader, each, logs, titles, address) for each in shown),
    )


def _service(title: str, address: Address, here: str, description: str) -> Service:
    return Service(title, address(reverse(here)), address(reverse(description)))


def _entry(
    reader: Reader, definition: Definition, logs: list[LogState], titles: dict[str, str], address: Address
) -> Entry:
    register = definition.register
    held = [log for log in logs if log.register == register and log.size]
    return Entry(
        register=register,
        title=definition.title,
        purpose=definition.purpose,
        address=address(reverse("api:register", args=[register])),
        page=address(reverse("web:register", args=[register])),
        schema=address(reverse("api:schema", args=[register])),
        is_public=is_public(definition),
        stewards=tuple(Steward(log.node, titles.get(log.node, log.node)) for log in held),
        records=reader.count(register, cap=COUNT_CAP) if held else 0,
        issued=min((_time_at(reader, log, 0) for log in held), default=""),
        modified=max((_time_at(reader, log, log.size - 1) for log in held), default=""),
        holds_since=_holds_since(reader, definition) if held else "",
        forms=tuple(_forms(definition, address)),
    )


def _time_at(reader: Reader, log: LogState, index: int) -> str:
    return parse_entry(next(reader.entries(log.origin, index, index + 1))).time


def _forms(definition: Definition, address: Address) -> Iterator[Form]:
    register = definition.register
    yield Form("json", "JSON", address(reverse("api:records", args=[register])), "application/json", service=_RECORDS)
    for form in forms_of(definition):
        kind = FORMS[form].media_type.partition(";")[0]
        yield Form(form, TITLES[form], address(reverse("open:export", args=[register, form])), kind, is_file=True)
    schema = address(reverse("api:schema", args=[register]))
    yield Form("schema", "JSON Schema", schema, SCHEMA, is_file=True)
    if drawn_field(definition):
        items = address(reverse("open:feature-items", args=[register]))
        yield Form("features", "OGC API – Features", items, "application/geo+json", service=_FEATURES)


def _holds_since(reader: Reader, definition: Definition) -> str:
    """Return the first day on which a fact of the register held, "" where that is not known to the day."""
    if definition.valid_time is None:
        return ""
    since = definition.valid_time.since
    first = reader.find(
        definition.register, Query(sort=(since,), ranges={since: Range(_FIRST_DAY, None)}, limit=1)
    ).records
    day = str(first[0].values[since]) if first else ""
    return day if len(day) == len(_FIRST_DAY) else ""


def _rows(request: HttpRequest) -> Iterator[list[str]]:
    check_names(request.GET)
    with sight(request) as seen:
        catalogue = read_catalogue(seen, request.build_absolute_uri)
    yield [
        _("Mã"),
        _("Tên bộ dữ liệu"),
        _("Mô tả"),
        _("Cơ quan công bố"),
        _("Chủ quản bản ghi"),
        _("Số bản ghi"),
        _("Quyền truy cập"),
        _("Giấy phép"),
        _("Tần suất cập nhật"),
        _("Cập nhật gần nhất"),
        _("Phạm vi không gian"),
        _("Dữ liệu từ ngày"),
        _("Địa chỉ"),
    ]
    for entry in catalogue.entries:
        stewards = ", ".join(steward.title for steward in entry.stewards)
        count = _("hơn 1.000") if entry.records >= COUNT_CAP else str(entry.records)
        access = _("công khai") if entry.is_public else _("theo tài khoản và thỏa thuận")
        yield [
            *(entry.register, entry.title["vi"], entry.purpose.get("vi", ""), catalogue.publisher.title, stewards),
            *(count, access, catalogue.licence or _("chưa nêu"), _("khi có thay đổi"), entry.modified[:10]),
            *(stewards, entry.holds_since, entry.address),
        ]


def _file(data: str | bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
