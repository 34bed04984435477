"""Where in all logs a reader of changes stands, as text that goes into an address.

    base64url( 0x01 ‖ for each log, sorted: first 6 bytes of SHA-256(origin) ‖ next index as LEB128 )

A log only grows, and at an index it holds the same entry for ever: whoever goes on from a cursor misses nothing and
reads nothing twice, whatever was appended or received meanwhile, and also after this node was restored.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256

from lienvung.api.asking import QueryRefused

_VERSION = b"\x01"
_TAG = 6
_LARGEST = 1 << 53
_SEVEN, _MORE = 0x7F, 0x80

Positions = Mapping[bytes, int]
"""Tag of an origin -> the index of the first entry not read yet."""


@lru_cache(maxsize=4096)
def tag_of(origin: str) -> bytes:
    """Return by what a cursor names a log."""
    return sha256(origin.encode()).digest()[:_TAG]


def format_cursor(positions: Positions) -> str:
    """Return the text of a cursor."""
    body = b"".join(tag + _varint(index) for tag, index in sorted(positions.items()) if index)
    return urlsafe_b64encode(_VERSION + body).decode().rstrip("=")


def parse_cursor(text: str) -> dict[bytes, int]:
    """Return the positions that a cursor says; raise QueryRefused for what is not one of ours."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        positions = dict(_entries(data))
    except (Base64Error, ValueError, IndexError):
        raise QueryRefused("after") from None
    # One text for one place: whoever compares cursors compares places.
    if format_cursor(positions) != text:
        raise QueryRefused("after")
    return positions


def _entries(data: bytes) -> Iterator[tuple[bytes, int]]:
    if data[:1] != _VERSION:
        raise ValueError("not a cursor")
    at = 1
    while at < len(data):
        tag, at = data[at : at + _TAG], at + _TAG
        index = shift = 0
        while True:
            byte, at = data[at], at + 1
            index |= (byte & _SEVEN) << shift
            shift += 7
            if index > _LARGEST:
                raise ValueError("past every log")
            if not byte & _MORE:
                break
        yield tag, index


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > _SEVEN:
        out.append(number & _SEVEN | _MORE)
        number >>= 7
    return bytes([*out, number])
