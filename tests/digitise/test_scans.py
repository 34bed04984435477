"""Scans: known as pictures, shown page by page, refused when a picture would be too large."""

import pytest

from lienvung.digitise import errors, read
from lienvung.digitise.scan import render_page
from tests.digitise.papers import pdf_paper


def test_a_scan_is_named_with_its_pages():
    """A PDF without letters is a scan; its pages are counted for the viewer."""
    with pytest.raises(errors.NoTextLayer) as caught:
        read(pdf_paper([[], [], []]), "quet.pdf")
    assert caught.value.facts() == {"name": "quet.pdf", "pages": 3}


def test_a_stamp_or_page_number_is_no_text_layer():
    """A few letters on a picture (a page number, a signature's name) do not make it a text."""
    with pytest.raises(errors.NoTextLayer):
        read(pdf_paper([[(72, 30, "1")], [(72, 30, "Ky boi: UBND")]]), "quet.pdf")


def test_beyond_the_last_page():
    """Pages are counted from 0; what is not there is an IndexError."""
    with pytest.raises(IndexError):
        render_page(pdf_paper([[]]), 1)


def test_a_picture_too_large():
    """A page that would need more than the cap of pixels is refused, not drawn."""
    with pytest.raises(errors.TooLarge) as caught:
        render_page(pdf_paper([[]]), 0, dpi=1200)
    assert caught.value.unit == "pixels"
