"""A sum over the columns of a row that no signature covers, so that a flipped bit in it is found.

    sum = first 8 bytes of SHA-256(JSON array of the columns, bytes as hexadecimal digits)

It protects against bad disks, not against people: whoever can write a row can write its sum.
"""

from hashlib import sha256
from typing import Any

import orjson

LENGTH = 8


def row_sum(*columns: Any) -> bytes:
    """Return the sum of a row's columns: strings, integers, bytes and None."""
    plain = [bytes(each).hex() if isinstance(each, bytes | memoryview) else each for each in columns]
    return sha256(orjson.dumps(plain)).digest()[:LENGTH]
