"""Check an answer for parts against the verified entries: the order asked, and each part's digest."""

from collections.abc import Iterator, Mapping
from typing import Final

from lienvung.core.register.body_pattern import is_plain
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import Entry
from lienvung.core.register.errors import RegisterError
from lienvung.core.register.part import check_part, parse_part_body
from lienvung.node.exchange.errors import AnswerMalformed, AnswerTruncated
from lienvung.node.exchange.parts_framing import FramingBroken, FramingTruncated, PartRecord, State, parse_blocks
from lienvung.node.exchange.parts_request import PartsRequest
from lienvung.node.stores.rows import PartRow, PartState

# An erasure is what the verified log says, not what the sender says: the projection destroys what an erase entry
# names. Until then the part is merely not to be had.
_STATES: Final[Mapping[State, PartState]] = {
    State.ERASED: "unavailable",
    State.WITHHELD: "withheld",
    State.UNAVAILABLE: "unavailable",
}
_NOTHING: Final = (-1, -1, False)
_HELD: Final = State.HELD  # an enumeration's member is slow to look up, and this is asked of every part


def check_answer(
    partner: str,
    request: PartsRequest,
    entries: Mapping[int, Entry],
    known: Mapping[str, Definition],
    answer: bytes,
) -> tuple[int, list[PartRow]]:
    """Return how many of the entries asked about were answered whole, and their rows (AnswerError).

    A part that is not what its entry commits to becomes `invalid`, and spoils only itself. A body that is plain by its
    entry's definition, where that is among those `known`, needs no other look.
    """
    rows: list[PartRow] = []
    answered = whole = 0
    expected = _expected(request, entries)
    try:
        for record in parse_blocks(answer):
            index, ordinal, last = next(expected, _NOTHING)
            if record.index != index or record.ordinal != ordinal:
                raise AnswerMalformed(partner, "parts", "order of records")
            entry = entries[index]
            rows.append(_checked(record, request.names[ordinal], entry, known.get(entry.definition)))
            if last:
                answered, whole = answered + 1, len(rows)
    except FramingTruncated:
        raise AnswerTruncated(partner, "parts") from None
    except FramingBroken as error:
        raise AnswerMalformed(partner, "parts", str(error)) from None
    if not answered:
        raise AnswerMalformed(partner, "parts", "at least one entry whole")
    return answered, rows[:whole]


def _expected(request: PartsRequest, entries: Mapping[int, Entry]) -> Iterator[tuple[int, int, bool]]:
    """Yield (index, part ordinal, whether it is the entry's last) in the order of the request."""
    for first, stop in request.ranges:
        for index in range(first, stop):
            parts = entries[index].parts
            ordinals = [ordinal for ordinal, name in enumerate(request.names) if name in parts]
            last = ordinals[-1]
            for ordinal in ordinals:
                yield index, ordinal, ordinal == last


def _checked(record: PartRecord, name: str, entry: Entry, definition: Definition | None) -> PartRow:
    if record.state is not _HELD:
        return PartRow(record.index, name, _STATES[record.state])
    try:
        check_part(name, record.salt, record.body, entry.parts[name])
        plain = entry.op == "put" and definition is not None and is_plain(definition, name, record.body)
        if not plain:
            parse_part_body(record.body, name)
    except RegisterError:
        return PartRow(record.index, name, "invalid")
    return PartRow(record.index, name, "held", record.salt, record.body, plain)
