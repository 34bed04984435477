"""What terms change against earlier ones, grant by grant: what is new, what falls away, what reads otherwise.

Grants are paired by who gives whom which register; among several such, those that share most go together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lienvung.core.agreement.terms import Filter, Grant, Terms


@dataclass(frozen=True, slots=True)
class GrantChange:
    """One grant before and after; None where there was none, or is none any more."""

    before: Grant | None
    after: Grant | None

    @property
    def kind(self) -> str:
        """Return new, gone, same, wider, narrower or other."""
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        if self.before == self.after:
            return "same"
        wider, narrower = _covers(self.after, self.before), _covers(self.before, self.after)
        if wider != narrower:
            return "wider" if wider else "narrower"
        return "other"

    @property
    def parts_added(self) -> tuple[str, ...]:
        """Return the parts that only the later grant names."""
        return tuple(sorted(_parts(self.after) - _parts(self.before)))

    @property
    def parts_removed(self) -> tuple[str, ...]:
        """Return the parts that only the earlier grant named."""
        return tuple(sorted(_parts(self.before) - _parts(self.after)))


def compare_grants(before: Terms | None, after: Terms) -> tuple[GrantChange, ...]:
    """Return every grant of both terms once, in the order of the later ones, those that fall away last."""
    left = list(before.grants) if before else []
    changes = []
    for grant in after.grants:
        partner = max(
            (each for each in left if _same_way(each, grant)), key=lambda each: _alike(each, grant), default=None
        )
        if partner is not None:
            left.remove(partner)
        changes.append(GrantChange(partner, grant))
    return (*changes, *(GrantChange(each, None) for each in left))


def compare_words(before: Terms, after: Terms) -> Iterator[tuple[str, object, object]]:
    """Yield the name of each term beside the grants that differs, with what it was and what it is."""
    for name in ("title", "basis", "parties", "contacts", "ends"):
        was, now = getattr(before, name), getattr(after, name)
        # Whose name stands first says nothing.
        if (set(was) != set(now)) if name == "parties" else was != now:
            yield name, was, now


def _same_way(one: Grant, other: Grant) -> bool:
    return (one.grantor, one.recipient, one.register) == (other.grantor, other.recipient, other.register)


def _alike(one: Grant, other: Grant) -> tuple[bool, int]:
    return one.filter == other.filter, len(set(one.parts) & set(other.parts))


def _parts(grant: Grant | None) -> set[str]:
    return set(grant.parts) if grant else set()


def _covers(large: Grant, small: Grant) -> bool:
    """Tell whether whatever the small grant lets leave, on whatever day, the large one lets leave too."""
    return (
        set(small.parts) <= set(large.parts)
        and _covers_rows(large.filter, small.filter)
        and large.since <= small.since
        and (large.until is None or (small.until is not None and small.until <= large.until))
    )


def _covers_rows(large: Filter | None, small: Filter | None) -> bool:
    if large is None:
        return True
    return small is not None and small.field == large.field and set(small.values) <= set(large.values)
