"""One moment of the store for one page: everything a view reads comes from the same snapshot."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.stores.port import Reader
from lienvung.office.eyes import reading, veil
from lienvung.office.node_access import today
from lienvung.office.selectors.registers import definitions_in_use
from lienvung.web.selectors.houses import Houses, read_houses
from lienvung.web.selectors.portfolio import Portfolio, read_portfolio
from lienvung.web.selectors.values import Shower


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The store at one moment, the day, and how values of it are shown."""

    reader: Reader
    houses: Houses
    shower: Shower
    today: date

    @property
    def portfolio(self) -> Portfolio:
        """Return what is followed; it is kept for everybody, so nothing personal goes into it."""
        return read_portfolio(veil(self.reader), self.houses, self.today)

    def at(self, moment: str | None) -> "Snapshot":
        """Return the same, with what values link to shown as it was known at a moment; None: now."""
        return replace(self, shower=replace(self.shower, moment=moment))

    def definition(self, register: str) -> Definition:
        """Return a register's definition; Http404 for a register nobody defined."""
        try:
            return self.shower.catalogue[register]
        except KeyError:
            raise Http404 from None

    def record(self, register: str, key: str) -> Record:
        """Return a record in any state; Http404 where no log has it."""
        self.definition(register)
        record = self.reader.record(register, key)
        if record is None:
            raise Http404
        return record


def open_reader() -> AbstractContextManager[Reader]:
    """Open the store of this node for reading, as far as whoever looks may see."""
    return reading()


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Open the store of this node for reading, with what is needed to show its values."""
    with open_reader() as reader:
        houses = read_houses(reader)
        yield Snapshot(reader, houses, Shower(reader, houses, definitions_in_use(reader)), today())
