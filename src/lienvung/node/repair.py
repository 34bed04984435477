"""Make a sound store beside a damaged one, with what a partner holds in place of what was damaged.

What is sound is copied, and verified once more on the way; a damaged entry of our own log comes back from a partner,
tied to the root that we signed; a partner's damaged log is left out and pulled anew; damaged values are asked for
again. Tables are projected afresh. The damaged store itself is only read.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import TypeVar

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.core.register.part import part_digest
from lienvung.core.tlog.merkle import Frontier, leaf_hashes
from lienvung.core.tlog.tile import TILE_WIDTH, parse_entry_bundle
from lienvung.node.errors import StoreDamaged
from lienvung.node.exchange.cursor import EVERYTHING, Cursor, write_cursor
from lienvung.node.exchange.recovery import LOST
from lienvung.node.extent import cursor_setting
from lienvung.node.finding import Finding
from lienvung.node.guard import INSTALLATION
from lienvung.node.rebuild import project_again
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.bundles import unpack_bundle
from lienvung.node.stores.port import Reader, Store, Writer
from lienvung.node.stores.rows import LogState, PartRow

T = TypeVar("T")

FetchBundle = Callable[[str, int, int], list[bytes]]
"""Returns the leaves of one entry bundle of an own log, by register, number and width, as a partner holds them."""
Resign = Callable[[Writer, str, int, bytes], bytes]
"""Signs again a root that we signed before, for a log whose signed note was damaged."""


@dataclass(slots=True)
class Repaired:
    """What became of what was damaged: entries fetched again, logs left out, values lacking, rows of duty lost."""

    entries: int = 0
    dropped: list[str] = field(default_factory=list)
    lacking: int = 0
    lost: list[str] = field(default_factory=list)


@dataclass
class Repair:
    """A damaged store on its way into a fresh one."""

    name: str
    findings: Collection[Finding]
    fetch: FetchBundle
    resign: Resign
    done: Repaired = field(default_factory=Repaired)

    def into(self, damaged: Store, fresh: Store, catalogue: Mapping[str, Definition]) -> Repaired:
        """Fill the fresh store in one transaction and return what was done (StoreDamaged where nothing can be read)."""
        with fresh.writing() as writer:
            read = False
            try:
                with damaged.reading() as reader:
                    self._copy_all(reader, writer)
                    read = True
            except StoreDamaged:
                # A snapshot in which a page could not be read may not end well; what was wanted of it was read.
                if not read:
                    raise
            writer.set_setting(INSTALLATION, fresh.instance.encode())
            project_again(writer, catalogue)
        return self.done

    def _copy_all(self, reader: Reader, writer: Writer) -> None:
        for log in reader.logs():
            self._copy_log(reader, writer, log)
        self._copy_blobs(reader, writer)
        self._copy_duty(reader, writer)

    def _copy_log(self, reader: Reader, writer: Writer, log: LogState) -> None:
        own = log.node == self.name
        size, root = self._signed(reader, log) if own else (log.size, log.frontier.root())
        leaves = list(self._leaves(reader, log, size)) if own or not self._is_damaged(log) else []
        if not own and Frontier().extend(leaf_hashes(leaves)).root() != root:
            self.done.dropped.append(log.origin)
            return
        writer.create_log(log.origin)
        packed = dict(self._frames(reader, log, size, leaves))
        if size:
            frontier = writer.add_entries(log.origin, 0, leaves, packed=packed)
            head_lost = any(each.table == "log" and each.origin == log.origin for each in self.findings)
            self._remember_signed(reader, writer, log.origin, size)
            note = self.resign(writer, log.origin, size, frontier.root()) if own and head_lost else log.head or b""
            writer.commit_head(log.origin, size, note)
        for at, row in reader.cosignatures_from(log.origin, 0, 2**62):
            if not self._row_is_damaged("cosignature", row.witness):
                writer.add_cosignature(log.origin, at, row.witness, row.line)
        self._copy_parts(reader, writer, log, leaves, own=own)

    def _remember_signed(self, reader: Reader, writer: Writer, origin: str, size: int) -> None:
        for signed, held in reader.signed_heads(origin):
            if signed <= size and not self._row_is_damaged("signed_head", str(signed)):
                writer.record_signed_head(origin, signed, held)

    def _signed(self, reader: Reader, log: LogState) -> tuple[int, bytes]:
        """Return the newest head that we signed, by our own memory of it: a size in a table may be damaged."""
        every = reader.signed_heads(log.origin)
        heads = [head for head in every if not self._row_is_damaged("signed_head", str(head[0]))]
        return heads[-1] if heads else (log.size, log.frontier.root())

    def _is_damaged(self, log: LogState) -> bool:
        return any(each.origin == log.origin and each.table != "part" for each in self.findings)

    def _row_is_damaged(self, table: str, name: str) -> bool:
        return any((each.table, each.code, each.detail) == (table, "row-damaged", name) for each in self.findings)

    def _leaves(self, reader: Reader, log: LogState, size: int) -> Iterator[bytes]:
        """Yield every leaf, those of damaged bundles as the partner holds them."""
        here = [each for each in self.findings if each.origin == log.origin and each.table in ("bundle", "tail")]
        wrong = {(each.index or 0) // TILE_WIDTH for each in here}
        for n in range(-(-size // TILE_WIDTH)):
            width = min(TILE_WIDTH, size - n * TILE_WIDTH)
            held = self._read(reader, log.origin, n, width)
            if n in wrong or held is None:
                fetched = self.fetch(log.register, n, width)
                self.done.entries += len(fetched) if fetched != held else 0
                held = fetched
            yield from held

    def _read(self, reader: Reader, origin: str, n: int, width: int) -> list[bytes] | None:
        first = n * TILE_WIDTH
        leaves = readable(lambda: list(reader.entries(origin, first, first + width)))
        return leaves if leaves is not None and len(leaves) == width else None

    def _frames(self, reader: Reader, log: LogState, size: int, leaves: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
        """Yield the zstd frames that hold exactly these leaves, so that they stay as they were received."""
        for n in range(size // TILE_WIDTH):
            cut = list(leaves[n * TILE_WIDTH : (n + 1) * TILE_WIDTH])
            for frame in readable(partial(reader.packed_bundles, log.origin, n, 1)) or ():
                if readable(partial(_open_frame, frame)) == cut:
                    yield n, frame

    def _copy_parts(self, reader: Reader, writer: Writer, log: LogState, leaves: Sequence[bytes], *, own: bool) -> None:
        kept: list[PartRow] = []
        lacking: list[int] = []
        for index, leaf in enumerate(leaves):
            digests = entry_of(leaf).parts
            rows = readable(partial(_parts_at, reader, log.origin, index))
            sound = [row for row in rows or () if is_sound(row, digests.get(row.name))]
            kept += sound
            if rows is None or len(sound) < len(rows) or (own and len(sound) < len(digests)):
                lacking.append(index)
        writer.add_parts(log.origin, kept)
        self.done.lacking += len(lacking)
        if own and lacking:
            writer.set_setting(LOST + log.origin, b"%d" % lacking[0])
        if not own:
            write_cursor(writer, log.origin, Cursor(len(leaves), EVERYTHING))

    def _copy_blobs(self, reader: Reader, writer: Writer) -> None:
        for digest in readable(lambda: list(reader.blobs())) or ():
            data = readable(partial(reader.blob, digest))
            if data is not None and sha256(data).hexdigest() == digest:
                writer.add_blob(data)

    def _copy_duty(self, reader: Reader, writer: Writer) -> None:
        """Copy what no partner holds; a row whose sum does not fit is named as lost."""
        self.done.lost = [f"{each.table} {each.detail}" for each in self.findings if each.code == "row-damaged"]
        # Of a log that is pulled anew the values are asked for anew too.
        begun = {cursor_setting(origin) for origin in self.done.dropped}
        for name, value in self._rows("setting", reader.settings, lambda row: row[0]):
            if name not in begun and writer.setting(name) is None:
                writer.set_setting(name, value)
        for peer in self._rows("peer", reader.peers, lambda row: row.name):
            writer.set_peer(peer)
        for key, receipt in self._rows("receipt", reader.receipts, lambda row: row[0]):
            writer.remember_append(key, receipt)
        for line in reversed(self._rows("transfer", lambda: reader.transfers(limit=2**62), lambda row: row.id)):
            writer.add_transfer(line)
        for row in reversed(self._rows("evidence", reader.evidence, lambda row: row.at)):
            writer.add_evidence(row.at, row.node, row.origin, row.kind, row.notes, row.detail)

    def _rows(self, table: str, read: Callable[[], Iterable[T]], name_of: Callable[[T], str]) -> list[T]:
        """Return the sound rows of a table; where it cannot be read at all it is named as lost."""
        rows = readable(lambda: list(read()))
        if rows is None:
            self.done.lost.append(table)
        return [row for row in rows or () if not self._row_is_damaged(table, name_of(row))]


def _open_frame(frame: bytes) -> list[bytes]:
    return parse_entry_bundle(unpack_bundle(frame), TILE_WIDTH)


def _parts_at(reader: Reader, origin: str, index: int) -> list[PartRow]:
    return list(reader.parts(origin, index, index + 1))


def is_sound(row: PartRow, digest: str | None) -> bool:
    """Tell whether a part is what its entry commits to."""
    return digest is not None and (row.state != "held" or part_digest(row.salt, row.body).hex() == digest)


def readable(read: Callable[[], T]) -> T | None:
    """Return what could be read, or None where the store is too damaged there."""
    try:
        return read()
    except (LienVungError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("apsw", "psycopg", "zstandard"):
            raise
        return None
