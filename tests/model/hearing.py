"""What a partner's answers told an asker, and whether the asker noticed: older heads, and a second history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.tlog.checkpoint import Checkpoint, parse_checkpoint
from lienvung.core.tlog.errors import TlogError
from lienvung.core.tlog.merkle import Frontier, leaf_hashes
from lienvung.core.tlog.note import parse_note
from lienvung.node.exchange.heads import HeadsMalformed, parse_heads
from lienvung.node.exchange.serve import Response

Leaves = tuple[bytes, ...]
HEADS: Final = "/lienvung/v1/heads"


@dataclass(frozen=True)
class Known:
    """What an asker knew of one log before it asked: the entries it showed, and the size it had cosigned."""

    leaves: Leaves
    cosigned: int

    @property
    def size(self) -> int:
        """The largest size that binds the partner."""
        return max(len(self.leaves), self.cosigned)


def root(leaves: Leaves, size: int) -> bytes:
    """Return the root of the first so many leaves; of more than there are, nothing that is a root."""
    return Frontier().extend(leaf_hashes(leaves[:size])).root() if size <= len(leaves) else b""


def heads_in(giver: str, said: Sequence[tuple[str, Response]]) -> Iterator[Checkpoint]:
    """Yield the heads of readable logs among the answers that arrived."""
    for path, response in said:
        if path != HEADS or response.status != 200:
            continue
        try:
            _, heads = parse_heads(response.body)
            yield from (parse_checkpoint(parse_note(each.checkpoint.encode())[0]) for each in heads if each.readable)
        except (HeadsMalformed, TlogError):
            return


def older(heads: Sequence[Checkpoint], known: Mapping[str, Known]) -> set[str]:
    """Return the logs of which a head came that is older than what the asker knew."""
    return {each.origin for each in heads if each.origin in known and each.size < known[each.origin].size}


def contradicting(
    heads: Sequence[Checkpoint], known: Mapping[str, Known], branches: Mapping[str, Sequence[Leaves]]
) -> set[str]:
    """Return the logs of which a head came that is of another history than the entries the asker showed."""
    return {
        each.origin
        for each in heads
        if each.origin in known and known[each.origin].leaves
        if not any(_on(branch, each, known[each.origin].leaves) for branch in branches[each.origin])
    }


def _on(branch: Leaves, head: Checkpoint, held: Leaves) -> bool:
    return branch[: len(held)] == held and root(branch, head.size) == head.root


def told(troubles: Sequence[Any]) -> set[str]:
    """Return the logs that a pull named among what went wrong."""
    return {trouble.origin for trouble in troubles if hasattr(trouble, "origin")}
