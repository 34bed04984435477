"""The map of one register, the records that its list finds, and of one record among the units around it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page

from lienvung.spatial.drawing import Drawing
from lienvung.web.map.asked import NARROW
from lienvung.web.map.pages import png_answer, svg_answer
from lienvung.web.map.picture import record_drawing, register_drawing
from lienvung.web.registers.asked import read_asked, read_moment
from lienvung.web.snapshot import snapshot


@gzip_page
def picture(request: HttpRequest, register: str) -> HttpResponse:
    """Draw the records that the same address finds as a list."""
    return svg_answer(_drawing(request, register))


def picture_png(request: HttpRequest, register: str) -> HttpResponse:
    """Give the same picture as PNG."""
    return png_answer(_drawing(request, register))


@gzip_page
def record_picture(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Draw where one record lies, or lay as it was known at the moment that the address names."""
    with snapshot() as seen:
        definition = seen.definition(register)
        moment = read_moment(request.GET.get("luc", ""))
        found = seen.reader.record(register, key, moment)
        placed = found if definition.map else None
        drawing = record_drawing(seen.at(moment), definition, placed, is_narrow=_is_narrow(request)) if placed else None
    if drawing is None:
        raise Http404
    return svg_answer(drawing)


def _drawing(request: HttpRequest, register: str) -> Drawing:
    with snapshot() as seen:
        definition = seen.definition(register)
        if definition.map is None:
            raise Http404
        return register_drawing(seen, definition, read_asked(definition, request.GET), is_narrow=_is_narrow(request))


def _is_narrow(request: HttpRequest) -> bool:
    return request.GET.get("co", "") == NARROW
