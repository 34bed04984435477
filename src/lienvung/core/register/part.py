"""Commit to values without showing them: salted digests of parts (docs/formats/part.md).

digest = SHA-256( "lienvung/part/v1" ‖ 0x00 ‖ salt₁₆ ‖ canonical JSON of the part's values )
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from lienvung.core.register.body_pattern import is_plain
from lienvung.core.register.canonical import canonical, parse_canonical, prune
from lienvung.core.register.definition import Definition
from lienvung.core.register.errors import PartInvalid, PartMismatch
from lienvung.core.register.item import Item

SALT_BYTES = 16
MAX_BODY = 256 * 1024
"""Longer words are a paper, and travel as a blob: a body is held, searched and compared whole."""
EMPTY_BODY = b"{}"

_DOMAIN = b"lienvung/part/v1\0"
_EMPTY = (b'""', b"[]", b"{}")


@dataclass(frozen=True, slots=True)
class SealedPart:
    """One part with its salt, ready to stand beside the log."""

    name: str
    salt: bytes
    body: bytes

    @property
    def digest(self) -> str:
        """The digest as an entry spells it: 64 hexadecimal digits."""
        return part_digest(self.salt, self.body).hex()

    @property
    def is_empty(self) -> bool:
        """Whether the part says nothing."""
        return self.body == EMPTY_BODY


def part_digest(salt: bytes, body: bytes) -> bytes:
    """Return the 32-byte digest of a part."""
    return hashlib.sha256(_DOMAIN + salt + body).digest()


def format_part_body(values: Mapping[str, Any]) -> bytes:
    """Return the canonical body of a part, without what is empty."""
    return canonical(prune(values))


def parse_part_body(body: bytes, name: str = "") -> dict[str, Any]:
    """Return the values of a part; refuse a body that its writer would have spelled otherwise."""
    values = parse_canonical(body)
    if not isinstance(values, dict):
        raise PartInvalid(name, "P2-body")
    # Only a body that spells something empty, perhaps inside a string, needs the longer look.
    if any(empty in body for empty in _EMPTY) and prune(values) != values:
        raise PartInvalid(name, "P3-pruned")
    return values


def check_part(name: str, salt: bytes, body: bytes, digest: str) -> None:
    """Raise PartMismatch unless salt and body are those the digest (hex) commits to."""
    if len(salt) != SALT_BYTES:
        raise PartInvalid(name, "P1-salt")
    if len(body) > MAX_BODY:
        raise PartInvalid(name, "P6-size")
    if hashlib.sha256(_DOMAIN + salt + body).hexdigest() != digest:
        raise PartMismatch(name)


def plain_bodies(definition: Definition, item: Item) -> dict[str, bytes]:
    """Return the bodies of the parts that are plain: canonical, pruned and right as they stand, with no walk over them.

    A part that the item does not have is empty. Where every part of the definition is plain, and the item has no other,
    nothing is left to ask of it but what its fields say of each other.
    """
    bodies = {}
    for name in definition.part_names:
        try:
            body = orjson.dumps(item.get(name, {}), option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:
            continue
        if is_plain(definition, name, body):
            bodies[name] = body
    return bodies


def seal_item(
    definition: Definition, item: Item, salts: Callable[[], bytes], plain: Mapping[str, bytes] | None = None
) -> tuple[SealedPart, ...]:
    """Seal every part that the definition names, in name order, the empty ones too.

    Other ops than put are sealed the same way: their arguments are the item's `shared` part. `salts` gives
    16 fresh random bytes at each call; `plain` is what `plain_bodies` said of the item, where it was asked.
    """
    unknown = sorted(set(item) - set(definition.part_names))
    if unknown:
        raise PartInvalid(unknown[0], "P5-names")
    bodies = plain_bodies(definition, item) if plain is None else plain
    return tuple(
        _sealed(name, salts(), bodies.get(name) or format_part_body(item.get(name, {})))
        for name in definition.part_names
    )


def _sealed(name: str, salt: bytes, body: bytes) -> SealedPart:
    if len(salt) != SALT_BYTES:
        raise PartInvalid(name, "P1-salt")
    if len(body) > MAX_BODY:
        raise PartInvalid(name, "P6-size")
    return SealedPart(name, salt, body)
