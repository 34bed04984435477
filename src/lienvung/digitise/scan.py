"""Pages as pictures, for the viewer where a person marks a rectangle on a scan.

Coordinates of pages are points (1/72 inch) from the top left; a picture of a page at d dots an inch has
width · d / 72 pixels.
"""

import json

from . import child


def page_sizes(data: bytes, name: str = "") -> list[tuple[float, float]]:
    """Return (width, height) of every page of a PDF, in points."""
    return [(width, height) for width, height in json.loads(child.ask("page-sizes", data, name))]


def render_page(data: bytes, page: int, dpi: int = 110, name: str = "") -> bytes:
    """Return page number `page`, counted from 0, as PNG; raises IndexError beyond the last page."""
    if not 0 <= page < len(page_sizes(data, name)):
        raise IndexError(page)
    return child.ask("render-page", data, name, str(page), str(dpi))
