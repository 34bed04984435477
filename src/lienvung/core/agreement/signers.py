"""Whose signature counts, when (docs/formats/node-json.md, "When a signature counts").

What is taken now is judged by the day it is now; what was held before, by the key having been the node's at all.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from lienvung.core.agreement.keys import KeysDocument, PublishedKey
from lienvung.core.register.entry import format_time
from lienvung.core.tlog.cosignature import CosignatureVerifier
from lienvung.core.tlog.note import Signature, Verifier

VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam keeps one time all year, so that its day needs no table of zones."""

SKEW: Final = timedelta(minutes=5)
"""So far may two honest clocks be apart: near midnight a key runs by either day."""


def days_at(moment: datetime) -> frozenset[date]:
    """Return the day that it is in Viet Nam, and within five minutes of midnight the day on the other side too."""
    return frozenset((moment + skew).astimezone(VIETNAM).date() for skew in (-SKEW, SKEW))


def log_verifiers(keys: KeysDocument, origin: str, days: Set[date]) -> list[Verifier]:
    """Return who may sign checkpoints of this origin that are taken on one of these days."""
    return [Verifier(origin, each.key) for each in keys.running("log", days)]


def archive_verifiers(keys: KeysDocument, origin: str) -> list[Verifier]:
    """Return whose signature under a checkpoint that is held stays good: every log key that was not revoked."""
    return [Verifier(origin, each.key) for each in keys.log if each.revoked is None]


def ended_signer(keys: KeysDocument, origin: str, signatures: Sequence[Signature]) -> PublishedKey | None:
    """Return the listed log key that signed, newest first, for saying why it does not count today."""
    lines = {(each.name, each.key_id) for each in signatures}
    for listed in reversed(keys.log):
        if (origin, Verifier(origin, listed.key).key_id) in lines:
            return listed
    return None


@dataclass(frozen=True, slots=True)
class PeriodCosigner:
    """A witness by one of its keys: a cosignature counts if the key ran on the day that the cosignature states.

    Of a revoked key nothing counts that is `taken` now: whoever stole it writes any time he likes. What was held
    already counts by the time it states.
    """

    name: str
    listed: PublishedKey
    taken: bool = True

    @property
    def key_id(self) -> bytes:
        """Return the id by which this key's lines are found."""
        return self._verifier.key_id

    def verify(self, text: str, signature: bytes) -> bool:
        """Say whether the blob is this witness's cosignature over the text, made in the key's time."""
        return self._ran_at(int.from_bytes(signature[:8], "big")) and self._verifier.verify(text, signature)

    @property
    def _verifier(self) -> CosignatureVerifier:
        return CosignatureVerifier(self.name, self.listed.key)

    def _ran_at(self, seconds: int) -> bool:
        try:
            moment = datetime.fromtimestamp(seconds, UTC)
            days = days_at(moment)
        except (OverflowError, ValueError, OSError):
            return False
        revoked = self.listed.revoked
        if revoked is not None and (self.taken or format_time(moment) >= revoked.at):
            return False
        return self.listed.was_for(days)


def witness_verifiers(keys: KeysDocument, *, taken: bool) -> list[PeriodCosigner]:
    """Return a node as a witness, by every key that it ever had; `taken` is for lines that are new here."""
    return [PeriodCosigner(f"{keys.node}/witness", listed, taken) for listed in keys.witness]
