"""The store as whoever asks may see it, with the registers that are there for them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest

from lienvung.api.problems import Refused
from lienvung.api.visitor import CHALLENGE, may_read
from lienvung.core.register.definition import Definition
from lienvung.node.stores.port import Reader
from lienvung.office.eyes import fields_within, reading, sees_personal, veil
from lienvung.office.public_eyes import reading_public
from lienvung.office.selectors.registers import definitions_in_use

PUBLIC, SHARED, PERSONAL = "public", "shared", "personal"


@dataclass(frozen=True, slots=True)
class Sight:
    """One moment of the store, and whose `eyes` see it: "public", "shared" or "personal"."""

    reader: Reader
    definitions: Mapping[str, Definition]
    eyes: str

    @property
    def is_open(self) -> bool:
        """Return whether it is what a stranger may see."""
        return self.eyes == PUBLIC

    def hidden_fields(self, definition: Definition) -> frozenset[str]:
        """Return the fields that have no column in a file for these eyes."""
        return frozenset() if self.eyes == PERSONAL else fields_within(definition, definition.personal_parts)

    def definition(self, register: str) -> Definition:
        """Return a register's definition; to strangers, what is not open and what is not there look alike."""
        try:
            return self.definitions[register]
        except KeyError:
            if self.is_open:
                raise Refused(HTTPStatus.UNAUTHORIZED, headers=CHALLENGE) from None
            raise Refused(HTTPStatus.NOT_FOUND) from None


@contextmanager
def sight(request: HttpRequest) -> Iterator[Sight]:
    """Open the store for this request; a key shows no personal part, whoever owns it."""
    if not may_read(request):
        with reading_public() as reader:
            yield Sight(reader, reader.definitions(), PUBLIC)
        return
    with reading() as reader:
        seen = veil(reader) if request.by_token else reader
        yield Sight(seen, definitions_in_use(seen), PERSONAL if sees_personal() and not request.by_token else SHARED)
