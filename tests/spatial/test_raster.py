"""Maps as PNG: the same picture as the SVG, in letters of our own, with both archipelagos by name."""

from io import BytesIO

import pytest
import shapely
from PIL import Image

from lienvung.spatial import raster
from lienvung.spatial.drawing import Drawing, draw_map
from lienvung.spatial.frame import COUNTRY
from lienvung.spatial.legend import Key
from lienvung.spatial.marks import Mark
from lienvung.spatial.raster import draw_png
from lienvung.spatial.sovereignty import ARCHIPELAGOS

BRIDGE = Mark(shapely.Point(106.75, 20.965), "red", "Cầu mẫu")


def image_of(drawing, zoom=1.0):
    """Return the pixels of a map."""
    return Image.open(BytesIO(draw_png(drawing, zoom))).convert("RGB")


def ink(image, box):
    """Return how many pixels in a box are dark, as letters are."""
    return sum(sum(pixel) < 200 for pixel in image.crop(box).get_flattened_data())


@pytest.mark.parametrize("zoom", [1.0, 2.0])
def test_it_is_as_large_as_the_picture_and_its_legend(zoom):
    """A picture has the size asked for, and the strip of the legend below it."""
    bare, keyed = Drawing("Bản đồ", [BRIDGE]), Drawing("Bản đồ", [BRIDGE], legend=[Key("red", "Công trình")])
    assert image_of(bare, zoom).size == (960 * zoom, 660 * zoom)
    assert image_of(keyed, zoom).size == (960 * zoom, 677 * zoom)


def test_a_mark_has_its_colour_where_it_lies():
    """The middle of a picture of one point is the point."""
    assert image_of(Drawing("Bản đồ", [BRIDGE])).getpixel((480, 320)) == (0xB3, 0x26, 0x1E)


@pytest.mark.parametrize("archipelago", ARCHIPELAGOS, ids=lambda each: each.name)
def test_both_archipelagos_are_written_in_it(archipelago):
    """The letters of both names are drawn at their places, with no font that the machine would have to have."""
    drawing = Drawing("Bản đồ", box=COUNTRY)
    x, y = drawing.frame.place(*archipelago.at)
    assert ink(image_of(drawing), (int(x) - 90, int(y) - 12, int(x) + 90, int(y) + 5)) > 150


def test_the_inset_has_them_at_every_nearer_scale():
    """In the inset of a picture of the region there is as much to read as in the picture without it there is not."""
    drawing = Drawing("Bản đồ", [BRIDGE])
    assert 'class="inset"' in draw_map(drawing)
    assert ink(image_of(drawing), (960 - 236, 640 - 248, 960 - 8, 640 - 8)) > 300


def test_letters_that_were_not_built_are_missed_aloud(monkeypatch):
    """Without the letters there is no picture without names: it fails and names the file."""
    monkeypatch.setattr(raster, "_FONTS", ("none.ttf",))
    with pytest.raises(FileNotFoundError, match=r"none\.ttf"):
        draw_png(Drawing("Bản đồ"))
