"""Give a register out as a file: what was asked for, as far as the person's role may see, and a line in the trail."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import format_time
from lienvung.node.stores.every import every_found
from lienvung.node.stores.port import Query
from lienvung.office.eyes import fields_within, veil
from lienvung.office.models import User
from lienvung.office.node_access import get_node, now
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.titles import titles_in
from lienvung.office.services.trail import event_record
from lienvung.report.exports.columns import columns_of
from lienvung.report.exports.files import FORMS


@dataclass(frozen=True, slots=True)
class Export:
    """A file that flows: its name, its media type, its pieces."""

    name: str
    media_type: str
    pieces: Iterator[bytes]


def register_export(
    *, user: User, definition: Definition, query: Query, form: str, asked: Iterable[tuple[str, str]]
) -> Export:
    """Return every record that a query finds as a file of one of FORMS; `asked` is the query, name by name.

    The parts that the person's role may not see are not in it, and nothing matches or is ordered by them. The line in
    the trail is written before the first piece leaves.
    """
    personal = holds(user.role, Duty.PERSONAL)
    about = {"created": format_time(now()), "node": get_node().name, **({"as-of": query.as_of} if query.as_of else {})}
    is_personal = personal and bool(definition.personal_parts)
    facts = {"asked": list(_kept(definition, asked)), "form": form, "personal": is_personal}
    event_record(by=user, what="register-export", subject=definition.register, **facts)
    pieces = _pieces(definition, query, form, personal, about)
    # The first piece is made at once: what is refused is refused on a page, not in the middle of a file.
    begun = _begun(next(pieces, b""), pieces)
    return Export(f"{definition.register}{FORMS[form].extension}", FORMS[form].media_type, begun)


def _kept(definition: Definition, asked: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what the trail keeps of a query: of a personal field that it was asked, not for which value."""
    personal = fields_within(definition, definition.personal_parts)
    return ((name, "…" if name.partition(".")[0] in personal else value) for name, value in asked)


def _begun(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _pieces(
    definition: Definition, query: Query, form: str, personal: bool, about: Mapping[str, str]
) -> Iterator[bytes]:
    """Yield the file of all records of one snapshot, which is read page by page."""
    hidden = frozenset() if personal else fields_within(definition, definition.personal_parts)
    with get_node().store.reading() as reader:
        seen = reader if personal else veil(reader)
        columns = columns_of(definition, hidden, titles_in(veil(reader)))
        yield from FORMS[form].write(columns, every_found(seen, definition.register, query), about)
