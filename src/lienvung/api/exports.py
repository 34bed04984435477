"""A whole register as one file, in every form that pages give too, as much of it as whoever asks may see.

An unchanged register is not sent again: the ETag is of what was shown when the file was begun.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response

from lienvung.api.asking import check_names
from lienvung.api.feature_building import drawn_field
from lienvung.api.problems import Refused
from lienvung.api.sight import Sight, sight
from lienvung.api.visitor import charge
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import format_time
from lienvung.node.stores.every import every_record
from lienvung.office.node_access import get_node, now
from lienvung.report.exports.columns import columns_of
from lienvung.report.exports.files import FORMS

TITLES: Final[Mapping[str, str]] = {
    "csv": "CSV",
    "xlsx": "Excel",
    "geojson": "GeoJSON",
    "jsonl": "JSON Lines",
    "datapackage": "Frictionless Data Package",
}
"""What the forms are called."""

COST: Final = 20
"""A file counts as so many requests: it may hold a thread for a minute."""


def forms_of(definition: Definition) -> list[str]:
    """Return the forms in which a register can be had."""
    return [form for form in FORMS if form != "geojson" or drawn_field(definition)]


def export(request: HttpRequest, register: str, form: str) -> HttpResponse:
    """Return a register in one of its forms, whole: what would ask for less is refused."""
    check_names(request.GET)
    with sight(request) as seen:
        definition = seen.definition(register)
        etag = _etag(seen, definition, form)
    if form not in forms_of(definition):
        raise Refused(HTTPStatus.NOT_FOUND)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        charge(request, COST)
        response = StreamingHttpResponse(_pieces(request, register, form), content_type=FORMS[form].media_type)
        response["Content-Disposition"] = f'attachment; filename="{register}{FORMS[form].extension}"'
    response["ETag"] = etag
    return response


def _pieces(request: HttpRequest, register: str, form: str) -> Iterator[bytes]:
    about = {"created": format_time(now()), "node": get_node().name}
    with sight(request) as seen:
        definition = seen.definition(register)
        columns = columns_of(definition, seen.hidden_fields(definition))
        yield from FORMS[form].write(columns, every_record(seen.reader, register), about)


def _etag(seen: Sight, definition: Definition, form: str) -> str:
    """Return by what a file is known: which register, for which eyes, and how often records were shown until now."""
    shown = [definition.hash, form, *sorted(definition.fields), seen.eyes, str(seen.reader.projections())]
    return f'W/"{sha256(" ".join(shown).encode()).hexdigest()[:32]}"'
