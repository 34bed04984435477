"""Repair a node's store in its folder, with the help of partners; the damaged file is kept under another name."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lienvung.catalogue import load_catalogue
from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.note import sign_note
from lienvung.core.tlog.tile import parse_entry_bundle
from lienvung.node.backup.restore import RESTORING, take_names
from lienvung.node.contact import contact
from lienvung.node.errors import StoreDamaged
from lienvung.node.exchange.http_source import HttpSource
from lienvung.node.exchange.pull import pull
from lienvung.node.exchange.reconcile import open_source
from lienvung.node.exchange.recovery import fetch_back
from lienvung.node.finding import Finding
from lienvung.node.fsck import Report, fsck
from lienvung.node.home import Home, open_file
from lienvung.node.keys import load_keys
from lienvung.node.known_keys import read_known_keys
from lienvung.node.node import Node
from lienvung.node.own_keys import log_signers
from lienvung.node.repair import Repair, Repaired
from lienvung.node.stores.port import Writer


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What was damaged before, what was done, what is still wrong, and where the damaged file is kept."""

    before: tuple[Finding, ...]
    done: Repaired
    after: Report
    kept: tuple[Path, ...]


def repair_home(
    home: Home, partners: Sequence[str], *, now: Callable[[], datetime], random: Callable[[int], bytes]
) -> RepairReport:
    """Make the store of a folder sound again (StoreDamaged, KeyUnreadable, ContactUnknown, and what a pull raises).

    The caller holds the folder's lock. Unless the outcome is sound the old store stays in its place.
    """
    catalogue = load_catalogue(home.registers)
    beside = home.node_store.with_name(home.node_store.name + RESTORING)
    for left in home.path.glob(f"{beside.name}*"):
        left.unlink()
    with closing(open_file(home.node_store)) as damaged, closing(open_file(beside)) as fresh:
        node = Node(home.settings.name, damaged, load_keys(home.keys), catalogue, now, random)
        with damaged.reading() as reader:
            keys = read_known_keys(home, reader).log
            helpers = [contact(reader, each) for each in partners]
        before = fsck(damaged, keys, catalogue).findings
        open_to = {each.name: open_source(node, each, allow_loopback=home.settings.allow_loopback) for each in helpers}
        try:
            repair = Repair(node.name, before, _fetch(list(open_to.values()), home), _resigner(node))
            done = repair.into(damaged, fresh, catalogue)
            mended = replace(node, store=fresh)
            for each in helpers:
                fetch_back(mended, each, open_to[each.name].held())
                pull(mended, each, open_to[each.name])
        finally:
            for source in open_to.values():
                source.close()
        after = fsck(fresh, keys, catalogue)
    kept = take_names(home.path, [beside], now()) if after.sound else []
    return RepairReport(tuple(before), done, after, tuple(kept))


def _fetch(sources: Sequence[HttpSource], home: Home) -> Callable[[str, int, int], list[bytes]]:
    def fetch(register: str, n: int, width: int) -> list[bytes]:
        for source in sources:
            return parse_entry_bundle(source.held().entry_bundle(register, n, width), width)
        raise StoreDamaged(str(home.node_store), f"{home.settings.name}/{register} [{n * 256}]")

    return fetch


def _resigner(node: Node) -> Callable[[Writer, str, int, bytes], bytes]:
    def resign(writer: Writer, origin: str, size: int, root: bytes) -> bytes:
        # The root was signed before: our own memory of what we signed says so.
        writer.record_signed_head(origin, size, root)
        with node.store.reading() as reader:
            return sign_note(format_checkpoint(Checkpoint(origin, size, root)), *log_signers(node, reader, origin))

    return resign
