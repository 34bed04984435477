"""Giấy chứng nhận bản ghi: to read and print, and to download with its proof."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lienvung.core.agreement.errors import RecordProofInvalid
from lienvung.node.errors import EntryNotHeld
from lienvung.office.access import duties
from lienvung.office.roles import Duty, holds
from lienvung.report.certificate import HOW_TO_CHECK, NOT_A_SIGNATURE
from lienvung.report.certificate_docx import square_svg
from lienvung.web.pages.papers import attachment
from lienvung.web.selectors.certificates import (
    ALWAYS,
    OPEN,
    Issued,
    PartChoice,
    certify_programme,
    certify_record,
    pack,
    part_choices,
)
from lienvung.web.snapshot import snapshot

_ZIP = "application/zip"


@duties(get=Duty.READ)
def record_certificate(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Show the sheet of one record, ready to print; the parts shown are in the address."""
    issued, choices = _of_record(request, register, key)
    return _page(request, issued, choices)


@duties(get=Duty.READ)
def record_certificate_file(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Give the sheet of one record with its proof as one zip."""
    issued, _ = _of_record(request, register, key)
    return attachment(pack(issued, _base(request)), f"giay-chung-nhan-{key}.zip", _ZIP)


@duties(get=Duty.READ)
def programme_certificate(request: HttpRequest, key: str) -> HttpResponse:
    """Show the sheet of a programme, with the number of its records that are proved."""
    return _page(request, _of_programme(key), [])


@duties(get=Duty.READ)
def programme_certificate_file(request: HttpRequest, key: str) -> HttpResponse:
    """Give the sheet of a programme with a proof of each of its records as one zip."""
    return attachment(pack(_of_programme(key), _base(request)), f"giay-chung-nhan-{key}.zip", _ZIP)


def _page(request: HttpRequest, issued: Issued, choices: list[PartChoice]) -> HttpResponse:
    values = {
        "sheet": issued.sheet,
        "choices": choices,
        "square": square_svg(issued.sheet),
        "how_to_check": HOW_TO_CHECK,
        "not_a_signature": NOT_A_SIGNATURE,
        "file": request.path.rstrip("/") + ".zip" + (f"?{request.GET.urlencode()}" if request.GET else ""),
    }
    return render(request, "web/certificate.html", values)


def _of_record(request: HttpRequest, register: str, key: str) -> tuple[Issued, list[PartChoice]]:
    names = {ALWAYS, *request.GET.getlist("phan")}
    may_all = holds(request.user.role, Duty.APPROVE)
    if names - OPEN and not may_all:
        raise PermissionDenied
    with snapshot() as seen:
        record = seen.record(register, key)
        try:
            return certify_record(seen, record, names), part_choices(seen, record, names, may_all=may_all)
        except (EntryNotHeld, RecordProofInvalid):
            raise Http404 from None


def _of_programme(key: str) -> Issued:
    with snapshot() as seen:
        try:
            return certify_programme(seen, seen.record("programme", key))
        except (EntryNotHeld, RecordProofInvalid):
            raise Http404 from None


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
