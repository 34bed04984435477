"""Commitments on the map: at the works that they are about, under the units of the day, in the colour of today."""

import json
import re

import pytest
from tests.web.book import DONE, LATE, put
from tests.web.map.conftest import BRIDGE, PIER, point, work

from lienvung.node.append import append

WHOLE = "khung=101.9,6.3,117.4,23.7"


@pytest.fixture
def promised(mapped):
    """The bridge is about two commitments, one of them late; the pier is about none."""
    values = work("Cầu có cam kết", point(106.75, 20.965), stage="building", commitments=[LATE, DONE])
    append(mapped, [put(mapped, "public-work", BRIDGE, values)], idempotency_key="promised")
    return mapped


def tasks(browser, asks=""):
    """Return the commitments that the map draws, by key."""
    found = json.loads(browser.get(f"/ban-do/lop/commitment.geojson?{asks}").content)
    return {each["properties"]["name"].split("/")[1]: each for each in found["features"]}


def test_a_commitment_stands_where_its_work_does(promised, seen):
    """It has the place of the work, its own status, its own page and its own steward's log."""
    found = tasks(seen)
    assert found.keys() == {LATE, DONE}
    late = found[LATE]
    assert late["geometry"]["coordinates"] == [106.75, 20.965]
    assert late["properties"]["meaning"].endswith("; Cầu có cam kết")
    assert late["properties"]["colour"] == "#b3261e"
    assert found[DONE]["properties"]["colour"] != late["properties"]["colour"]
    assert late["properties"]["source"] == "hai-phong/commitment"


def test_it_is_there_from_the_day_on_which_it_was_agreed(promised, seen):
    """Before it was agreed (15/1/2026) there was no such commitment, whatever the work."""
    assert tasks(seen, "ngay=2026-01-14") == {}
    assert LATE in tasks(seen, "ngay=2026-01-15")


def test_frame_and_switch_hold_for_it_too(promised, seen):
    """Outside the frame it is not drawn; it is in the legend and in the table, and can be switched off."""
    assert tasks(seen, "khung=103,10,105,11") == {}
    page = seen.get(f"/ban-do/?{WHOLE}").content.decode()
    assert f'data-feature="commitment/{LATE}"' in page
    assert "Cam kết, tại nơi liên quan" in page
    assert f'href="/cam-ket/{LATE}/"' in page
    assert f"commitment/{LATE}" not in seen.get(f"/ban-do/?{WHOLE}&lop=public-work").content.decode()


def test_the_picture_has_a_ring_for_it(promised, seen):
    """In the drawn picture a commitment is a ring, so that the work in it stays to be seen."""
    drawn = seen.get(f"/ban-do/ve.svg?{WHOLE}").content.decode()
    ring = re.search(rf'<circle[^>]*data-feature="commitment/{LATE}"[^>]*>', drawn).group()
    assert 'fill="none"' in ring
    assert f'data-feature="public-work/{BRIDGE}"' in drawn
    assert f'data-feature="public-work/{PIER}"' in drawn


def test_what_was_known_then_has_no_commitments(promised, seen):
    """How they fared is computed of what is known now: as of an earlier day the layer is not offered."""
    assert tasks(seen, "luc=2026-11-22") == {}
    assert "Cam kết, tại nơi liên quan" not in seen.get(f"/ban-do/?{WHOLE}&luc=2026-11-22").content.decode()
