"""The history checker: what was acknowledged is there, what was signed is one history, copies are prefixes.

The log is the order, so a history is checked by reading it: no search among interleavings is needed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lienvung.catalogue.load import load_catalogue
from lienvung.core.register.canonical import parse_canonical
from lienvung.node.fsck import fsck
from lienvung.node.keys import public_bytes
from lienvung.node.stores.port import Reader, Store
from tests.faults.actors import keys_of

NAMES = ("hai-phong", "quang-ninh", "bac-ninh")


@dataclass(frozen=True)
class Done:
    """What a client was told: the words of its batch, the batch's id, and how many entries it has."""

    words: str
    batch: str
    entries: int


def heard(output: str) -> list[Done]:
    """Return the acknowledgements in what a process said; a line that was cut off is none."""
    lines = [line.split() for line in output.splitlines(keepends=True) if line.endswith("\n")]
    return [Done(words, name, int(count)) for said, words, name, count in lines if said == "done" and name != "pull"]


def check_acknowledged(store: Store, done: Iterable[Done]) -> None:
    """I1: every acknowledged batch is there, once and whole; every other is whole or not there."""
    with store.reading() as reader:
        held = _batches(reader, "quang-ninh")
        for each in done:
            receipt = reader.appended(each.words)
            assert receipt is not None, f"lost: {each}"
            assert receipt.batch == each.batch, f"another under the same key: {each}"
            assert held[each.batch] == each.entries, f"{held[each.batch]} of {each}"
        assert all(log.complete for log in reader.logs() if log.node == "quang-ninh")


def _batches(reader: Reader, node: str) -> Counter[str]:
    held: Counter[str] = Counter()
    for log in reader.logs():
        if log.node == node:
            leaves = map(parse_canonical, reader.entries(log.origin, 0, log.size))
            held.update(leaf["batch"] for leaf in leaves if leaf["op"] != "define")
    return held


def check_signed_once(told: Path) -> None:
    """I2: whatever a key signed in all its lives, no size has two roots and none shrinks."""
    roots: dict[tuple[str, int], str] = {}
    newest: dict[str, int] = {}
    for line in told.read_text("ascii").splitlines() if told.exists() else ():
        origin, size, root = line.split()
        assert roots.setdefault((origin, int(size)), root) == root, f"two roots: {line}"
        assert int(size) >= newest.get(origin, 0), f"shrank: {line}"
        newest[origin] = int(size)


def check_sound(store: Store, names: Sequence[str] = NAMES) -> None:
    """I3: fsck finds nothing, with nothing but keys in its hand."""
    keys = {name: public_bytes(keys_of(name).log) for name in names}
    report = fsck(store, keys, load_catalogue())
    assert report.sound, report.findings


def check_prefix(copy: Store, steward: Store, node: str) -> dict[str, int]:
    """I4: what the copy shows of a node's logs is, byte for byte, a beginning of them; return the sizes shown."""
    sizes = {}
    with copy.reading() as mine, steward.reading() as theirs:
        for log in mine.logs():
            if log.node == node:
                held = list(mine.entries(log.origin, 0, log.size))
                assert held == list(theirs.entries(log.origin, 0, log.size)), log.origin
                sizes[log.origin] = log.size
    return sizes
