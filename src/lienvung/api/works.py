"""/api/oc4ids.json: the public works that whoever asks may see, as an OC4IDS project package."""

from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.api.asking import check_names
from lienvung.api.oc4ids import PARTS_OF_WORKS, WORK, Work, format_package
from lienvung.api.problems import Refused
from lienvung.api.sight import Sight, sight
from lienvung.api.sources import node_titles, own_title
from lienvung.core.register.record import Record
from lienvung.node.stores.every import every_record


def oc4ids(request: HttpRequest) -> HttpResponse:
    """Return the package; 404 where no work is known, since a package holds at least one."""
    check_names(request.GET)
    with sight(request) as seen:
        seen.definition(WORK)
        works = list(_works(seen))
        titles = node_titles(seen.reader)
    if not works:
        raise Refused(HTTPStatus.NOT_FOUND, _("Chưa có công trình nào."))
    package = format_package(
        works,
        seen.definitions,
        titles,
        uri=request.build_absolute_uri(),
        publisher=own_title(),
        home=request.build_absolute_uri(reverse("web:open-data")),
        published=max(_times(works)),
        licence=settings.LIENVUNG_LICENCE,
    )
    return HttpResponse(orjson.dumps(package), content_type="application/json")


def _works(seen: Sight) -> Iterator[Work]:
    parts: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for register in PARTS_OF_WORKS:
        if register in seen.definitions:
            for record in every_record(seen.reader, register):
                parts[str(record.values.get("work"))][register].append(record)
    for record in every_record(seen.reader, WORK):
        # A stranger may see that there is a work and not how it is called.
        if "name" in record.values:
            yield Work(record, parts.get(record.key, {}))


def _times(works: list[Work]) -> Iterator[str]:
    for work in works:
        yield work.record.time
        yield from (each.time for group in work.parts.values() for each in group)
