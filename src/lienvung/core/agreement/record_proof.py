"""Prove to somebody without a node what logs say of records (docs/formats/record-proof.md, rules Z2–Z11).

A proof is a set of members, name -> bytes; the zip around them is not this module's business.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.agreement.contact import NodeDocument, check_node_json
from lienvung.core.agreement.errors import NodeDocumentInvalid, RecordProofInvalid, RecordProofUnknownRoot
from lienvung.core.agreement.signers import archive_verifiers, witness_verifiers
from lienvung.core.register.canonical import Value, canonical, parse_canonical
from lienvung.core.register.definition import definition_hash
from lienvung.core.register.entry import Entry, is_time, parse_entry
from lienvung.core.register.errors import NotCanonical, RegisterError
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.part import check_part, parse_part_body
from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.cosignature import cosignature_time
from lienvung.core.tlog.errors import NoteSignatureInvalid, NoteUnsigned, TlogError
from lienvung.core.tlog.merkle import check_inclusion, leaf_hash
from lienvung.core.tlog.note import open_note, parse_note
from lienvung.core.tlog.proof import Proof, parse_proof

KIND: Final = "lienvung/record-proof/v1"
LIST: Final = "proof.json"
MOST_ENTRIES: Final = 20_000
MEMBER: Final = re.compile(
    r"proof\.json|entries/(?:0|[1-9][0-9]{0,4})/(?:leaf\.json|parts\.json|proof\.tlog-proof)"
    r"|definitions/[0-9a-f]{64}\.json|nodes/[a-z0-9]+(?:-[a-z0-9]+)*\.json"
)
_DOMAIN = b"lienvung/record-proof/v1\0"
_SALT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One entry to be proved: its leaf, its .tlog-proof, and the parts that are shown as (salt, body)."""

    leaf: bytes
    proof: bytes
    parts: Mapping[str, tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness that cosigned: its node, its root fingerprint, and the second it stated."""

    node: str
    fingerprint: str
    time: int


@dataclass(frozen=True, slots=True)
class Proved:
    """One entry that is in a signed log: what of it is shown, and who vouches."""

    entry: Entry
    index: int
    checkpoint: Checkpoint
    node: NodeDocument
    shown: Mapping[str, Mapping[str, Any]]
    definition: Mapping[str, Any]
    witnesses: tuple[Cosigned, ...]
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class Verdict:
    """A proof that holds. `compared`: every log's root fingerprint is one that the reader has from elsewhere."""

    made: str
    entries: tuple[Proved, ...]
    code_hash: bytes
    compared: bool


def format_record_proof(
    made: str, entries: Sequence[Disclosed], definitions: Sequence[Mapping[str, Any]], nodes: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the members of a proof, the list first; `made` is a time as entries spell it."""
    members = {LIST: canonical({"entries": len(entries), "made": made, "proof": KIND})}
    for number, each in enumerate(entries):
        folder = f"entries/{number}"
        members[f"{folder}/leaf.json"] = each.leaf
        members[f"{folder}/proof.tlog-proof"] = each.proof
        members[f"{folder}/parts.json"] = canonical(
            {name: {"body": body.decode(), "salt": salt.hex()} for name, (salt, body) in each.parts.items()}
        )
    members |= {f"definitions/{definition_hash(each)}.json": canonical(dict(each)) for each in definitions}
    return members | {f"nodes/{name}.json": node_json for name, node_json in nodes.items()}


def check_record_proof(members: Mapping[str, bytes], roots: Collection[str] = ()) -> Verdict:
    """Judge a proof; raise RecordProofInvalid, naming rule and member, or RecordProofUnknownRoot.

    `roots` are root fingerprints (64 hex) that the reader has from elsewhere.
    """
    made, count = _read_list(members)
    _check_names(members, count)
    documents: dict[str, NodeDocument] = {}
    entries: list[Proved] = []
    for number in range(count):
        entries.append(_Entry(members, f"entries/{number}", documents).judge())
    if len({(each.checkpoint.origin, each.index) for each in entries}) != count:
        raise RecordProofInvalid("Z10-once", LIST)
    compared = [_is_compared(each.node, roots) for each in entries]
    if roots and not any(compared):
        raise RecordProofUnknownRoot(entries[0].node.name, entries[0].node.fingerprint)
    return Verdict(made, tuple(entries), code_hash(entries), all(compared))


def code_hash(entries: Sequence[Proved]) -> bytes:
    """Return the SHA-256 whose first bytes are the code that two people compare."""
    rows: list[list[Value]] = [
        [each.index, each.leaf_hash.hex(), each.checkpoint.origin, each.checkpoint.root.hex(), each.checkpoint.size]
        for each in entries
    ]
    return hashlib.sha256(_DOMAIN + canonical(rows)).digest()


def _is_compared(node: NodeDocument, roots: Collection[str]) -> bool:
    return not node.roots.isdisjoint(roots)


def _read_list(members: Mapping[str, bytes]) -> tuple[str, int]:
    try:
        document = parse_canonical(members[LIST])
    except KeyError:
        raise RecordProofInvalid("Z1-zip", LIST) from None
    except NotCanonical as error:
        raise RecordProofInvalid("Z2-list", LIST) from error
    sound = isinstance(document, dict) and document.keys() == {"entries", "made", "proof"}
    if not sound or document["proof"] != KIND or not is_time(document["made"]):
        raise RecordProofInvalid("Z2-list", LIST)
    count = document["entries"]
    if type(count) is not int or not 1 <= count <= MOST_ENTRIES:
        raise RecordProofInvalid("Z2-list", LIST)
    return document["made"], count


def _check_names(members: Mapping[str, bytes], count: int) -> None:
    wanted = {f"entries/{n}/{name}" for n in range(count) for name in ("leaf.json", "parts.json", "proof.tlog-proof")}
    for name in wanted - members.keys():
        raise RecordProofInvalid("Z1-zip", name)
    for name in members:
        if not MEMBER.fullmatch(name) or (name.startswith("entries/") and name not in wanted):
            raise RecordProofInvalid("Z1-zip", name)


@dataclass(slots=True)
class _Entry:
    """One entry of a proof while it is judged; node documents are opened once for all of them."""

    members: Mapping[str, bytes]
    folder: str
    documents: dict[str, NodeDocument]

    def judge(self) -> Proved:
        proof, checkpoint = self._read_proof()
        origin = checkpoint.origin
        node = self._node(origin)
        witnesses = self._check_signed(proof, node, origin)
        leaf = self.members[f"{self.folder}/leaf.json"]
        hashed = leaf_hash(leaf)
        try:
            check_inclusion(proof.index, checkpoint.size, hashed, proof.hashes, checkpoint.root)
        except TlogError as error:
            raise self._broken("Z6-included", "proof.tlog-proof") from error
        entry = self._read_leaf(leaf, node, origin, proof.index)
        shown = dict(self._read_parts(entry))
        return Proved(entry, proof.index, checkpoint, node, shown, self._definition(entry), witnesses, hashed)

    def _broken(self, rule: str, name: str) -> RecordProofInvalid:
        return RecordProofInvalid(rule, f"{self.folder}/{name}")

    def _read_proof(self) -> tuple[Proof, Checkpoint]:
        try:
            proof = parse_proof(self.members[f"{self.folder}/proof.tlog-proof"])
            return proof, parse_checkpoint(parse_note(proof.checkpoint)[0])
        except TlogError as error:
            raise self._broken("Z3-proof", "proof.tlog-proof") from error

    def _node(self, origin: str) -> NodeDocument:
        try:
            name = parse_origin(origin)[0]
        except RegisterError as error:
            raise self._broken("Z3-proof", "proof.tlog-proof") from error
        node = self._document(name)
        if node is None:
            raise RecordProofInvalid("Z4-signer", f"nodes/{name}.json")
        return node

    def _document(self, name: str) -> NodeDocument | None:
        member = f"nodes/{name}.json"
        if name not in self.documents and member in self.members:
            try:
                document = check_node_json(self.members[member])
            except NodeDocumentInvalid as error:
                raise RecordProofInvalid("Z4-signer", member) from error
            if document.name != name:
                raise RecordProofInvalid("Z4-signer", member)
            self.documents[name] = document
        return self.documents.get(name)

    def _check_signed(self, proof: Proof, node: NodeDocument, origin: str) -> tuple[Cosigned, ...]:
        _, signatures = parse_note(proof.checkpoint)
        names = dict.fromkeys(each.name for each in signatures if each.name.endswith("/witness"))
        # Nobody witnesses itself.
        names.pop(f"{node.name}/witness", None)
        known = [found for name in names if (found := self._document_of_witness(name)) is not None]
        cosigners = [each for document in known for each in witness_verifiers(document.keys, taken=False)]
        log = archive_verifiers(node.keys, origin)
        try:
            open_note(proof.checkpoint, log)
            opened = open_note(proof.checkpoint, [*log, *cosigners])
        except (NoteSignatureInvalid, NoteUnsigned) as error:
            raise self._broken("Z5-signature", "proof.tlog-proof") from error
        by_name = {f"{document.name}/witness": document for document in known}
        return tuple(
            Cosigned(by_name[line.name].name, by_name[line.name].fingerprint, cosignature_time(line))
            for line in opened.signatures
            if line.name in by_name
        )

    def _document_of_witness(self, name: str) -> NodeDocument | None:
        node = name.removesuffix("/witness")
        return self._document(node) if MEMBER.fullmatch(f"nodes/{node}.json") else None

    def _read_leaf(self, leaf: bytes, node: NodeDocument, origin: str, index: int) -> Entry:
        register = parse_origin(origin)[1]
        try:
            entry = parse_entry(leaf, register)
        except RegisterError as error:
            raise self._broken("Z7-leaf", "leaf.json") from error
        for each in node.keys.log:
            first, stop = each.revoked.void.get(register, (0, 0)) if each.revoked else (0, 0)
            if first <= index < stop:
                raise self._broken("Z7-leaf", "leaf.json")
        return entry

    def _read_parts(self, entry: Entry) -> Iterator[tuple[str, Mapping[str, Any]]]:
        try:
            parts = parse_canonical(self.members[f"{self.folder}/parts.json"])
            if not isinstance(parts, dict) or not all(map(_is_part, parts.values())):
                raise self._broken("Z8-parts", "parts.json")
            for name, part in parts.items():
                body = part["body"].encode()
                check_part(name, bytes.fromhex(part["salt"]), body, entry.parts.get(name, ""))
                yield name, parse_part_body(body, name)
        except (RegisterError, UnicodeEncodeError) as error:
            raise self._broken("Z8-parts", "parts.json") from error

    def _definition(self, entry: Entry) -> Mapping[str, Any]:
        member = f"definitions/{entry.definition}.json"
        try:
            document: Any = parse_canonical(self.members[member])
        except (KeyError, NotCanonical) as error:
            raise RecordProofInvalid("Z9-definition", member) from error
        if not isinstance(document, dict) or definition_hash(document) != entry.definition:
            raise RecordProofInvalid("Z9-definition", member)
        return document


def _is_part(part: object) -> bool:
    if not isinstance(part, dict) or part.keys() != {"body", "salt"}:
        return False
    return isinstance(part["body"], str) and isinstance(part["salt"], str) and bool(_SALT.fullmatch(part["salt"]))
