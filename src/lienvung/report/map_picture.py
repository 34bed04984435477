"""A map in a Word document: the picture, what it says to those who do not see it, and whence it was read."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx.shared import Mm

from lienvung.core.text.xml import xml_words
from lienvung.report.docx_form import CENTRE, write


@dataclass(frozen=True, slots=True)
class MapPicture:
    """A map as PNG, its title, and one line for each log that it was read from."""

    png: bytes
    title: str
    sources: Sequence[str] = ()


def add_map(document: Any, picture: MapPicture, *, width: float, size: float = 11) -> None:
    """Add a map, `width` mm wide, with its title and its sources below."""
    paragraph = document.add_paragraph()
    paragraph.alignment = CENTRE
    paragraph.paragraph_format.keep_with_next = True
    drawn = paragraph.add_run().add_picture(BytesIO(picture.png), width=Mm(width))
    drawn._inline.docPr.set("descr", xml_words(picture.title))
    caption = write(document.add_paragraph(), picture.title, size=size, italic=True)
    caption.alignment = CENTRE
    for source in picture.sources:
        write(document.add_paragraph(), source, size=size)
