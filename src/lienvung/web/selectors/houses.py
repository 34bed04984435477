"""Whose node this is, and what the other nodes are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

from lienvung.node.contact import contacts
from lienvung.node.home import load_home
from lienvung.node.stores.port import Query, Reader
from lienvung.report.places import place_name


@dataclass(frozen=True, slots=True)
class House:
    """A node by its name and by the locality's title that people read."""

    name: str
    title: str

    @property
    def short(self) -> str:
        """Return the title without the rank of the place, for tables."""
        return place_name(self.title)


@dataclass(frozen=True)
class Houses:
    """Titles by node name, our own among them; a name nobody introduced stands for itself."""

    own: House
    known: Mapping[str, str] = field(hash=False)

    def __getitem__(self, name: str) -> House:
        return House(name, self.known.get(name, name))

    def titles(self, names: Iterable[str]) -> str:
        """Join the titles of some names with commas."""
        return ", ".join(self[name].title for name in names)

    def shorts(self, names: Iterable[str]) -> str:
        """Join the short titles of some names with commas."""
        return ", ".join(self[name].short for name in names)


def own_house() -> House:
    """Return the node that this process serves."""
    return _house_of(settings.LIENVUNG_HOME)


@cache
def _house_of(home: str) -> House:
    known = load_home(Path(home)).settings
    return House(known.name, known.title)


def read_houses(reader: Reader) -> Houses:
    """Read the titles under which nodes introduced themselves: to us as contacts, or in the register of nodes."""
    own = own_house()
    introduced = reader.find("node", Query(sort=("key",), limit=1000)).records if reader.definition("node") else ()
    known = {str(record.values["name"]): str(record.values["title"]) for record in introduced}
    known |= {name: contact.title for name, contact in contacts(reader).items()}
    return Houses(own, known | {own.name: own.title})
