"""A page of a scanned paper with the marked rectangle drawn on it."""

from io import BytesIO

from PIL import Image, ImageDraw

from lienvung.digitise.scan import render_page

DPI = 110
_FILL, _LINE = (255, 221, 87, 70), (168, 32, 26, 255)

Rectangle = tuple[int, int, int, int]
"""x0, y0, x1, y1 in 1/100 pt from the top left of the page."""


def draw_marked_page(data: bytes, page: int, rectangle: Rectangle) -> bytes:
    """Return page `page` (from 1) of a PDF as PNG with the rectangle over it; IndexError beyond its last page."""
    picture = Image.open(BytesIO(render_page(data, page - 1, DPI))).convert("RGBA")
    marks = Image.new("RGBA", picture.size)
    box = tuple(round(length * DPI / 7200) for length in rectangle)
    ImageDraw.Draw(marks).rectangle(box, fill=_FILL, outline=_LINE, width=2)
    out = BytesIO()
    Image.alpha_composite(picture, marks).convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()
