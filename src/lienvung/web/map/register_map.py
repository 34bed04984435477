"""The map of one register: the records that its list finds, as a picture."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page

from lienvung.spatial.drawing import Drawing
from lienvung.web.map.pages import png_answer, svg_answer
from lienvung.web.map.picture import register_drawing
from lienvung.web.registers.asked import read_asked
from lienvung.web.snapshot import snapshot


@gzip_page
def picture(request: HttpRequest, register: str) -> HttpResponse:
    """Draw the records that the same address finds as a list."""
    return svg_answer(_drawing(request, register))


def picture_png(request: HttpRequest, register: str) -> HttpResponse:
    """Give the same picture as PNG."""
    return png_answer(_drawing(request, register))


def _drawing(request: HttpRequest, register: str) -> Drawing:
    with snapshot() as seen:
        definition = seen.definition(register)
        if definition.map is None:
            raise Http404
        return register_drawing(seen, definition, read_asked(definition, request.GET))
