"""What some kinds of decision show besides their lines: a template, and what it is filled with.

A kind that is not named here shows its lines and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lienvung.core.text.number import format_number
from lienvung.node.proposals import find_proposal, held_item
from lienvung.office.node_access import get_node
from lienvung.office.selectors.decisions import Decision
from lienvung.office.selectors.import_leaving import PartnerShare, partner_shares
from lienvung.office.selectors.imports import import_by_id
from lienvung.web.intake.values import PART_TITLES
from lienvung.web.partners.terms_shown import decision_terms
from lienvung.web.registers.adding import decision_preview
from lienvung.web.selectors.agreements import public_parts
from lienvung.web.selectors.proposals import read_proposal, shown_changes
from lienvung.web.snapshot import snapshot

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Details:
    """A template that the page of a decision includes, with its values."""

    template: str
    values: Values


def _proposed(facts: Mapping[str, Any]) -> Values:
    with snapshot() as seen:
        record = seen.record(str(facts["register"]), str(facts["key"]))
        before = held_item(seen.reader, record).get("shared", {})
        changes = shown_changes(seen.shower, seen.definition(record.register), before, facts["shared"])
        return {"record": seen.shower.link(record.register, record.key), "changes": changes}


def _answered(facts: Mapping[str, Any]) -> Values:
    with snapshot() as seen:
        page = read_proposal(seen.shower, find_proposal(seen.reader, str(facts["of"]), seen.today), seen.today)
    return {"record": page.row.record, "changes": page.changes, "moved": page.moved}


def _imported(facts: Mapping[str, Any]) -> Values:
    imported = import_by_id(facts["import"])
    definition = get_node().catalogue.get(str(facts["register"]))
    shares: Iterable[PartnerShare] = ()
    if imported is not None and imported.state == "planned" and definition is not None:
        shares = partner_shares(definition, imported)
    return {
        "register": facts["register"],
        "imported": imported,
        "shares": [_share(each) for each in shares],
        "public": public_parts(definition) if definition else "",
    }


def _share(share: PartnerShare) -> dict[str, object]:
    parts = [f"{PART_TITLES.get(part, part)} ({format_number(n)})" for part, n in share.parts.items()]
    return {"node": share.node, "title": share.title, "rows": share.rows, "of": share.looked_at, "parts": parts}


_PROPOSAL = "web/parts/proposal_details.html"
_REGISTER = "registers/parts/decision.html"
_TERMS = "partners/parts/decision_terms.html"
_DETAILS: dict[str, tuple[str, Callable[[Mapping[str, Any]], Values]]] = {
    "agreement-propose": (_TERMS, decision_terms),
    "agreement-answer": (_TERMS, decision_terms),
    "register-add": (_REGISTER, decision_preview),
    "register-extend": (_REGISTER, decision_preview),
    "proposal-send": (_PROPOSAL, _proposed),
    "proposal-accept": (_PROPOSAL, _answered),
    "proposal-refuse": (_PROPOSAL, _answered),
    "register-import": ("intake/parts/import_details.html", _imported),
}


def details_of(decision: Decision) -> Details | None:
    """Return what the page of this decision shows besides lines, None when nothing."""
    known = _DETAILS.get(decision.kind)
    return Details(known[0], known[1](decision.facts)) if known else None
