"""Hand-overs as people read them: from whom to whom, by which paper, how it stands, and what one may do."""

from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext

from lienvung.node.custody import custody_of, path_of
from lienvung.node.hand_over import HandOverState, hand_overs
from lienvung.web.addresses import record_address
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import Shower, say
from lienvung.wording.hand_over import HAND_OVER_STATES

SHOWN_KEYS = 5


@dataclass(frozen=True, slots=True)
class ShownHandOver:
    """One hand-over on a page; `answers` are what this node may still say."""

    hash: str
    register: str
    title: str
    giver: House
    taker: House
    keys: tuple[tuple[str, str], ...]
    more_keys: int
    cut: int
    act: str
    state: str
    stands: str
    gone: bool
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stewardship:
    """Whose a record was before, and since which entry whose, by which paper."""

    steward: House
    before: House
    act: str
    origin: str
    index: int


def read_hand_overs(shower: Shower, register: str = "") -> tuple[ShownHandOver, ...]:
    """Return the hand-overs known here, of one register or of all."""
    found = (state for state in hand_overs(shower.reader) if register in ("", state.register))
    return tuple(_show(shower, state) for state in found)


def read_stewardship(shower: Shower, register: str, key: str) -> tuple[Stewardship, ...]:
    """Return by which hand-overs a record went from node to node, oldest first; none for nearly every record."""
    custody = custody_of(shower.reader, register)
    path = path_of(custody, register, shower.catalogue[register].keys, key) if custody else None
    segments = path.segments if path else ()
    return tuple(
        Stewardship(shower.houses[after.node], shower.houses[before.node], after.by.act, after.origin, after.first - 1)
        for before, after in pairwise(segments)
        if after.by is not None
    )


def _show(shower: Shower, state: HandOverState) -> ShownHandOver:
    hand_over, names = state.hand_over, sorted(state.claim.waits_for)
    keys = sorted(hand_over.keys or ())
    definition = shower.catalogue.get(state.register)
    return ShownHandOver(
        hash=hand_over.hash,
        register=state.register,
        title=say(definition.title) if definition else state.register,
        giver=shower.houses[hand_over.old_node],
        taker=shower.houses[hand_over.new_node],
        keys=tuple((key, record_address(state.register, key)) for key in keys[:SHOWN_KEYS]),
        more_keys=max(len(keys) - SHOWN_KEYS, 0),
        cut=hand_over.cut_size,
        act=hand_over.act,
        state=state.state,
        stands=gettext(HAND_OVER_STATES[state.state])
        % {"names": ", ".join(shower.houses[name].title for name in names)},
        gone=hand_over.agreement is not None,
        answers=_answers(state, shower.houses.own.name),
    )


def _answers(state: HandOverState, own: str) -> tuple[str, ...]:
    hand_over, claim = state.hand_over, state.claim
    if hand_over.new_node == own:
        if state.state == "waiting-taken" and claim.given is not None:
            return ("take", "decline")
        return ("decline",) if state.state == "overlap" and not claim.is_declined else ()
    waits = hand_over.agreement is not None and own in claim.waits_for and own not in claim.refused
    return ("accept", "decline") if waits else ()
