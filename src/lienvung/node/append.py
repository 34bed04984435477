"""Append changes to our own logs: the only way in which anything of ours ever changes.

    1. one transaction: indices, leaves, parts, blobs, receipt, and signed_head(size, root) for each log
    2. only then sign: the root is on disk before a signature over it exists
    3. a second transaction: the signed head is set, the entries become visible and are projected

Killed between 1 and 3, the entries are stored but shown to nobody; `publish` signs the same roots again, and an append
under the same idempotency key gives the same receipt. A size is never signed with two roots, and never shrinks.
"""

from collections.abc import Iterable, Mapping

from lienvung.node.batch import Batch
from lienvung.node.change import Change
from lienvung.node.clock import check_clock
from lienvung.node.collector import collector_paused
from lienvung.node.errors import KeysMissing
from lienvung.node.guard import check_may_sign
from lienvung.node.node import Node
from lienvung.node.own_keys import log_signers
from lienvung.node.signing import publish, sign_pending
from lienvung.node.stores.rows import Receipt

__all__ = ["Change", "append"]


@collector_paused()
def append(
    node: Node, changes: Iterable[Change], *, idempotency_key: str, blobs: Mapping[str, bytes] | None = None
) -> Receipt:
    """Append changes as one batch: all of them, in all their registers, or none.

    `changes` are gone through once and need not lie in memory. The same idempotency key gives the receipt of the
    first time and appends nothing. Raise AppendRefused, ItemInvalid, ArgumentsInvalid, VersionRefused, RecordMoved,
    KeyInvalid or NotSteward for a change that may not be made, StoreError when it cannot be kept.
    """
    if node.keys is None:
        raise KeysMissing(node.name)
    with node.store.writing() as writer:
        receipt = writer.appended(idempotency_key)
        if receipt is None:
            check_may_sign(node, writer)
            check_clock(node, writer)
            # Before anything is kept: what nobody may sign today would be refused to the writer and shown later.
            log_signers(node, writer, node.name)
            sign_pending(node, writer)
            receipt = Batch(node, writer).store(changes, blobs or {})
            writer.remember_append(idempotency_key, receipt)
    publish(node)
    return receipt
