"""Whom a request comes from, with and without proxies between."""

import pytest

from lienvung.node.proxies import caller, parse_proxies, subscriber

OURS = parse_proxies("10.0.4.1 10.0.5.0/24 2001:db8::/64")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.4.1", "", "10.0.4.1"),
        ("10.0.4.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.4.1", "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        ("10.0.4.1", "198.51.100.7, 10.0.5.77", "198.51.100.7"),
        ("10.0.4.1", "198.51.100.7, 203.0.113.9, 10.0.5.77", "203.0.113.9"),
        ("2001:db8::1", "2001:DB8:1::0009", "2001:db8:1::9"),
        ("::ffff:10.0.4.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.4.1", "unknown", "10.0.4.1"),
        ("10.0.4.1", "198.51.100.7, <script>", "10.0.4.1"),
        ("10.0.4.1", ",,", "10.0.4.1"),
        ("10.0.4.2", "203.0.113.9", "10.0.4.2"),
        ("", "203.0.113.9", ""),
    ],
)
def test_only_our_own_proxies_are_believed(peer, forwarded, found):
    """The first address from the right that is no proxy of ours asks; what stands left of it is its own word."""
    assert caller(peer, forwarded, OURS) == found


def test_without_proxies_nobody_is_believed():
    """A header that no setting vouches for changes nothing."""
    assert caller("127.0.0.1", "203.0.113.9", ()) == "127.0.0.1"


@pytest.mark.parametrize("text", ["proxy.example.vn", "10.0.0.0/33", "10.0.4.1,10.0.4.2", "10.0.4.1/24"])
def test_what_names_no_network_is_refused(text):
    """Names, commas and networks with bits of a host are errors when the settings are read."""
    with pytest.raises(ValueError, match=r"."):
        parse_proxies(text)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::9", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::7", "2001:db8:1:2::"),
        ("2001:db8:1:3::9", "2001:db8:1:3::"),
        ("", ""),
    ],
)
def test_a_house_with_many_addresses_counts_as_one(address, counted):
    """Whoever changes his IPv6 address with every request stays the same line; old addresses count each for itself."""
    assert subscriber(address) == counted
