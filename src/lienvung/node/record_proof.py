"""Make and open the proof of records that travels alone: one zip (docs/formats/record-proof.md)."""

import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import IO, Any, Final

from lienvung.core.agreement.errors import RecordProofInvalid
from lienvung.core.agreement.record_proof import LIST, MEMBER, Disclosed, format_record_proof
from lienvung.core.register.record import HELD, Record, Version
from lienvung.core.tlog.merkle import prove_inclusion
from lienvung.core.tlog.note import parse_note
from lienvung.core.tlog.proof import Proof, format_proof
from lienvung.node.contact import own_node_json
from lienvung.node.errors import EntryNotHeld
from lienvung.node.stores.port import Reader
from lienvung.node.zip_member import add_member

SHEET: Final = "giay-chung-nhan.docx"
SCRIPT: Final = "verify_lienvung_proof.py"
README: Final = "DOC-TRUOC.txt"
FOR_PEOPLE: Final = frozenset({SHEET, SCRIPT, README})
MOST_MEMBERS: Final = 65_000
LONGEST_MEMBER: Final = 4 * 2**20
LARGEST: Final = 256 * 2**20


def prove_records(
    reader: Reader, node: str, records: Iterable[Record], names: Collection[str], made: str
) -> dict[str, bytes]:
    """Return the members of a proof of records, showing those of the named parts that are held (EntryNotHeld).

    Of each record it proves the entry that holds its values and, where that is another, the newest one.
    """
    gathered = _Gathered(reader, node, frozenset(names))
    entries = [each for record in records for each in gathered.disclose(record)]
    return format_record_proof(made, entries, list(gathered.definitions.values()), gathered.node_documents())


def script() -> bytes:
    """Return the verifier that stands alone."""
    return files("lienvung.node").joinpath(SCRIPT).read_bytes()


def write_proof_zip(target: IO[bytes], members: Mapping[str, bytes], for_people: Mapping[str, bytes]) -> None:
    """Write a proof and what goes with it for people; the same content is the same file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**members, **for_people}.items():
            add_member(archive, name, data)


def read_proof_zip(source: IO[bytes]) -> dict[str, bytes]:
    """Return what a machine reads of a proof's zip, each member bounded before it is unpacked (RecordProofInvalid)."""
    try:
        with zipfile.ZipFile(source) as archive:
            return {name: archive.read(name) for name in _check_members(archive)}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        raise RecordProofInvalid("Z1-zip", "") from None


def _check_members(archive: zipfile.ZipFile) -> list[str]:
    names = archive.namelist()
    infos = [info for info in archive.infolist() if info.filename not in FOR_PEOPLE]
    rules = (
        len(set(names)) == len(names) <= MOST_MEMBERS,
        [info.filename for info in infos[:1]] == [LIST],
        all(MEMBER.fullmatch(info.filename) for info in infos),
        all(info.file_size <= LONGEST_MEMBER for info in infos),
        sum(info.file_size for info in infos) <= LARGEST,
    )
    if not all(rules):
        raise RecordProofInvalid("Z1-zip", "")
    return [info.filename for info in infos]


@dataclass
class _Gathered:
    """What a proof needs besides its entries, collected while they are read."""

    reader: Reader
    node: str
    names: frozenset[str]
    definitions: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    signers: set[str] = field(default_factory=set)

    def disclose(self, record: Record) -> Iterator[Disclosed]:
        """Yield the entries that make a record what it is."""
        history = self.reader.history(record.register, record.key)
        upto = [each for each in history if (each.origin, each.index) == (record.origin, record.index)]
        puts = [each for each in history if each.entry.op == "put" and _is_values_of(each, record)]
        for version in {(each.origin, each.index): each for each in (*puts[-1:], *upto)}.values():
            yield self._disclose(version)

    def _disclose(self, version: Version) -> Disclosed:
        log = self.reader.log(version.origin)
        if log is None or log.head is None or version.index >= log.size:
            raise EntryNotHeld(version.origin, version.index)
        lines = self.reader.cosignatures(version.origin, log.size)
        note = log.head + "".join(row.line for row in lines).encode()
        self.signers |= {log.node, *(each.name.removesuffix("/witness") for each in parse_note(note)[1])}
        definition = self.reader.definition_by_hash(version.entry.register, version.entry.definition)
        if definition is not None:
            self.definitions[definition.hash] = definition.document
        path = prove_inclusion(version.index, log.size, self.reader.hashes(version.origin))
        proof = format_proof(Proof(version.index, tuple(path), note))
        return Disclosed(self.reader.entry(version.origin, version.index), proof, self._parts(version))

    def _parts(self, version: Version) -> dict[str, tuple[bytes, bytes]]:
        # What was done to a record is in the shared part of any op; other parts are values, of puts alone.
        names = self.names if version.entry.op == "put" else self.names & {"shared"}
        rows = self.reader.parts(version.origin, version.index, version.index + 1, sorted(names))
        return {row.name: (row.salt, row.body) for row in rows if row.state == HELD}

    def node_documents(self) -> dict[str, bytes]:
        """Return the node documents of those who signed, as far as they are known here."""
        known = {peer.name: peer.document for peer in self.reader.peers()}
        own = own_node_json(self.reader)
        known |= {self.node: own} if own else {}
        return {name: known[name] for name in sorted(self.signers & known.keys())}


def _is_values_of(version: Version, record: Record) -> bool:
    return version.entry.parts == record.digests
