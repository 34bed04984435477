"""The one function that draws a map: whole, readable, and safe to put on a page."""

import math
from xml.etree import ElementTree

import pytest
import shapely

from lienvung.spatial.drawing import Drawing, draw_map
from lienvung.spatial.frame import frame_of
from lienvung.spatial.legend import Key
from lienvung.spatial.marks import MOST_SINGLE, Mark

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*marks: Mark, **how: object) -> ElementTree.Element:
    """Return a picture of marks as a tree."""
    return ElementTree.fromstring(draw_map(Drawing("Bản đồ", marks, **how)))


def test_a_mark_is_drawn_with_its_link_title_and_colour():
    """What is put on the map can be seen, opened and read aloud."""
    picture = drawn(Mark(shapely.Point(106.75, 20.965), "green", "Cầu Bến Rừng", "/so/public-work/x/", "public-work/x"))
    link = picture.find(f".//{SVG}a[@href='/so/public-work/x/']")
    dot = link.find(f"{SVG}circle")
    assert dot.get("fill") == "#2f7d4f"
    assert dot.get("data-feature") == "public-work/x"
    assert dot.find(f"{SVG}title").text == "Cầu Bến Rừng"


def test_words_of_a_record_cannot_break_out():
    """A title with markup is words; nothing of it becomes an element, an attribute or a script."""
    evil = '"><script>alert(1)</script>&<b onclick=x>'
    picture = drawn(Mark(shapely.Point(106.75, 20.965), title=evil, url='/x"><script>', name=evil))
    tags = {each.tag.removeprefix(SVG) for each in picture.iter()}
    assert tags <= {"svg", "g", "a", "path", "circle", "rect", "text", "title"}
    assert not any(name.startswith("on") or name == "style" for each in picture.iter() for name in each.attrib)


@pytest.mark.parametrize("letter", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_a_letter_that_no_picture_can_hold_breaks_none(letter):
    """What XML has no place for, in a record's title or the picture's own, stands as the sign for unknown letters."""
    words = f"Cầu{letter}mẫu"
    picture = ElementTree.fromstring(
        draw_map(Drawing(words, [Mark(shapely.Point(106.75, 20.965), title=words)], legend=[Key("red", words)]))
    )
    assert picture.get("aria-label") == "Cầu\ufffdmẫu"
    assert [each.text for each in picture.iter(f"{SVG}title")] == ["Cầu\ufffdmẫu"] * 2


def test_a_picture_asks_for_nothing_from_elsewhere():
    """No style sheet, font, image or address of another host is in it."""
    text = draw_map(Drawing("Bản đồ", [Mark(shapely.Point(106.75, 20.965))]))
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in text
    assert "<style" not in text


@pytest.mark.parametrize("place", [(106.75, 20.965), (104.0, 10.2), (107.1, 21.0)])
def test_a_place_lies_where_it_should(place):
    """The middle of a frame is the middle of the picture, and a degree is as long east as north on the ground."""
    frame = frame_of((place[0] - 0.5, place[1] - 0.5, place[0] + 0.5, place[1] + 0.5), 900, 600)
    assert frame.place(*place) == pytest.approx((450, 300), abs=0.2)
    east, north = frame.place(place[0] + 0.01, place[1])[0] - 450, 300 - frame.place(place[0], place[1] + 0.01)[1]
    assert east / north == pytest.approx(math.cos(math.radians(place[1])), abs=0.03)


def test_many_points_are_gathered_and_none_is_lost():
    """Beyond a few hundred, points that lie close are one circle, and the numbers add up to all of them."""
    marks = [Mark(shapely.Point(106 + (i % 97) / 100, 20.5 + (i % 89) / 100)) for i in range(10_000)]
    picture = drawn(*marks)
    numbers = [
        int(each.text.replace(".", "")) for each in picture.iter(f"{SVG}text") if each.get("class") == "group-number"
    ]
    single = [each for each in picture.iter(f"{SVG}circle") if (each.get("class") or "").startswith("mark")]
    assert sum(numbers) + len(single) == 10_000
    assert len(numbers) + len(single) < 1_500
    few = drawn(*marks[:MOST_SINGLE])
    assert sum((each.get("class") or "").startswith("mark") for each in few.iter(f"{SVG}circle")) == MOST_SINGLE


def test_an_empty_map_shows_the_country():
    """Without anything to draw the picture is of the whole country."""
    text = draw_map(Drawing("Bản đồ"))
    assert 'class="inset"' not in text


def test_a_point_alone_has_surroundings():
    """One point is not drawn at an endless scale."""
    frame = frame_of((106.75, 20.965, 106.75, 20.965), 900, 600)
    assert frame.box[2] - frame.box[0] > 0.03
