"""Check a backup as `fsck` checks a store: as it streams by, trusting only keys, keeping nothing of it.

Each log's root is made again from the leaves and compared with the head that its owner signed; each part with the
digest in its leaf; each blob with its hash. Standby segments continue where the file before them ended.
"""

import struct
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

import zstandard

from lienvung.core.errors import LienVungError
from lienvung.core.register.part import part_digest
from lienvung.core.tlog.checkpoint import Checkpoint
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.merkle import Frontier, leaf_hashes
from lienvung.core.tlog.tile import TILE_WIDTH, parse_entry_bundle
from lienvung.node.backup.collect import HEAD, PART
from lienvung.node.backup.duty_rows import parse_peer
from lienvung.node.backup.errors import BackupGap, BackupMalformed
from lienvung.node.backup.records import BackupRecord
from lienvung.node.finding import Finding
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.bundles import unpack_bundle
from lienvung.node.stores.part_rows import parse_parts

OpenHead = Callable[[str, bytes, bytes | None], Checkpoint]
"""Opens a signed note of an origin, given the approved document of its node in the backup, or None for our own."""

_DUTY: Final = ("setting", "peer", "receipt", "transfer", "evidence")
KINDS: Final = frozenset(
    ("begin", "log", "bundles", "leaves", "parts", "heads", "cosignatures", "blob", "file", *_DUTY)
)
_LENGTH: Final = struct.Struct(">I")


@dataclass(slots=True)
class Checked:
    """What a backup has in it, and what is wrong with it."""

    node: str = ""
    made: str = ""
    logs: int = 0
    entries: int = 0
    parts: int = 0
    blobs: int = 0
    files: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass
class BackupCheck:
    """A check that goes on from one file of a chain to the next."""

    open_head: OpenHead
    checked: Checked = field(default_factory=Checked)
    frontiers: dict[str, Frontier] = field(default_factory=dict)
    peers: dict[str, bytes] = field(default_factory=dict)
    _origin: str = ""
    _size: int = 0
    _note: bytes = b""
    _digests: dict[int, Mapping[str, str]] = field(default_factory=dict)
    _done: bool = False

    def check(self, file: str, records: Iterable[BackupRecord]) -> Iterator[BackupRecord]:
        """Check the records of one file and pass each on (BackupGap, BackupMalformed)."""
        for record in records:
            self._look(file, record)
            yield record
        self._close_log()

    def _look(self, file: str, record: BackupRecord) -> None:
        if record.kind not in KINDS:
            raise BackupMalformed(file, f"kind {record.kind}")
        try:
            self._look_at(file, record)
        except (KeyError, TypeError, ValueError, struct.error, zstandard.ZstdError, TlogError) as error:
            raise BackupMalformed(file, f"{record.kind}: {error}") from None

    def _look_at(self, file: str, record: BackupRecord) -> None:
        facts = record.facts
        if record.kind == "begin":
            self.checked.node, self.checked.made = facts["node"], facts["made"]
            self._check_chain(file, facts.get("since", {}))
        elif record.kind == "peer":
            peer = parse_peer(record, file)
            self.peers[peer.name] = peer.document
        elif record.kind == "log":
            self._close_log()
            self._origin, self._size, self._note = facts["origin"], facts["size"], record.body
            self.frontiers.setdefault(self._origin, Frontier())
            self._digests = {}
        elif record.kind in ("bundles", "leaves"):
            self._take_leaves(file, facts["origin"], *leaves_of(record))
        elif record.kind == "parts":
            self._take_parts(record)
        elif record.kind == "heads":
            self._check_signed(record)
        elif record.kind == "blob":
            self.checked.blobs += 1
            if sha256(record.body).hexdigest() != facts["sha256"]:
                self._find("blob", "", None, "blob-damaged", str(facts["sha256"]))
        elif record.kind == "file" and facts["at"] == 0:
            self.checked.files.append(facts["name"])

    def _check_chain(self, file: str, since: Mapping[str, int]) -> None:
        for origin, size in since.items():
            held = self.frontiers.get(origin, Frontier()).size
            if held < size:
                raise BackupGap(file, origin, held, size)

    def _take_leaves(self, file: str, origin: str, first: int, leaves: list[bytes]) -> None:
        held = self.frontiers[origin]
        if origin != self._origin or first > held.size:
            raise BackupMalformed(file, "leaves out of order")
        if self._done:
            # Values follow the leaves that they belong to: what came before is done with.
            self._digests, self._done = {}, False
        for index, leaf in enumerate(leaves, first):
            try:
                self._digests[index] = entry_of(leaf).parts
            except LienVungError as error:
                self._find("bundle", origin, index, error.code)
        fresh = leaves[held.size - first :]
        self.frontiers[origin] = held.extend(leaf_hashes(fresh))
        self.checked.entries += len(fresh)

    def _take_parts(self, record: BackupRecord) -> None:
        self._done = True
        for index, data in parts_of(record):
            for row in parse_parts(index, data):
                self.checked.parts += 1
                digest = self._digests.get(index, {}).get(row.name)
                if digest is None or (row.state == "held" and part_digest(row.salt, row.body).hex() != digest):
                    self._find("part", self._origin, index, "part-damaged", row.name)

    def _check_signed(self, record: BackupRecord) -> None:
        frontier = self.frontiers[self._origin]
        for size, root in HEAD.iter_unpack(record.body):
            if size > frontier.size or (size == frontier.size and root != frontier.root()):
                self._find("signed_head", self._origin, size, "root-differs")

    def _close_log(self) -> None:
        """Compare what came of a log with the head under which it came."""
        origin, self._origin = self._origin, ""
        if not origin:
            return
        self.checked.logs += 1
        frontier = self.frontiers[origin]
        if frontier.size > self._size:
            return  # an older head than that of the file before it: that one was checked
        if frontier.size < self._size:
            self._find("bundle", origin, frontier.size, "leaf-missing")
        elif frontier.size:
            self._check_head(origin, frontier)

    def _check_head(self, origin: str, frontier: Frontier) -> None:
        try:
            head = self.open_head(origin, self._note, self.peers.get(origin.partition("/")[0]))
        except LienVungError as error:
            self._find("log", origin, None, "head-damaged", str(error))
            return
        if (head.size, head.root) != (frontier.size, frontier.root()):
            self._find("log", origin, None, "root-differs", b64encode(frontier.root()).decode())

    def _find(self, table: str, origin: str, index: int | None, code: str, detail: str = "") -> None:
        self.checked.findings.append(Finding(table, origin, index, code, detail))


def leaves_of(record: BackupRecord) -> tuple[int, list[bytes]]:
    """Return the index of the first leaf of a `bundles` or `leaves` record, and its leaves."""
    if record.kind == "leaves":
        return record.facts["first"], parse_entry_bundle(record.body)
    leaves: list[bytes] = []
    for frame in frames_of(record):
        leaves += parse_entry_bundle(unpack_bundle(frame), TILE_WIDTH)
    return record.facts["first"] * TILE_WIDTH, leaves


def frames_of(record: BackupRecord) -> Iterator[bytes]:
    """Yield the zstd frames of a `bundles` record."""
    at, body = 0, record.body
    while at < len(body):
        stop = at + 4 + _LENGTH.unpack_from(body, at)[0]
        yield body[at + 4 : stop]
        at = stop


def parts_of(record: BackupRecord) -> Iterator[tuple[int, bytes]]:
    """Yield (index, parts of the entry) of a `parts` record."""
    at, body = 0, record.body
    while at < len(body):
        index, length = PART.unpack_from(body, at)
        at += PART.size + length
        yield index, body[at - length : at]
