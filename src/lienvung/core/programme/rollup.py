"""Roll-up: many statuses into the figures of one overview, real or illustrative, never both."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lienvung.core.programme.records import Commitment, FollowUp
from lienvung.core.programme.scope import Scopes, within
from lienvung.core.programme.status import SOON_DAYS, Cell, Status, assess_all
from lienvung.core.programme.tally import Tally, tally

_NO_DAY = 10**9


@dataclass(frozen=True, slots=True)
class Overview:
    """Hold the figures of one nature of data on one day; lists are commitment keys, most pressing first.

    `by_field` sums to `total`. `by_side` does not: what two sides owe together stands under both.
    """

    nature: str
    today: date
    statuses: Mapping[str, Status]
    total: Tally
    by_field: Mapping[str, Tally]
    by_side: Mapping[str, Tally]
    overdue: tuple[str, ...]
    due_soon: tuple[str, ...]
    waiting_for: Mapping[str, tuple[str, ...]]
    raised_again: tuple[str, ...]
    no_deadline: tuple[str, ...]
    recurring: tuple[str, ...]
    disputed: tuple[str, ...]
    restated: tuple[str, ...]

    def in_cell(self, cell: Cell) -> tuple[str, ...]:
        """Return the keys in one cell, so that each figure opens its list."""
        return tuple(key for key, status in self.statuses.items() if status.cell is cell)


def overview(follow_up: FollowUp, *, nature: str, today: date, programme: str = "") -> Overview:
    """Compute the overview of one nature of data ("real" or "illustrative"), of one programme or of all.

    Pass everything known: what may count in a programme is chosen here (`scope`). Over all programmes each
    commitment stands once, as it stands in its own programme.
    """
    found = _in_one(within(follow_up, programme), nature, today) if programme else _in_all(follow_up, nature, today)
    chosen = [one for one in follow_up.commitments if one.key in found]
    statuses = {one.key: found[one.key] for one in chosen}
    return Overview(
        nature=nature,
        today=today,
        statuses=statuses,
        total=tally(status.cell for status in statuses.values()),
        by_field=_tallies(chosen, statuses, lambda one: (one.field,)),
        by_side=_tallies(chosen, statuses, lambda one: one.owed_by),
        overdue=_keys(statuses, lambda one: one.cell is Cell.OPEN_OVERDUE, pressing),
        due_soon=_keys(statuses, lambda one: one.days_left is not None and one.days_left <= SOON_DAYS, pressing),
        waiting_for=_waiting(statuses),
        raised_again=_keys(statuses, is_raised_again, lambda one: (-one.raised, *pressing(one))),
        no_deadline=_keys(statuses, lambda one: one.cell is Cell.NO_DEADLINE, _oldest),
        recurring=_keys(statuses, lambda one: one.cell is Cell.RECURRING, _oldest),
        disputed=_keys(statuses, lambda one: one.disputed and one.open, pressing),
        restated=_keys(statuses, lambda one: one.cell is Cell.RESTATED, _oldest),
    )


def _in_one(scope: FollowUp, nature: str, today: date) -> Mapping[str, Status]:
    return assess_all(scope, today, [one.key for one in scope.commitments if one.nature == nature])


def _in_all(follow_up: FollowUp, nature: str, today: date) -> Mapping[str, Status]:
    found: dict[str, Status] = {}
    for scope, commitments in Scopes.of(follow_up).at_home().values():
        statuses = _in_one(scope, nature, today)
        found |= {one.key: statuses[one.key] for one in commitments if one.nature == nature}
    return found


def is_raised_again(status: Status) -> bool:
    """Tell whether two or more reviews or papers raised it and it is still open."""
    return status.open and status.raised >= 2


def pressing(status: Status) -> tuple[int, int, int, str]:
    """Order by what presses: the longest overdue, then the nearest day, then the oldest promise."""
    days_left = _NO_DAY if status.days_left is None else status.days_left
    return -status.days_late, days_left, *_oldest(status)


def _oldest(status: Status) -> tuple[int, str]:
    return -(status.age_days or 0), status.key


def _keys(
    statuses: Mapping[str, Status], wanted: Callable[[Status], bool], order: Callable[[Status], tuple[int | str, ...]]
) -> tuple[str, ...]:
    return tuple(status.key for status in sorted(filter(wanted, statuses.values()), key=order))


def _tallies(
    commitments: Iterable[Commitment],
    statuses: Mapping[str, Status],
    groups: Callable[[Commitment], Iterable[str]],
) -> dict[str, Tally]:
    found: defaultdict[str, list[Cell]] = defaultdict(list)
    for one in commitments:
        for group in groups(one):
            found[group].append(statuses[one.key].cell)
    return {group: tally(cells) for group, cells in sorted(found.items())}


def _waiting(statuses: Mapping[str, Status]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for status in sorted(statuses.values(), key=pressing):
        for side in status.waiting_for:
            found[side].append(status.key)
    return {side: tuple(keys) for side, keys in sorted(found.items())}
