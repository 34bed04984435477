"""Who witnessed a log, and whether that is what this node's policy asks for (docs/formats/policy.md)."""

from collections.abc import Iterable, Sequence

from lienvung.core.tlog.errors import NoteMalformed
from lienvung.core.tlog.note import Signature, parse_signature
from lienvung.core.tlog.policy import Policy
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import CosignatureRow

MAX_LINES = 256


def is_witnessed(reader: Reader, policy: Policy | None, origin: str, index: int) -> bool:
    """Tell whether a quorum cosigned a head over the entry at this index; always true where no policy judges the log.

    A cosigned head that is not the newest counts too: the newest continues it.
    """
    if policy is None or not policy.speaks_of(origin):
        return True
    by_size: dict[int, list[CosignatureRow]] = {}
    for size, row in reader.cosignatures_from(origin, index + 1, MAX_LINES):
        by_size.setdefault(size, []).append(row)
    newest = reader.log(origin)
    if newest is not None and newest.size > index:
        by_size[newest.size] = list(reader.cosignatures(origin, newest.size))
    return policy.is_met(()) or any(policy.is_met(policy.witnesses_among(_lines(rows))) for rows in by_size.values())


def unwitnessed(reader: Reader) -> Sequence[str]:
    """Return the origins of logs that hold something and that nobody but their own node ever signed."""
    held = (log.origin for log in reader.logs() if log.size)
    return [origin for origin in held if not reader.cosignatures_from(origin, 0, 1)]


def _lines(rows: Iterable[CosignatureRow]) -> list[Signature]:
    """Read lines that were verified when they were kept; one that cannot be read counts for nobody."""
    signatures = []
    for row in rows:
        try:
            signatures.append(parse_signature(row.line))
        except NoteMalformed:
            continue
    return signatures
