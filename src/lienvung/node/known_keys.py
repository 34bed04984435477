"""The public keys by which what a node holds is checked: its contacts' as approved, its own from outside the store.

Our own are read from `keys/node.json`, which `init` and `keys install` write and which needs no passphrase; without
that file, from the private keys themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lienvung.core.agreement.keys import KeysDocument
from lienvung.core.agreement.signers import PeriodCosigner, witness_verifiers
from lienvung.core.tlog.cosignature import CosignatureVerifier
from lienvung.core.tlog.note import NoteVerifier, Verifier
from lienvung.node.contact import contacts, read_contact, witness_name
from lienvung.node.home import Home
from lienvung.node.keys import NodeKeys, load_keys
from lienvung.node.stores.port import DutyReader

OWN_FILE: Final = "node.json"

LogKeys = Mapping[str, bytes | Sequence[bytes]]
"""By node, its log key, or all those that it ever had and did not revoke; 32 raw bytes each."""

WitnessKeys = Mapping[str, Sequence[NoteVerifier]]
"""By node, who it is as a witness."""


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """The log keys and the witnesses that a node trusts for what it holds already, by node name."""

    log: LogKeys
    witness: WitnessKeys


def read_known_keys(home: Home, reader: DutyReader) -> KnownKeys:
    """Return the keys of a node's folder and of its contacts (KeyUnreadable)."""
    public = home.keys / OWN_FILE
    if public.is_file():
        return known_keys(reader, read_contact(public.read_bytes()).keys)
    return _held_keys(home.settings.name, load_keys(home.keys), known_keys(reader))


def known_keys(reader: DutyReader, *own: KeysDocument) -> KnownKeys:
    """Return the keys of all contacts, and those of a document of our own."""
    documents = [*(each.keys for each in contacts(reader).values()), *own]
    return KnownKeys(
        {each.node: tuple(listed.key for listed in each.log if listed.revoked is None) for each in documents},
        {each.node: _archive_witness(each) for each in documents},
    )


def write_own(keys: Path, node_json: bytes) -> None:
    """Keep our own public keys where the store is not, for whoever checks it."""
    fresh = keys / f"{OWN_FILE}.new"
    fresh.write_bytes(node_json)
    fresh.replace(keys / OWN_FILE)


def as_verifiers(keys: bytes | Sequence[bytes], origin: str) -> list[Verifier]:
    """Return who signs checkpoints of an origin, by its node's keys."""
    return [Verifier(origin, key) for key in ([keys] if isinstance(keys, bytes) else keys)]


def _archive_witness(document: KeysDocument) -> list[PeriodCosigner]:
    return witness_verifiers(document, taken=False)


def _held_keys(name: str, own: NodeKeys, known: KnownKeys) -> KnownKeys:
    witness = [CosignatureVerifier(witness_name(name), key) for key in own.signing("witness")]
    return KnownKeys({**known.log, name: tuple(own.signing("log"))}, {**known.witness, name: witness})
