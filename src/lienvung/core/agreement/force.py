"""When an agreement is in force, and which of its grants stand (DESIGN §4.2).

In force when the log of every party holds its acceptance of the same bytes, until the last day or until the same
parties have accepted terms that replace it. A grantor's revocation ends its own grants and only those: what the other
side granted goes on.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from lienvung.core.agreement.acceptance import Acceptance
from lienvung.core.agreement.joint import answers
from lienvung.core.agreement.terms import Grant, Terms, format_terms, terms_hash


@dataclass(frozen=True, slots=True)
class Force:
    """Why an agreement is in force or not, and whose doing it is.

    `reason` is in-force, waiting, refused, replaced, ended or revoked.
    """

    reason: str
    nodes: tuple[str, ...] = ()
    revoked: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.reason == "in-force"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Terms with everything that the parties' logs say about them."""

    terms: Terms
    hash: str
    acceptances: tuple[Acceptance, ...]

    @classmethod
    def of(cls, terms: Terms, acceptances: Iterable[Acceptance]) -> "Agreement":
        """Join terms and answers; answers to other hashes are passed over."""
        name = terms_hash(format_terms(terms))
        return cls(terms, name, tuple(each for each in acceptances if each.of == name))


@dataclass(frozen=True, slots=True)
class StandingGrant:
    """A grant of an agreement in force; `ref` is `<terms hash>#<number of the grant>` and stands in the ledger."""

    ref: str
    grant: Grant


def in_force(agreement: Agreement, today: date, replaced: Collection[str] = ()) -> Force:
    """Return whether the agreement is in force on that day; true as a condition when it is.

    `replaced` are the hashes for which later terms stand (`replaced_by`).
    """
    terms = agreement.terms
    joint = answers(agreement.hash, terms.nodes, agreement.acceptances)
    if joint.refused:
        return Force("refused", tuple(sorted(joint.refused)), joint.revoked)
    if joint.waiting:
        return Force("waiting", joint.waiting, joint.revoked)
    if agreement.hash in replaced:
        return Force("replaced", (), joint.revoked)
    if terms.ends is not None and today > terms.ends:
        return Force("ended", (), joint.revoked)
    if {grant.grantor for grant in terms.grants} <= joint.revoked:
        return Force("revoked", tuple(sorted(joint.revoked)), joint.revoked)
    return Force("in-force", (), joint.revoked)


def replaced_by(agreements: Iterable[Agreement]) -> frozenset[str]:
    """Return the hashes of the agreements among these for which later terms of the same parties stand, for good.

    What becomes of the later terms, an end or a revocation, gives the earlier ones no life again.
    """
    known = tuple(agreements)
    parties = {each.hash: set(each.terms.nodes) for each in known}
    return frozenset(
        earlier
        for each in known
        if each.terms.replaces and answers(each.hash, each.terms.nodes, each.acceptances).is_binding
        for earlier in each.terms.replaces
        if parties.get(earlier) == parties[each.hash]
    )


def standing_grants(agreements: Sequence[Agreement], today: date) -> Iterator[StandingGrant]:
    """Yield the grants that hold on that day: in force, not revoked by their grantor, within their period."""
    replaced = replaced_by(agreements)
    for agreement in agreements:
        force = in_force(agreement, today, replaced)
        if not force:
            continue
        for number, grant in enumerate(agreement.terms.grants):
            if grant.grantor not in force.revoked and grant.runs_on(today):
                yield StandingGrant(f"{agreement.hash}#{number}", grant)
