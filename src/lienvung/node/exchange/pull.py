"""Pull: bring this node's copy of a partner's logs and values up to date, verifying everything (DESIGN §4.5).

1. `heads`, once: all the partner's logs in one consistent look.
2. Each log is followed to its head under a pending head; a contradiction or a bad answer stops that log and no
   other, a broken line ends the pull and loses nothing.
3. The complete head set is committed at once: of one confirmation all entries show, or none.
4. Values by their own cursor, the system registers first: an agreement that has just come entitles at once.
5. Blobs that held parts name.

Idempotent and resumable. How it went is recorded on the contact, whatever happens.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from lienvung.core.agreement.force import Agreement
from lienvung.core.agreement.signers import SKEW
from lienvung.core.agreement.terms import SYSTEM
from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import format_time
from lienvung.core.register.origin import parse_origin
from lienvung.core.tlog.note import verify_ed25519
from lienvung.node.agreements import standing_agreements
from lienvung.node.contact import Contact, request_keys
from lienvung.node.exchange.behind import note_behind, note_whole
from lienvung.node.exchange.blobs import fetch_blobs
from lienvung.node.exchange.errors import AnswerError, AnswerMalformed, HeadsOld, LogError, ValueInvalid
from lienvung.node.exchange.first_cosigned import fetch_first_cosigned
from lienvung.node.exchange.follow import Followed, Progress, check_followed, commit_followed, follow_log
from lienvung.node.exchange.heads import Head, HeadsMalformed, parse_heads, parse_stated, statement
from lienvung.node.exchange.newer_keys import ask_newer_keys, take_published_keys
from lienvung.node.exchange.source import Source
from lienvung.node.exchange.stopping import keep_evidence
from lienvung.node.exchange.tree import Contradiction
from lienvung.node.exchange.values import Tally, fetch_values
from lienvung.node.hand_over import take_back_declined
from lienvung.node.node import Node
from lienvung.node.stores.rows import LogState


@dataclass(frozen=True, slots=True)
class LogReport:
    """What a pull did for one log. `trouble` is why it was not followed; `readable` is the partner's word."""

    origin: str
    size: int
    new: int
    readable: bool
    trouble: LienVungError | None = None
    grants: tuple[str, ...] = ()
    values: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull did. `new` counts entries that were verified and are now shown."""

    partner: str
    logs: tuple[LogReport, ...]
    blobs: int

    @property
    def new(self) -> int:
        """How many entries are new here."""
        return sum(log.new for log in self.logs)

    @property
    def values(self) -> int:
        """How many parts are new here."""
        return sum(log.values.held for log in self.logs)

    @property
    def troubles(self) -> tuple[LienVungError, ...]:
        """Why logs were not followed, and whose values were not those of the log."""
        stopped = tuple(log.trouble for log in self.logs if log.trouble is not None)
        bad = (ValueInvalid(self.partner, log.origin, len(log.values.bad)) for log in self.logs if log.values.bad)
        return (*stopped, *bad)


def pull(node: Node, contact: Contact, source: Source, progress: Progress | None = None) -> PullReport:
    """Pull everything the partner offers that this node may read (LinkError, AnswerError, StoreError).

    A log that contradicts what its key signed is reported in its LogReport, with the evidence kept.
    """
    with _recording(node, contact) as attempt, ThreadPoolExecutor(1, "fetch") as ahead:
        data = source.heads()
        heads = open_heads(contact, data)
        contact = ask_newer_keys(node, contact, source, heads)
        old = _check_fresh(node, contact, heads, data, attempt) if source.live else None
        reports = _follow_all(node, contact, source, heads, ahead, progress)
        reports = _value_all(node, contact, source, reports, ahead)
        fetch_first_cosigned(node, contact, source)
        take_back_declined(node)
        misfit = take_published_keys(node, contact)
        attempt.troubles += [misfit] if misfit else []
        taken = PullReport(contact.name, tuple(reports), 0)
        report = replace(taken, blobs=fetch_blobs(node, source, afresh=bool(taken.new or taken.values)))
        attempt.troubles += [*report.troubles, *([old] if old else [])]
    return report


def read_heads(contact: Contact, source: Source) -> tuple[Head, ...]:
    """Return the heads that the partner offers (AnswerMalformed)."""
    return open_heads(contact, source.heads())


def open_heads(contact: Contact, data: bytes) -> tuple[Head, ...]:
    """Return the heads of a partner's heads document (AnswerMalformed)."""
    try:
        name, heads = parse_heads(data)
    except HeadsMalformed as error:
        raise AnswerMalformed(contact.name, "heads", str(error)) from None
    if name != contact.name:
        raise AnswerMalformed(contact.name, "heads", "another node answers at this address")
    return heads


def _check_fresh(
    node: Node, contact: Contact, heads: Sequence[Head], data: bytes, attempt: "_Attempt"
) -> HeadsOld | None:
    """Note when the partner stated these heads to be its newest; say so if that is not now.

    Old heads are good heads, only old: whoever stands between may show them for ever, so they make no copy fresh.
    """
    try:
        stated = parse_stated(data)
    except HeadsMalformed as error:
        raise AnswerMalformed(contact.name, "heads", str(error)) from None
    said = statement(contact.name, heads, stated.at) if stated else b""
    if stated is None or not any(
        verify_ed25519(key, said, stated.signature) for key in request_keys(contact, node.now())
    ):
        attempt.reached = None
        return HeadsOld(contact.name, "")
    if abs(node.now() - datetime.fromisoformat(stated.at)) > SKEW:
        attempt.reached = min(stated.at, attempt.at)
        return HeadsOld(contact.name, stated.at)
    return None


def _follow_all(
    node: Node, contact: Contact, source: Source, heads: Sequence[Head], ahead: Executor, progress: Progress | None
) -> list[LogReport]:
    followed: list[Followed] = []
    reports: list[LogReport] = []
    for head in heads:
        report, log = _follow_one(node, contact, source, head, ahead, progress)
        reports.append(report)
        followed += [log] if log else []
    note_whole(node, [log.origin for log in followed])
    if any(log.new or log.lines or log.anew for log in followed):
        with node.store.writing() as writer:
            for log in followed:
                commit_followed(writer, node, log)
    contradicted = {log.origin: _look_back(node, contact, log) for log in followed}
    return [replace(report, trouble=contradicted.get(report.origin) or report.trouble) for report in reports]


def _look_back(node: Node, contact: Contact, followed: Followed) -> LienVungError | None:
    """Say whether the log was shown another tree here while it was followed, with the evidence kept."""
    try:
        with node.store.reading() as reader:
            check_followed(reader, contact, followed)
    except Contradiction as contradiction:
        keep_evidence(node, contact, contradiction.evidence)
        return contradiction.refusal
    return None


def _follow_one(
    node: Node, contact: Contact, source: Source, head: Head, ahead: Executor, progress: Progress | None
) -> tuple[LogReport, Followed | None]:
    origin = f"{contact.name}/{head.register}"
    if not head.readable:
        return LogReport(origin, 0, 0, readable=False), None
    try:
        followed = follow_log(node, contact, source, head, ahead, progress)
    except Contradiction as contradiction:
        keep_evidence(node, contact, contradiction.evidence)
        if contradiction.evidence.kind == "shrink" and source.live:
            note_behind(node, origin)
        return LogReport(origin, 0, 0, readable=True, trouble=contradiction.refusal), None
    except (LogError, AnswerError) as trouble:
        return LogReport(origin, 0, 0, readable=True, trouble=trouble), None
    return LogReport(origin, followed.checkpoint.size, followed.new, readable=True, grants=head.grants), followed


def _value_all(
    node: Node, contact: Contact, source: Source, reports: Sequence[LogReport], ahead: Executor
) -> list[LogReport]:
    """Fetch values of every log held of the partner that it lets us read, the system registers first."""
    with node.store.reading() as reader:
        held = {log.origin: log for log in reader.logs() if log.node == contact.name}

    def value(those: Sequence[LogReport]) -> list[LogReport]:
        with node.store.reading() as reader:
            standing = standing_agreements(reader, node.name, node.today())
        return [_value_one(node, source, held.get(report.origin), report, standing, ahead) for report in those]

    system = [report for report in reports if parse_origin(report.origin)[1] in SYSTEM]
    # An agreement that comes among the first entitles to the others at once.
    return value(system) + value([report for report in reports if report not in system])


def _value_one(
    node: Node,
    source: Source,
    log: LogState | None,
    report: LogReport,
    standing: Sequence[Agreement],
    ahead: Executor,
) -> LogReport:
    if log is None or not report.readable or report.trouble is not None:
        return report
    try:
        return replace(report, values=fetch_values(node, source, log, report.grants, standing, ahead))
    except AnswerError as trouble:
        if not source.live:
            # What is written down does not become better by going on: a carried file is taken whole or not at all.
            raise
        # What was kept before it stays; the values of other logs are asked for all the same.
        return replace(report, trouble=trouble)


# ── how it went ─────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Attempt:
    """One pull under way: when it began, as of when the partner's copy is fresh, and what went wrong."""

    at: str
    reached: str | None
    troubles: list[LienVungError] = field(default_factory=list)


@contextmanager
def _recording(node: Node, contact: Contact) -> Iterator[_Attempt]:
    """Record the attempt on the contact: when, as of when, and the first trouble if there was one."""
    at = format_time(node.now())
    attempt = _Attempt(at, at)
    try:
        yield attempt
    except LienVungError as error:
        record_attempt(node, contact.name, error)
        raise
    _record(node, contact.name, attempt.troubles[0] if attempt.troubles else None, attempt.reached, failed=False)


def record_attempt(node: Node, name: str, trouble: LienVungError | None) -> None:
    """Note on the contact how an exchange went; a log's trouble still counts as having reached the partner."""
    reached = trouble is None or isinstance(trouble, LogError)
    _record(node, name, trouble, format_time(node.now()) if reached else None, failed=not reached)


def _record(node: Node, name: str, trouble: LienVungError | None, reached: str | None, *, failed: bool) -> None:
    at = format_time(node.now())
    with node.store.writing() as writer:
        peer = writer.peer(name)
        if peer is None:
            return
        failures = int(peer.facts.get("failures", 0)) + 1 if failed else 0
        facts = {"failures": failures, **({"trouble": _plain(trouble)} if trouble else {})}
        fresh = max(filter(None, (peer.reached_at, reached)), default=None)
        code = trouble.code if trouble else None
        writer.set_peer(replace(peer, tried_at=at, reached_at=fresh, trouble=code, facts=facts))


def _plain(trouble: LienVungError) -> dict[str, str]:
    return {name: str(value) for name, value in trouble.facts().items()}
