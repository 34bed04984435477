"""Records by the JSON interface: ranges, boxes, several values, the past, and pages while others write."""

from typing import Any

import pytest
from django.test import Client
from tests.api.places import PLACES, REGISTER, key_of, place, write_place
from tests.web.book import later, put

from lienvung.node.append import append

RECORDS = f"/api/v1/registers/{REGISTER}/records"


def found(browser: Client, **asked: Any) -> list[int]:
    """Return which places an answer holds, in its order."""
    answer = browser.get(RECORDS, asked)
    assert answer.status_code == 200, answer.content
    return [each["values"]["berths"] for each in answer.json()["records"]]


@pytest.mark.parametrize(
    ("asked", "places_found"),
    [
        ({"berths.min": 5}, [5, 6]),
        ({"berths.min": 2, "berths.max": 3}, [2, 3]),
        ({"open-since.max": "2012"}, [0, 1, 2]),
        ({"depth.min": "3.5", "berths": ["1", "4"]}, [1, 4]),
        ({"nature": ["real", "illustrative"], "sort": "-berths", "limit": 2}, [6, 5]),
        ({"bbox": "106.9,20.7,107.025,20.9"}, [0, 1, 2]),
        ({"bbox": "107.045,-90,-170,90"}, [5, 6]),
        ({"uses": "ca nô", "berths": "3"}, [3]),
    ],
)
def test_what_is_asked_is_what_comes(reader, asked, places_found):
    """Ranges take both ends, several values any of them, boxes what meets them."""
    assert found(reader, **asked) == places_found


def test_the_past_is_what_was_known_then(places, reader):
    """`as_of` a moment before a correction gives the value of then; a moment before everything gives nothing."""
    changed = put(places, REGISTER, key_of(2), place(2, berths=99))
    append(later(places, hours=1), [changed], idempotency_key="correct")
    assert 99 in found(reader)
    assert found(reader, as_of="2026-11-22T08:30:00Z") == list(range(PLACES))
    assert 99 in found(reader, as_of="2026-11-22T16:30:00+07:00")
    assert found(reader, as_of="2020-01-01T00:00:00Z") == []


def test_pages_hide_and_repeat_nothing_while_others_write(places, reader):
    """The `Link` of each page leads on from a record, so what is appended between pages moves none that was there."""
    address, seen = f"{RECORDS}?limit=2&sort=berths", []
    while address:
        answer = reader.get(address)
        seen += [each["values"]["berths"] for each in answer.json()["records"]]
        assert ("Link" in answer) == bool(answer.json()["next"])
        address = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
        write_place(places, 10 + len(seen), berths=-len(seen))
    assert seen == list(range(PLACES))
