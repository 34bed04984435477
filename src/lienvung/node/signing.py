"""Sign the heads of our logs: only roots that an earlier transaction made durable, each size once (node/append.py)."""

from collections.abc import Iterable
from contextlib import suppress

from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.note import parse_note, sign_note
from lienvung.node.erased_files import destroy_erased_files
from lienvung.node.errors import HeadConflict, KeysMissing
from lienvung.node.guard import INSTALLATION, check_may_sign, guard_of
from lienvung.node.node import Node
from lienvung.node.own_keys import KeysEnded, log_signers
from lienvung.node.project import apply
from lienvung.node.stores.port import Reader, Writer
from lienvung.node.stores.rows import LogState


def publish(node: Node) -> None:
    """Sign and show what was stored but not yet shown: after an append, and after a crash in the middle of one.

    A copy carried elsewhere, or a restored one, is left as it is: it may be read and must not sign (guard.py).
    """
    with node.store.reading() as reader:
        if guard_of(node, reader) is not None or not any(_pending_logs(node, reader)):
            return
    with node.store.writing() as writer, suppress(KeysEnded):
        # Until a key runs again they stay unseen; a node whose keys ended is still opened, and read.
        sign_pending(node, writer)


def adopt_installation(node: Node) -> None:
    """Let this installation sign from now on. The one it was copied from must never sign again."""
    with node.store.writing() as writer:
        writer.set_setting(INSTALLATION, node.store.instance.encode())


def _pending_logs(node: Node, reader: Reader) -> Iterable[LogState]:
    return (log for log in reader.logs() if log.node == node.name and not log.complete)


def sign_pending(node: Node, writer: Writer) -> None:
    """Sign the stored heads of our logs, whose roots an earlier transaction made durable, and show their entries."""
    for log in list(_pending_logs(node, writer)):
        size, root = log.pending.size, log.pending.root()
        if writer.signed_head(log.origin, size) != root:
            raise HeadConflict(log.origin, size)
        if node.keys is None:
            raise KeysMissing(node.name)
        if node.high_water is not None:
            node.high_water.note(log.origin, size)
            node.high_water.keep_short()
        text = format_checkpoint(Checkpoint(log.origin, size, root))
        writer.commit_head(log.origin, size, sign_note(text, *log_signers(node, writer, log.origin)))
        apply(writer, log.origin, node.catalogue, log.size, size)
    destroy_erased_files(writer)


def sign_again(node: Node, writer: Writer) -> None:
    """Sign the heads of our logs by the keys that run today: the same roots, so nothing new is said."""
    check_may_sign(node, writer)
    sign_pending(node, writer)
    for log in writer.logs():
        if log.node == node.name and log.head is not None:
            text, _ = parse_note(log.head)
            writer.commit_head(log.origin, log.size, sign_note(text, *log_signers(node, writer, log.origin)))
