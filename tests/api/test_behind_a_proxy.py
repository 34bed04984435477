"""Strangers behind a proxy of ours are counted each for themselves; those who only pretend are not."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.api.places import REGISTER

from lienvung.node.proxies import parse_proxies

RECORDS = f"/api/v1/registers/{REGISTER}/records"
PROXY = "10.0.4.1"


@pytest.fixture(autouse=True)
def counted(places, db, settings, one_minute):
    """Two requests a minute for a stranger, behind one proxy."""
    settings.LIENVUNG_API_RATES = {"person": 100, "stranger": 2, "failure": 2}
    settings.LIENVUNG_PROXIES = parse_proxies(PROXY)


def statuses(peer: str, *strangers: str, **headers: str) -> list[int]:
    """Return what strangers are answered who come over a line from this address."""
    return [
        Client(REMOTE_ADDR=peer, headers={"x-forwarded-for": each, **headers}).get(RECORDS).status_code
        for each in strangers
    ]


def test_each_stranger_behind_the_proxy_has_an_allowance():
    """One who asked too much holds up nobody else, and adding addresses to the left does not help him."""
    assert statuses(PROXY, *["203.0.113.1"] * 3) == [200, 200, 429]
    assert statuses(PROXY, "203.0.113.2", "198.51.100.1, 203.0.113.1", "198.51.100.2, 203.0.113.1") == [200, 429, 429]


def test_a_stranger_who_writes_the_header_himself_is_counted_by_his_line():
    """New names in every request win nothing where no proxy of ours vouches for them."""
    assert statuses("192.0.2.66", "203.0.113.1", "203.0.113.2", "203.0.113.3") == [200, 200, 429]


def test_a_stranger_with_a_whole_network_of_addresses_is_one():
    """Another address of the same IPv6 line wins nothing; the next house has its own allowance."""
    assert statuses(PROXY, "2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:ffff::3") == [200, 200, 429]
    assert statuses(PROXY, "2001:db8:1:3::1") == [200]


def test_guessed_keys_are_counted_by_who_guesses():
    """Wrong keys behind the proxy close the door to who sent them, not to his neighbours."""
    wrong = {"authorization": "Bearer lv_sai"}
    assert statuses(PROXY, *["203.0.113.3"] * 3, **wrong) == [401, 401, 429]
    assert statuses(PROXY, "203.0.113.4", **wrong) == [401]


def test_signing_in_is_counted_by_who_tries(settings, django_user_model):
    """Failures of one address behind the proxy do not keep another from the sign-in page."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    form = {"login": "khong-co", "password": "sai"}

    def tried(address: str) -> int:
        browser = Client(REMOTE_ADDR=PROXY, headers={"x-forwarded-for": address})
        return browser.post(reverse("account_login"), form).status_code

    assert [tried("203.0.113.5") for _ in range(3)] == [200, 200, 429]
    assert tried("203.0.113.6") == 200
