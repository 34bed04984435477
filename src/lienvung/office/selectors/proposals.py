"""Every proposal held and what became of it today: judged once per state of the books, for every page."""

from datetime import date
from threading import Lock

from lienvung.node.proposals import ProposalState, proposals
from lienvung.node.stores.port import Reader

State = tuple[object, ...]

_kept: dict[State, tuple[ProposalState, ...]] = {}
_lock = Lock()


def books_state(reader: Reader, today: date) -> State:
    """Return what tells one state of the books from another: day, heads, and what is shown under them."""
    heads = tuple((log.origin, log.size, log.head) for log in reader.logs())
    return today, heads, reader.projections()


def every_proposal(reader: Reader, today: date) -> tuple[ProposalState, ...]:
    """Return all proposals held, oldest first.

    A partner needs no agreement to ask for something, and each page says how many wait: ten thousand of them are
    judged once and not on every page.
    """
    state = books_state(reader, today)
    with _lock:
        if state not in _kept:
            _kept.clear()
            _kept[state] = tuple(proposals(reader, today))
        return _kept[state]
