"""Bản đồ as it was known at the end of a day: records, units, counts, pages and pictures, as in lists."""

import json
import re

import pytest
from tests.web.book import put
from tests.web.map.conftest import BRIDGE, PIER, point, work

from lienvung.node.append import append
from lienvung.node.units import load_units

BEFORE, AFTER = "luc=2026-11-22", "luc=2026-11-23"
WHOLE = "khung=101.9,6.3,117.4,23.7"


@pytest.fixture
def changed(mapped, settings):
    """The node a day later: the bridge stands elsewhere under another name."""
    settings.LIENVUNG_NOW = "2026-11-23T08:00:00+00:00"
    moved = put(mapped, "public-work", BRIDGE, work("Cầu dời chỗ", point(107.0, 21.0), stage="open"))
    append(mapped, [moved], idempotency_key="moved")
    return mapped


def features(browser, asks):
    """Return title -> place of the works that the map draws."""
    found = json.loads(browser.get(f"/ban-do/lop/public-work.geojson?{asks}").content)
    return {each["properties"]["title"]: each["geometry"]["coordinates"] for each in found["features"]}


def test_a_record_stands_where_it_was_known_to_stand(changed, seen):
    """At the end of the day before, the bridge has its old name and place; today the new ones."""
    assert features(seen, BEFORE)["Cầu <mẫu> & một"] == [106.75, 20.965]
    assert "Cầu dời chỗ" not in features(seen, BEFORE)
    assert features(seen, AFTER) == features(seen, "")
    assert features(seen, "")["Cầu dời chỗ"] == [107.0, 21.0]


def test_before_anything_was_known_nothing_is_drawn(changed, seen):
    """On a day before the first entry the layers are empty, and so are the table and the counts of the legend."""
    assert features(seen, "luc=2026-11-01") == {}
    page = seen.get(f"/ban-do/?{WHOLE}&luc=2026-11-01").content.decode()
    assert "Không có bản ghi nào trong khung." in page
    assert set(re.findall(r'small soft">([\d.]+ bản ghi)', page)) == {"0 bản ghi"}


def test_map_and_list_of_one_moment_agree(changed, seen):
    """The same day gives the same records in the register's list, on its map and beside the map."""
    listed = seen.get(f"/so/public-work/?{BEFORE}").content.decode()
    drawn = seen.get(f"/so/public-work/ban-do.svg?{BEFORE}").content.decode()
    page = seen.get(f"/ban-do/?{WHOLE}&lop=public-work&{BEFORE}").content.decode()
    for key in (BRIDGE, PIER):
        assert f'href="/so/public-work/{key}/?{BEFORE}"' in listed
        assert f'href="/so/public-work/{key}/?{BEFORE}"' in page
        assert f'data-feature="public-work/{key}"' in drawn
    assert "Cầu dời chỗ" not in listed + drawn + page


def test_the_page_says_that_it_is_of_another_time(changed, seen):
    """A notice names both times and leads back to today; the address keeps the moment in every link."""
    page = seen.get(f"/ban-do/?{WHOLE}&{BEFORE}&ngay=2025-06-30").content.decode()
    assert "Như đã biết đến hết ngày 22/11/2026." in page
    assert "Có hiệu lực ngày 30/06/2025." in page
    assert f'href="/ban-do/?{WHOLE.replace(",", "%2C")}">Về hôm nay' in page
    assert 'name="luc" value="2026-11-22"' in page
    for name in ("map-picture", "map-png"):
        assert BEFORE in re.search(rf'id="{name}" href="([^"]+)"', page).group(1)


def test_units_are_those_that_were_known(mapped, seen, settings):
    """Units that were loaded on a later day are not on the map of the day before."""
    settings.LIENVUNG_NOW = "2026-11-23T08:00:00+00:00"
    load_units(mapped, ("22", "31"))
    asks = "khung=106.2,20.7,107.2,21.3"

    def names(luc):
        """Return the names that the map has in the frame."""
        found = json.loads(seen.get(f"/ban-do/don-vi.geojson?{asks}&{luc}").content)["features"]
        return {each["properties"].get("name") for each in found} - {None}

    assert names(BEFORE) == set()
    assert "phường Thủy Nguyên" in names(AFTER)


@pytest.mark.parametrize("luc", ["hom-qua", "2026-13-01", "0001-01-01", "%00", "9999-12-31"])
def test_a_day_that_is_none_is_passed_over(seen, luc):
    """What is no day shows the map of now."""
    assert features(seen, f"luc={luc}") == features(seen, "")
