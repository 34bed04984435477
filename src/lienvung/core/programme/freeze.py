"""The freeze code: figures nailed to both sides' heads, short enough for two delegations to compare aloud.

    code     = group "-" group "-" check        K7QD-M2XA-9
    group    = 4 characters of the alphabet     40 bits of the hash in all
    hash     = SHA-256("lienvung/freeze/v1" 0x00 canonical JSON of
               {"date": "2026-11-22", "figures": {name: n}, "heads": {origin: [size, root hex]}, "programme": key})
    check    = the polynomial c1·x⁸ + … + c8·x over GF(2⁵) modulo x⁵ + x² + 1, read at x: it betrays every single
               wrong character and every exchange of two

The alphabet is Crockford's base32 (no I, L, O, U); when read back, O is taken for 0 and I, L for 1. Equal codes
mean equal programme, day, heads and figures; 40 bits are for honest comparing, the heads themselves for proof.
The format is docs/formats/freeze-code.md.
"""

import hashlib
from collections.abc import Mapping
from datetime import date

from lienvung.core.programme.errors import FreezeCodeInvalid
from lienvung.core.register.canonical import canonical

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HEARD_AS = str.maketrans("OIL", "011", "- ")
_DOMAIN = b"lienvung/freeze/v1\0"

Heads = Mapping[str, tuple[int, str]]


def freeze_bytes(programme: str, heads: Heads, day: date, figures: Mapping[str, int]) -> bytes:
    """Return the canonical bytes that are frozen; `heads` is origin -> (size, root in hex)."""
    return canonical(
        {
            "date": day.isoformat(),
            "figures": dict(figures),
            "heads": {origin: [size, root] for origin, (size, root) in heads.items()},
            "programme": programme,
        }
    )


def freeze_code(programme: str, heads: Heads, day: date, figures: Mapping[str, int]) -> str:
    """Return the code of these figures on this day at these heads."""
    return format_freeze_code(hashlib.sha256(_DOMAIN + freeze_bytes(programme, heads, day, figures)).digest()[:5])


def format_freeze_code(prefix: bytes) -> str:
    """Write 5 bytes as two groups of four and a check character."""
    number = int.from_bytes(prefix, "big")
    digits = [number >> shift & 31 for shift in range(35, -1, -5)]
    text = "".join(ALPHABET[digit] for digit in digits)
    return f"{text[:4]}-{text[4:]}-{ALPHABET[_check(digits)]}"


def parse_freeze_code(text: str) -> str:
    """Return the code as it is written, from what was heard or typed: case, blanks and hyphens are free.

    Raises FreezeCodeInvalid.
    """
    heard = text.upper().translate(_HEARD_AS)
    if len(heard) != 9:
        raise FreezeCodeInvalid(text, "length")
    if not set(heard) <= set(ALPHABET):
        raise FreezeCodeInvalid(text, "character")
    digits = [ALPHABET.index(character) for character in heard]
    if _check(digits[:8]) != digits[8]:
        raise FreezeCodeInvalid(text, "check")
    return f"{heard[:4]}-{heard[4:8]}-{heard[8]}"


def _check(digits: list[int]) -> int:
    total = 0
    for digit in digits:
        total = _double(total ^ digit)
    return total


def _double(element: int) -> int:
    """Multiply by x in GF(2⁵) = GF(2)[x] / (x⁵ + x² + 1), in which x has order 31."""
    doubled = element << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
