"""Whose data an answer shows: which locality's log, how large when it was verified, and when it was last seen."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from lienvung.node.contact import contacts
from lienvung.node.home import load_home
from lienvung.node.stores.port import LogState, Reader
from lienvung.office.node_access import get_node


def sources_of(reader: Reader, registers: Iterable[str]) -> list[dict[str, Any]]:
    """Return the logs that records of these registers come from, by origin.

    `size` and `root` are of the newest signed head, which this node verified before it showed a record of it; `seen`
    is when a partner's log was last heard of, None for our own, which is never old.
    """
    wanted = frozenset(registers)
    titles = node_titles(reader)
    seen = {peer.name: peer.reached_at for peer in reader.peers()}
    held = [log for log in reader.logs() if log.register in wanted and log.head]
    return [_source(log, titles, seen.get(log.node)) for log in held]


def node_titles(reader: Reader) -> dict[str, str]:
    """Return what the localities are called, by node name."""
    known = {name: contact.title for name, contact in contacts(reader).items()}
    return {**known, get_node().name: own_title()}


def own_title() -> str:
    """Return what the locality of this node is called."""
    return _title_at(settings.LIENVUNG_HOME)


@cache
def _title_at(home: str) -> str:
    return load_home(Path(home)).settings.title


def _source(log: LogState, titles: dict[str, str], seen: str | None) -> dict[str, Any]:
    return {
        "origin": log.origin,
        "steward": log.node,
        "title": titles.get(log.node, log.node),
        "size": log.size,
        "root": log.frontier.root().hex(),
        "verified": True,
        "seen": seen,
    }
