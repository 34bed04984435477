"""Write into a node's own log what its append would refuse: a partner may run anything."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.node.exchange.two_places import Place

from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.key import format_token
from lienvung.core.register.part import seal_item
from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.note import Signer, sign_note
from lienvung.node.stores.rows import PartRow


@dataclass(frozen=True)
class Said:
    """One entry to forge: its shared values, and where it should lie, its batch and its definition."""

    op: str
    key: str
    shared: Mapping[str, Any]
    batch: str = ""
    definition: Definition | None = None


def new_batch() -> str:
    return format_token(secrets.token_bytes(10))


def forge(place: Place, register: str, *said: Said) -> None:
    """Add entries to a log of the place, with values and a signed head, and project nothing."""
    origin, own, batch = f"{place.name}/{register}", place.node.catalogue[register], new_batch()
    assert place.node.keys is not None
    with place.node.store.writing() as writer:
        writer.create_log(origin)
        log = writer.log(origin)
        assert log is not None
        leaves, rows = [], []
        for index, each in enumerate(said, log.size):
            definition = each.definition or own
            sealed = seal_item(definition, {"shared": each.shared}, lambda: secrets.token_bytes(16))
            digests = {part.name: part.digest for part in sealed}
            time, name = "2026-11-22T09:00:00Z", each.batch or batch
            entry = Entry(register, each.key, each.op, time, definition.hash, name, digests)
            leaves.append(format_entry(entry))
            rows += [PartRow(index, part.name, "held", part.salt, part.body) for part in sealed]
        head = writer.add_entries(origin, log.size, leaves)
        writer.add_parts(origin, rows)
        note = sign_note(
            format_checkpoint(Checkpoint(origin, head.size, head.root())), Signer(origin, place.node.keys.log)
        )
        writer.record_signed_head(origin, head.size, head.root())
        writer.commit_head(origin, head.size, note)
