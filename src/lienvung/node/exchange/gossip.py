"""Compare with a partner what each was shown of third parties' logs (docs/formats/gossip.md).

Who shows one tree to us and another to our partner is found here, by whichever side first holds both signed heads. What
is found is told on, to the accused and to all others: a fork proves itself by signatures, whoever brings it. Of a
larger head that a partner saw nothing can be said yet; it is kept until our own copy has reached its size.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from lienvung.core.agreement.signers import archive_verifiers
from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.note import format_note, open_note, parse_note
from lienvung.node.contact import Contact, contacts, own_node_json, read_contact
from lienvung.node.exchange.errors import AnswerMalformed, RequestMalformed
from lienvung.node.exchange.evidence import parse_evidence
from lienvung.node.exchange.head_check import check_no_fork, prefix_root
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.judgement import judge_evidence
from lienvung.node.exchange.stopping import is_stopped, keep_evidence, keep_foreign_evidence
from lienvung.node.exchange.tree import Contradiction
from lienvung.node.exchange.witnessed import all_witnessed, witnessed
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader

MAX_HEADS: Final = 2_048
MAX_EVIDENCE: Final = 16
MAX_HEARD: Final = 4
EVERY: Final = timedelta(seconds=20)
"""So often partners compare when nothing has happened; a new proof is told at the next round."""


@dataclass(frozen=True, slots=True)
class Gossip:
    """Newest signed heads that a node saw, one a log, and evidence files that it keeps."""

    heads: tuple[str, ...]
    evidence: tuple[str, ...]


class GossipMalformed(ValueError):
    """The bytes are not a gossip document; the message names the rule."""


def format_gossip(gossip: Gossip) -> bytes:
    """Return the document."""
    return canonical({"evidence": list(gossip.evidence), "heads": list(gossip.heads)})


def parse_gossip(data: bytes) -> Gossip:
    """Read a document (GossipMalformed)."""
    try:
        document = parse_canonical(data)
    except LienVungError as error:
        raise GossipMalformed(str(error)) from None
    if not isinstance(document, dict) or document.keys() != {"evidence", "heads"}:
        raise GossipMalformed("names")
    return Gossip(
        _texts("heads", document["heads"], MAX_HEADS), _texts("evidence", document["evidence"], MAX_EVIDENCE)
    )  # fmt: skip


def _texts(name: str, texts: Any, most: int) -> tuple[str, ...]:
    if not isinstance(texts, list) or len(texts) > most or not all(isinstance(text, str) for text in texts):
        raise GossipMalformed(name)
    return tuple(texts)


# ── both sides ──────────────────────────────────────────────────────────────────────────────────


def compare_with(node: Node, contact: Contact, source: HttpSource) -> bool:
    """Exchange gossip with a partner if it is time to; say whether it was (LinkError, AnswerMalformed)."""
    now = node.now()
    with node.store.reading() as reader:
        told = _newest_evidence(reader)
        if not _is_due(reader, contact, now, told):
            return False
        own = own_gossip(reader)
    answer = source.gossip(format_gossip(own))
    if answer is not None:
        try:
            hear(node, parse_gossip(answer))
        except GossipMalformed as error:
            raise AnswerMalformed(contact.name, "gossip", str(error)) from None
    with node.store.writing() as writer:
        writer.set_setting(_setting(contact), canonical({"at": int(now.timestamp()), "evidence": told}))
    return True


def answer_gossip(node: Node, caller: str, body: bytes) -> bytes:
    """Hear what a contact saw, and say what we saw of the logs that it named (RequestMalformed)."""
    try:
        heard = parse_gossip(body)
    except GossipMalformed as error:
        raise RequestMalformed(f"gossip {error}") from None
    hear(node, heard)
    named = {seen.origin for seen, _ in map(_open, heard.heads) if seen is not None}
    with node.store.reading() as reader:
        own = own_gossip(reader)
    # Which registers a third party keeps is told only to who knows it already.
    heads = tuple(note for note in own.heads if note.partition("\n")[0] in named)
    return format_gossip(Gossip(heads, own.evidence))


def own_gossip(reader: Reader) -> Gossip:
    """Return the newest heads seen of contacts' logs, and the newest proofs of forks."""
    newest: dict[str, tuple[int, bytes]] = {}
    known = contacts(reader)
    for log in reader.logs():
        if log.head is not None and log.node in known:
            newest[log.origin] = log.size, log.head
    for origin, state in all_witnessed(reader):
        if origin.partition("/")[0] in known and state.size > newest.get(origin, (0, b""))[0]:
            newest[origin] = state.size, state.note
    heads = tuple(note.decode() for _, (_, note) in sorted(newest.items()))
    forks = [row.detail for row in reader.evidence() if row.kind == "fork"]
    return Gossip(heads[:MAX_HEADS], tuple(forks[:MAX_EVIDENCE]))


def hear(node: Node, heard: Gossip) -> None:
    """Hold what was heard against what this node knows, and keep what it proves; the rest is nobody's word."""
    with node.store.reading() as reader:
        known = {peer.name: peer.document for peer in reader.peers()}
        own = own_node_json(reader)
    documents = known | ({node.name: own} if own else {})
    for text in heard.evidence:
        _take_evidence(node, documents, text)
    for text in heard.heads:
        seen, note = _open(text)
        document = documents.get(seen.origin.partition("/")[0]) if seen else None
        if seen is not None and document is not None:
            _compare(node, read_contact(document), seen, note)


def _open(text: str) -> tuple[Checkpoint | None, bytes]:
    """Return the checkpoint that a text states, not yet its signature; None where it is no checkpoint."""
    note = text.encode()
    try:
        return parse_checkpoint(parse_note(note)[0]), note
    except TlogError:
        return None, note


def _take_evidence(node: Node, documents: Mapping[str, bytes], text: str) -> None:
    """Keep a fork that its own signatures prove. Of a shrink any two honest heads would be "proof"."""
    try:
        evidence = parse_evidence(text.encode())
        document = documents.get(evidence.origin.partition("/")[0])
        if evidence.kind != "fork" or document is None:
            return
        # By the document that was approved here, not by the one that came with it.
        judgement = judge_evidence(replace(evidence, node_json=b""), document)
    except LienVungError:
        return
    if not judgement.revoked:
        keep_foreign_evidence(node, read_contact(document), evidence)


# ── one head ────────────────────────────────────────────────────────────────────────────────────


def _compare(node: Node, owner: Contact, seen: Checkpoint, note: bytes) -> None:
    """Hold a head that somebody else was shown against ours, with those that were too large to judge before."""
    with node.store.reading() as reader:
        if is_stopped(reader, seen.origin):
            return
        waiting = _heard(reader, seen.origin)
        contradiction, open_still = _judge(reader, owner, [*waiting, (seen, note)])
    if contradiction is not None:
        keep_evidence(node, owner, contradiction.evidence)
    if open_still != waiting:
        with node.store.writing() as writer:
            kept = [each.decode() for _, each in open_still]
            writer.set_setting(_heard_setting(seen.origin), canonical(kept) if kept else None)


_Seen = tuple[Checkpoint, bytes]


def _judge(reader: Reader, owner: Contact, heard: Sequence[_Seen]) -> tuple[Contradiction | None, list[_Seen]]:
    """Return the first contradiction, and the smallest of those heads that are larger than what we can judge."""
    still: dict[tuple[int, bytes], _Seen] = {}
    for seen, note in heard:
        root = _root_here(reader, seen)
        if root == seen.root:
            continue
        signed = _signed(owner, seen.origin, note)
        if signed is None:
            continue
        if root is None:
            still.setdefault((seen.size, seen.root), (seen, signed))
            continue
        try:
            check_no_fork(
                reader, owner.name, reader.log(seen.origin), witnessed(reader, seen.origin), seen, signed
            )  # fmt: skip
        except Contradiction as contradiction:
            return contradiction, []
    return None, [still[each] for each in sorted(still)][:MAX_HEARD]


def _root_here(reader: Reader, seen: Checkpoint) -> bytes | None:
    """Return the root that we hold at this size, or None where we cannot tell."""
    log, last = reader.log(seen.origin), witnessed(reader, seen.origin)
    if last is not None and last.size == seen.size:
        return last.root
    if log is not None and log.head is not None and seen.size <= log.size:
        return prefix_root(reader, seen.origin, seen.size)
    return None


def _signed(owner: Contact, origin: str, note: bytes) -> bytes | None:
    """Return the note with the log's signature alone, or None where the log did not sign it."""
    try:
        opened = open_note(note, archive_verifiers(owner.keys, origin))
    except TlogError:
        return None
    return format_note(opened.text, opened.signatures)


def _heard(reader: Reader, origin: str) -> list[_Seen]:
    data = reader.setting(_heard_setting(origin))
    return list(_opened(parse_canonical(data))) if data else []


def _opened(texts: Sequence[Any]) -> Iterator[_Seen]:
    for text in texts:
        seen, note = _open(str(text))
        if seen is not None:
            yield seen, note


# ── when ────────────────────────────────────────────────────────────────────────────────────────


def _is_due(reader: Reader, contact: Contact, now: datetime, newest: int) -> bool:
    data = reader.setting(_setting(contact))
    last: dict[str, Any] = parse_canonical(data) if data else {"at": 0, "evidence": 0}
    age = now.timestamp() - last["at"]
    # A clock that went back must not silence us until it has caught up.
    return newest != last["evidence"] or not 0 <= age < EVERY.total_seconds()


def _newest_evidence(reader: Reader) -> int:
    return max((row.id for row in reader.evidence()), default=0)


def _setting(contact: Contact) -> str:
    return f"gossip/{contact.name}"


def _heard_setting(origin: str) -> str:
    return f"heard/{origin}"
