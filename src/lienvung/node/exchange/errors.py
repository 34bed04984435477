"""Refusals of the exchange. Each names the partner, so that an alarm can name the locality.

ExchangeError
├── LinkError              the line or the address: nothing is said about the partner's honesty
├── AnswerError            the partner answered, but not in the format
├── LogError               one log cannot be followed: what was sent contradicts what was signed
├── CallerError            a request to this node is not accepted
└── BundleError            an off-line bundle cannot be taken in
"""

from dataclasses import dataclass
from typing import ClassVar

from lienvung.core.errors import LienVungError


class ExchangeError(LienVungError):
    """The base of every refusal between nodes."""


@dataclass(eq=False)
class ExchangeBroke(ExchangeError):
    """A fault of ours that no rule foresaw ended the round; it is told, and the rounds with others go on."""

    code: ClassVar[str] = "exchange-broke"
    partner: str
    fault: str


# ── the line ────────────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class LinkError(ExchangeError):
    """The partner could not be asked, or did not want to answer; what is held stays as it is."""

    partner: str


@dataclass(eq=False)
class PartnerUnreachable(LinkError):
    code: ClassVar[str] = "partner-unreachable"
    detail: str


@dataclass(eq=False)
class PartnerTimedOut(LinkError):
    code: ClassVar[str] = "partner-timed-out"
    seconds: int


@dataclass(eq=False)
class PartnerRefused(LinkError):
    """The partner answered with a refusal; `problem` is its problem+json code, or the empty string."""

    code: ClassVar[str] = "partner-refused"
    status: int
    problem: str


@dataclass(eq=False)
class PartnerRedirected(LinkError):
    code: ClassVar[str] = "partner-redirected"
    status: int


@dataclass(eq=False)
class AddressRefused(LinkError):
    code: ClassVar[str] = "address-refused"
    address: str
    rule: str


# ── the answer ──────────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class AnswerError(ExchangeError):
    """The partner's answer breaks the format; nothing of it was kept."""

    partner: str
    what: str


@dataclass(eq=False)
class AnswerMalformed(AnswerError):
    code: ClassVar[str] = "answer-malformed"
    rule: str


@dataclass(eq=False)
class AnswerTruncated(AnswerError):
    code: ClassVar[str] = "answer-truncated"


@dataclass(eq=False)
class AnswerTooLarge(AnswerError):
    code: ClassVar[str] = "answer-too-large"
    limit: int


@dataclass(eq=False)
class HeadsOld(ExchangeError):
    """The heads are not stated to be the newest as of now, but at `at`, or by nobody: somebody may replay old ones."""

    code: ClassVar[str] = "heads-old"
    partner: str
    at: str


# ── contradictions ──────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class LogError(ExchangeError):
    """What was sent contradicts what was signed; this log stays at the head held, other logs go on."""

    partner: str
    origin: str


@dataclass(eq=False)
class CheckpointSignatureInvalid(LogError):
    code: ClassVar[str] = "checkpoint-signature-invalid"


@dataclass(eq=False)
class LogKeyEnded(LogError):
    """Only a key that does not run today signed the checkpoint: its first 4 bytes, and its first and last day."""

    code: ClassVar[str] = "log-key-ended"
    key: str
    since: str
    until: str


@dataclass(eq=False)
class LogKeyRevoked(LogError):
    """Only a key that its node revoked signed the checkpoint: somebody else may have it since `at`."""

    code: ClassVar[str] = "log-key-revoked"
    key: str
    at: str


@dataclass(eq=False)
class HeadMalformed(LogError):
    """What the partner gives as the newest head of a log is no signed checkpoint."""

    code: ClassVar[str] = "log-head-malformed"
    rule: str


@dataclass(eq=False)
class CheckpointForeign(LogError):
    """The checkpoint speaks for a log that is not the partner's."""

    code: ClassVar[str] = "checkpoint-foreign"


@dataclass(eq=False)
class LogForked(LogError):
    """The log's key signed two trees of which neither continues the other."""

    code: ClassVar[str] = "log-forked"
    held: int
    seen: int


@dataclass(eq=False)
class LogShrank(LogError):
    """The partner presents a smaller tree than one that it signed before."""

    code: ClassVar[str] = "log-shrank"
    held: int
    seen: int


@dataclass(eq=False)
class LogStopped(LogError):
    """This log was stopped by earlier evidence and is not followed until a person decides."""

    code: ClassVar[str] = "log-stopped"
    reason: str


@dataclass(eq=False)
class ValueInvalid(LogError):
    """Values sent are not those that the log committed to; they stay out, the log and its other values go on."""

    code: ClassVar[str] = "value-invalid"
    count: int


@dataclass(eq=False)
class TileInvalid(LogError):
    """The hash tiles sent do not lead to the signed root."""

    code: ClassVar[str] = "tile-invalid"
    size: int


@dataclass(eq=False)
class EntriesInvalid(LogError):
    """An entry bundle does not hash to its tile, or holds what is not an entry; `first` is its first index."""

    code: ClassVar[str] = "log-entries-invalid"
    first: int
    rule: str


@dataclass(eq=False)
class OwnLogBehind(LogError):
    """A witness has cosigned a larger tree of our own log: this node was restored from an older copy."""

    code: ClassVar[str] = "own-log-behind"
    held: int
    seen: int


@dataclass(eq=False)
class BlobInvalid(ExchangeError):
    code: ClassVar[str] = "blob-invalid"
    partner: str
    sha256: str


# ── a caller ────────────────────────────────────────────────────────────────────────────────────


class CallerError(ExchangeError):
    """A request to this node is refused."""


@dataclass(eq=False)
class SignatureMissing(CallerError):
    code: ClassVar[str] = "signature-missing"


@dataclass(eq=False)
class SignatureMalformed(CallerError):
    code: ClassVar[str] = "signature-malformed"
    rule: str


@dataclass(eq=False)
class SignatureStale(CallerError):
    code: ClassVar[str] = "signature-stale"
    created: int
    now: int


@dataclass(eq=False)
class SignatureReplayed(CallerError):
    code: ClassVar[str] = "signature-replayed"
    caller: str


@dataclass(eq=False)
class SignatureWrong(CallerError):
    code: ClassVar[str] = "signature-wrong"
    caller: str


@dataclass(eq=False)
class CallerUnknown(CallerError):
    code: ClassVar[str] = "caller-unknown"
    caller: str


@dataclass(eq=False)
class GrantMissing(CallerError):
    code: ClassVar[str] = "grant-missing"
    caller: str
    register: str


@dataclass(eq=False)
class NotHere(CallerError):
    code: ClassVar[str] = "not-here"
    path: str


@dataclass(eq=False)
class RequestMalformed(CallerError):
    code: ClassVar[str] = "request-malformed"
    rule: str


@dataclass(eq=False)
class TransactionReused(CallerError):
    code: ClassVar[str] = "transaction-reused"
    transaction: str


@dataclass(eq=False)
class LedgerUnwritable(CallerError):
    """The transfer could not be recorded, so nothing leaves."""

    code: ClassVar[str] = "ledger-unwritable"


# ── a bundle ────────────────────────────────────────────────────────────────────────────────────


class BundleError(ExchangeError):
    """An off-line bundle cannot be taken in; nothing of it was kept."""


@dataclass(eq=False)
class BundleMalformed(BundleError):
    code: ClassVar[str] = "bundle-malformed"
    rule: str


@dataclass(eq=False)
class BundleForAnother(BundleError):
    code: ClassVar[str] = "bundle-for-another"
    recipient: str


@dataclass(eq=False)
class BundleFromFuture(BundleError):
    """The bundle says that it was made later than now: one of the two clocks is wrong."""

    code: ClassVar[str] = "bundle-from-future"
    made: str
    now: str


@dataclass(eq=False)
class BundleKeyUnknown(BundleError):
    """The bundle is sealed to a key that this node does not have, perhaps no longer."""

    code: ClassVar[str] = "bundle-key-unknown"
    key: str


@dataclass(eq=False)
class BundleOutdated(BundleError):
    """All that is in the bundle, and more, came here by another way."""

    code: ClassVar[str] = "bundle-outdated"
    partner: str
    made: str


@dataclass(eq=False)
class BundleSpoilt(BundleError):
    """A part or a file in the bundle is not what its log commits to."""

    code: ClassVar[str] = "bundle-spoilt"
    partner: str
    where: str


@dataclass(eq=False)
class BundlePartial(BundleError):
    """What could be taken in was, but one log waits for a person's decision, or was refused."""

    code: ClassVar[str] = "bundle-partial"
    partner: str
    trouble: str


@dataclass(eq=False)
class BundleTooLarge(BundleError):
    """More members than a bundle may have: begin later, or write several."""

    code: ClassVar[str] = "bundle-too-large"
    partner: str
    members: int


@dataclass(eq=False)
class BundleGap(BundleError):
    """The bundle begins after what is held: an earlier one is missing."""

    code: ClassVar[str] = "bundle-gap"
    origin: str
    held: int
    since: int


@dataclass(eq=False)
class BundleSealBroken(BundleError):
    """The encrypted values do not open with this node's key."""

    code: ClassVar[str] = "bundle-seal-broken"
    member: str


@dataclass(eq=False)
class EvidenceMalformed(ExchangeError):
    code: ClassVar[str] = "evidence-malformed"
    rule: str
