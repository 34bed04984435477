"""Who asks, where our own proxies stand between (RFC 7239 names the risk, X-Forwarded-For is what proxies send).

    10.0.4.1 10.0.5.0/24        `proxies` in settings.toml: addresses and networks, separated by blanks

Each proxy adds to the header whom it was asked by, at the right end. What stands left of the first stranger from the
right is that stranger's own word, and worth nothing.
"""

from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
_OLD, _LINE = 4, 64


def parse_proxies(text: str) -> tuple[Network, ...]:
    """Return the networks that a setting names; raise ValueError for what is none."""
    return tuple(ip_network(each) for each in text.split())


def caller(peer: str, forwarded: str, proxies: Collection[Network]) -> str:
    """Return the address that asks: the other end of the line, or whom our proxies say it speaks for."""
    known = _plain(peer)
    for said in reversed(forwarded.split(",")):
        if known is None or not is_ours(known, proxies):
            break
        if (before := _plain(said)) is None:
            break
        known = before
    return known or peer


def is_ours(peer: str, proxies: Collection[Network]) -> bool:
    """Tell whether the other end of the line is a proxy of ours, whose headers are believed."""
    address = _plain(peer)
    return address is not None and any(ip_address(address) in network for network in proxies)


def subscriber(address: str) -> str:
    """Return by what an address is counted: of IPv6 a whole /64 is one line into one house (RFC 6177)."""
    plain = _plain(address)
    if plain is None or ip_address(plain).version == _OLD:
        return plain or address
    return str(ip_network((plain, _LINE), strict=False).network_address)


def _plain(said: str) -> str | None:
    """Return one spelling of an address; None for what is none."""
    try:
        address = ip_address(said.strip())
    except ValueError:
        return None
    # A socket for both families shows the old one within the new.
    return str(getattr(address, "ipv4_mapped", None) or address)
