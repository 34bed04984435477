"""Put the records of a backup into a store of any kind, inside one transaction, and only what verifies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lienvung.core.register.canonical import parse_canonical
from lienvung.core.tlog.tile import TILE_WIDTH
from lienvung.node.backup.check import frames_of, leaves_of, parts_of
from lienvung.node.backup.collect import HEAD
from lienvung.node.backup.duty_rows import put_duty
from lienvung.node.backup.records import BackupRecord
from lienvung.node.stores.part_rows import parse_parts
from lienvung.node.stores.port import Writer


@dataclass
class PutBack:
    """Records on their way into a store; a later file of a chain goes on where the one before it ended."""

    writer: Writer
    heads: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    signed: dict[str, dict[int, bytes]] = field(default_factory=dict)

    def put_all(self, file: str, records: Iterable[BackupRecord]) -> None:
        """Put the records of one file; files of the home are not for the store."""
        for record in records:
            self._put(file, record)

    def show(self) -> None:
        """Show every log under its newest head, and remember what was signed."""
        for origin, (size, note) in self.heads.items():
            if size:
                self.writer.commit_head(origin, size, note)
            for signed, root in sorted(self.signed.get(origin, {}).items()):
                self.writer.record_signed_head(origin, signed, root)

    def _put(self, file: str, record: BackupRecord) -> None:
        kind, facts = record.kind, record.facts
        if kind == "log":
            self._put_log(facts["origin"], facts["size"], record.body)
        elif kind in ("bundles", "leaves"):
            self._put_leaves(record)
        elif kind == "parts":
            self._put_parts(record)
        elif kind == "heads":
            self.signed.setdefault(facts["origin"], {}).update(HEAD.iter_unpack(record.body))
        elif kind == "cosignatures":
            for size, witness, line in parse_canonical(record.body):
                self.writer.add_cosignature(facts["origin"], size, witness, line)
        elif kind == "blob":
            self.writer.add_blob(record.body)
        elif kind == "setting":
            self.writer.set_setting(facts["name"], record.body)
        elif kind in ("peer", "receipt", "transfer", "evidence"):
            put_duty(self.writer, record, file)

    def _put_log(self, origin: str, size: int, note: bytes) -> None:
        self.writer.create_log(origin)
        if size >= self.heads.get(origin, (0, b""))[0]:
            self.heads[origin] = size, note

    def _put_leaves(self, record: BackupRecord) -> None:
        origin = record.facts["origin"]
        first, leaves = leaves_of(record)
        held = self._stored(origin)
        packed: Mapping[int, bytes] = {}
        if record.kind == "bundles":
            packed = dict(enumerate(frames_of(record), first // TILE_WIDTH))
        if first + len(leaves) > held:
            self.writer.add_entries(origin, held, leaves[held - first :], packed=packed)

    def _put_parts(self, record: BackupRecord) -> None:
        rows = [row for index, data in parts_of(record) for row in parse_parts(index, data)]
        self.writer.add_parts(record.facts["origin"], rows)

    def _stored(self, origin: str) -> int:
        log = self.writer.log(origin)
        return log.pending.size if log else 0
