"""Two sides wrote what only one record may say: whoever opens either of them is told."""

import os
from collections.abc import Callable

import pytest
from django.test import Client
from tests.node.exchange.two_places import ATTRIBUTION, Place, grant
from tests.web.book import read_page

from lienvung.core.register.item import split_fields
from lienvung.core.register.key import format_token, new_key
from lienvung.core.register.sample import sample_values
from lienvung.node.append import Change, append

REGISTER = "tourist-vessel"


@pytest.fixture
def viewer(partner: tuple[Place, Place], browser_of: Callable[..., Client]) -> Client:
    """A browser of somebody who may only read."""
    return browser_of("viewer")


def write(place: Place, number: int, **values: str) -> str:
    definition = place.node.catalogue[REGISTER]
    made_up = sample_values(definition, number)
    kept = {name: made_up[name] for name, field in definition.fields.items() if field.required}
    key = new_key(place.name, format_token(os.urandom(10)))
    item = split_fields(definition, {**kept, **values}, attribution=ATTRIBUTION)
    append(place.node, [Change("put", REGISTER, key, item)], idempotency_key=key)
    return key


def test_a_repeated_number_is_shown_on_both_records(partner: tuple[Place, Place], viewer: Client) -> None:
    """The field, the other record and its side stand on the page; a record whose number is its own says nothing."""
    here, there = partner
    ours, theirs = write(here, 1, mmsi="574000001"), write(there, 2, mmsi="574000001")
    alone = write(there, 3, mmsi="574000002")
    here.agree(there, grant("quang-ninh", "hai-phong", REGISTER))
    here.pull(there)
    told = "chỉ được dùng một lần"
    page = read_page(viewer, f"/so/{REGISTER}/{ours}/")
    assert told in page
    assert f"/so/{REGISTER}/{theirs}/" in page
    assert f"/so/{REGISTER}/{ours}/" in read_page(viewer, f"/so/{REGISTER}/{theirs}/")
    assert told not in read_page(viewer, f"/so/{REGISTER}/{alone}/")


def test_overlapping_times_are_shown_on_both_records(partner: tuple[Place, Place], viewer: Client) -> None:
    """Two permits of one vessel and side that overlap name each other; one that follows them names nobody."""
    here, there = partner
    ours = put_permit(here, "GP-1", "2026-01-01", "2026-06-30")
    theirs = put_permit(there, "GP-2", "2026-06-30", "2026-12-31")
    later = put_permit(there, "GP-3", "2027-01-01", "2027-06-30")
    here.agree(there, grant("quang-ninh", "hai-phong", "vessel-permit"))
    here.pull(there)
    told = "Tàu, Bên cấp, Từ ngày, Đến ngày"
    page = read_page(viewer, f"/so/vessel-permit/{ours}/")
    assert told in page
    assert f"/so/vessel-permit/{theirs}/" in page
    assert told in read_page(viewer, f"/so/vessel-permit/{theirs}/")
    assert told not in read_page(viewer, f"/so/vessel-permit/{later}/")


def put_permit(place: Place, number: str, since: str, until: str) -> str:
    definition = place.node.catalogue["vessel-permit"]
    values = {
        "number": number, "vessel": f"ha-noi-{'a' * 16}", "side": "hai-phong", "status": "granted",
        "valid-from": since, "valid-until": until, "nature": "illustrative",
    }  # fmt: skip
    key = new_key(place.name, format_token(os.urandom(10)))
    item = split_fields(definition, values, attribution=ATTRIBUTION)
    append(place.node, [Change("put", "vessel-permit", key, item)], idempotency_key=key)
    return key
