"""Whence what is drawn was read: whose log, how old our copy of it is, and the signed head that it stands under."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lienvung.office.node_access import now
from lienvung.web.selectors.freshness import Freshness, read_freshness
from lienvung.web.selectors.heads import HeadLine
from lienvung.web.selectors.houses import House
from lienvung.web.snapshot import Snapshot
from lienvung.web.templatetags.lienvung import age


@dataclass(frozen=True, slots=True)
class Source:
    """One log: whose it is, how fresh the copy (None for our own), and its head."""

    house: House
    copy: Freshness | None
    head: HeadLine

    @property
    def words(self) -> str:
        """Return it as a paper says it."""
        copy = _("bản sao %(age)s") % {"age": age(self.copy.seen)} if self.copy else _("sổ của nút này")
        facts = {
            "title": self.house.title,
            "copy": copy,
            "head": f"{self.head.origin}, {self.head.size}, {self.head.root}",
        }
        return _("%(title)s (%(copy)s); bản chốt sổ đã kiểm chứng: %(head)s") % facts

    def document(self) -> dict[str, Any]:
        """Return it as the page's script says it."""
        stale = self.copy is not None and self.copy.state != "fresh"
        return {
            "title": self.house.title,
            "age": age(self.copy.seen) if self.copy else "",
            "isStale": stale,
            "size": self.head.size,
            "root": self.head.root,
        }


def read_sources(seen: Snapshot, registers: Collection[str]) -> Mapping[str, Source]:
    """Return the logs of some registers that hold anything under a signed head, by origin."""
    copies = {each.name: each for each in read_freshness(seen.reader, seen.houses, now())}
    return {
        log.origin: Source(
            seen.houses[log.node], copies.get(log.node), HeadLine(log.origin, log.size, log.frontier.root().hex())
        )
        for log in seen.reader.logs()
        if log.register in registers and log.size and log.head
    }
