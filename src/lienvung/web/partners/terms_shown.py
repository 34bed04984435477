"""Terms as somebody who decides reads them: what they change, what would leave, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lienvung.core.agreement.terms import Terms, parse_terms
from lienvung.office.node_access import get_node
from lienvung.office.selectors.would_leave import MOST_COUNTED, WouldLeave, would_leave
from lienvung.web.selectors.agreements import (
    Comparison,
    ShownGrant,
    compare_terms,
    find_agreement,
    part_words,
    register_title,
    show_grants,
    show_officer,
)
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot, snapshot


@dataclass(frozen=True, slots=True)
class ShownLeaving:
    """What one grant of ours would let the other side read: how many records, which fields, for example which."""

    recipient: str
    register: str
    records: int
    whole: bool
    most: int
    fields: tuple[str, ...]
    samples: tuple[str, ...]
    unknown: str


@dataclass(frozen=True, slots=True)
class ShownTerms:
    """Terms in words: head, grants, comparison with what they replace, and what would leave this node."""

    terms: Terms
    parties: str
    officers: tuple[str, ...]
    grants: tuple[ShownGrant, ...]
    comparisons: tuple[Comparison, ...]
    leaving: tuple[ShownLeaving, ...]


def shown_terms(seen: Snapshot, terms: Terms, *, preview: bool) -> ShownTerms:
    """Show terms; `preview` counts what would leave, which reads the registers concerned."""
    shower, day = seen.shower, seen.today
    earlier = [find_agreement(shower, each, day) for each in terms.replaces]
    return ShownTerms(
        terms=terms,
        parties=seen.houses.titles(terms.nodes),
        officers=tuple(show_officer(shower, each) for each in terms.contacts),
        grants=show_grants(shower, terms.grants, day),
        comparisons=tuple(compare_terms(shower, each.terms, terms, day) for each in earlier if each),
        leaving=tuple(_leaving(seen, each) for each in would_leave(seen.reader, get_node(), terms, day))
        if preview
        else (),
    )


def decision_terms(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms that a decision is about, as its page shows them: proposed by us, or held by hash."""
    with snapshot() as seen:
        if "terms" in facts:
            return {"terms": shown_terms(seen, parse_terms(str(facts["terms"]).encode()), preview=True)}
        state = find_agreement(seen.shower, str(facts["of"]), seen.today)
        accepting = facts["decision"] == "accept"
        return {"terms": shown_terms(seen, state.terms, preview=accepting) if state else None, "of": facts["of"]}


def _leaving(seen: Snapshot, each: WouldLeave) -> ShownLeaving:
    return ShownLeaving(
        recipient=seen.houses[each.grant.recipient].short,
        register=register_title(seen.shower, each.grant.register),
        records=each.records,
        whole=each.whole,
        most=MOST_COUNTED,
        fields=tuple(say(field.label) for field in each.fields),
        samples=each.samples,
        unknown=part_words(seen.shower, each.grant.register, each.unknown_parts),
    )
