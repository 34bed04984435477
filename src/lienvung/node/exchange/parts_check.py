"""Check an answer for parts against the verified entries: the order asked, and each part's digest."""

from collections.abc import Iterator, Mapping
from typing import Final

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


def check_answer(
    partner: str, request: PartsRequest, entries: Mapping[int, Entry], answer: bytes
) -> tuple[int, list[PartRow]]:
    """Return how many of the entries asked about were answered whole, and their rows (AnswerError).

    A part that is not what its entry commits to becomes `invalid`, and spoils only itself.
    """
    rows: list[PartRow] = []
    answered = whole = 0
    expected = _expected(request, entries)
    for record in _records(partner, answer):
        index, ordinal, last = next(expected, _NOTHING)
        if record.index != index or record.ordinal != ordinal:
            raise AnswerMalformed(partner, "parts", "order of records")
        name = request.names[ordinal]
        rows.append(_checked(record, name, entries[index].parts[name]))
        if last:
            answered, whole = answered + 1, len(rows)
    if not answered:
        raise AnswerMalformed(partner, "parts", "at least one entry whole")
    return answered, rows[:whole]


def _expected(request: PartsRequest, entries: Mapping[int, Entry]) -> Iterator[tuple[int, int, bool]]:
    """Yield (index, part ordinal, whether it is the entry's last) in the order of the request."""
    for first, stop in request.ranges:
        for index in range(first, stop):
            parts = entries[index].parts
            ordinals = [ordinal for ordinal, name in enumerate(request.names) if name in parts]
            for ordinal in ordinals:
                yield index, ordinal, ordinal == ordinals[-1]


def _records(partner: str, answer: bytes) -> Iterator[PartRecord]:
    try:
        yield from parse_blocks(answer)
    except FramingTruncated:
        raise AnswerTruncated(partner, "parts") from None
    except FramingBroken as error:
        raise AnswerMalformed(partner, "parts", str(error)) from None


def _checked(record: PartRecord, name: str, digest: str) -> PartRow:
    if record.state is not State.HELD:
        return PartRow(record.index, name, _STATES[record.state])
    try:
        check_part(name, record.salt, record.body, digest)
        parse_part_body(record.body, name)
    except RegisterError:
        return PartRow(record.index, name, "invalid")
    return PartRow(record.index, name, "held", record.salt, record.body)
