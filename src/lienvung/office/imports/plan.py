"""Say, row by row, what a table would change in a register: new, changed, unchanged, wrong.

Pure: what is there already comes through `Lookups`. A row is about the record whose key it names, else about the one
by which it is recognised (imports.recognition); so the same table twice changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, Protocol

import orjson

from lienvung.core.register.canonical import canonical
from lienvung.core.register.datatype import check_item, check_together
from lienvung.core.register.definition import Definition, Unique
from lienvung.core.register.errors import ItemInvalid, KeyInvalid
from lienvung.core.register.item import Item, split_fields
from lienvung.core.register.key import is_key, steward_of_key
from lienvung.core.register.part import MAX_BODY
from lienvung.core.register.record import Record
from lienvung.core.register.unique import Claim, Claims
from lienvung.office.imports.aliases import AMBIGUOUS, UNKNOWN, Aliases
from lienvung.office.imports.cells import bounds_of
from lienvung.office.imports.headings import Cell, Row
from lienvung.office.imports.mistakes import Mistake
from lienvung.office.imports.recognition import Found, Recognition
from lienvung.office.imports.rows import LONGEST_SHOWN, ReadRow, RowReader
from lienvung.spatial.errors import SpatialError

MOST_TOLD: Final = 5
"""Names of one cell that are said not to be clear: the others are asked when these are."""
State = Literal["new", "changed", "unchanged", "wrong"]
Change = tuple[str, Any, Any]
"""A field, what stands there, what would stand there."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What one row would do. `values` are all values of the record after it, empty where nothing would be written.

    `index` is the newest entry of the record that the row was compared with, None for a new one.
    """

    place: str
    state: State
    title: str
    key: str = ""
    index: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    cells: tuple[Cell, ...] = ()


class Lookups(Protocol):
    """What the registers hold, asked for many rows at once."""

    def by_key(self, keys: Collection[str]) -> Mapping[str, Record]:
        """Return the records of this register, in any state, by key."""
        ...

    def by_value(self, field: str, values: Collection[Any]) -> Mapping[Any, list[Record]]:
        """Return the live records of this register that have one of these values, by value."""
        ...

    def meeting(self, rule: Unique, said: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, Record]]:
        """Return (key, record): the live records that already have what the values said under a key claim."""
        ...

    def targets(self, register: str, texts: Collection[str]) -> Mapping[str, list[str]]:
        """Return the keys of the records of a register that a text names: by key, title or unique value."""
        ...

    def register_of(self, key: str) -> str:
        """Return the title of another register that has this key, "" for none."""
        ...

    def busy(self, keys: Collection[str]) -> Collection[str]:
        """Return those keys of which another change waits for an approver."""
        ...

    def fresh_key(self) -> str:
        """Return a key that nobody has used."""
        ...

    def claims(self, values: Mapping[str, Any]) -> Iterable[tuple[str, SpatialError]]:
        """Return (field, refusal) for a shape that contradicts what the registers say of the unit it is of."""
        ...


@dataclass(slots=True)
class Planner:
    """Plans the rows of one table, some thousand at a time; remembers what earlier rows said.

    `ways` are those in which a row without a key finds its record. `clears`: an empty cell takes the value away.
    `aliases` are keys, by register and by the text that the table has for a record which is called otherwise; `used`
    counts the rows that they helped, by (register, text).
    """

    definition: Definition
    reader: RowReader
    ways: tuple[Unique, ...]
    own: str
    lookups: Lookups
    clears: bool = False
    aliases: Aliases = field(default_factory=dict)
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    _recognition: Recognition = field(init=False)
    _seen: dict[tuple[Unique, Claim] | str, str] = field(default_factory=dict)
    _changed: dict[str, str] = field(default_factory=dict)
    _taken: dict[Unique, Claims] = field(default_factory=lambda: defaultdict(Claims))

    def __post_init__(self) -> None:
        self._recognition = Recognition(self.ways, self.lookups)

    def plan(self, rows: Sequence[Row]) -> list[RowPlan]:
        """Return one plan a row, in their order."""
        read = [self.reader.read(row) for row in rows]
        read = self._link(read)
        there = self._there(read)
        plans = [self._plan(row, there) for row in read]
        return self._judge_unique([self._judge(plan) for plan in plans])

    # --- links ---------------------------------------------------------------------------------------------

    def _link(self, rows: Sequence[ReadRow]) -> list[ReadRow]:
        """Put keys in the place of the texts by which rows name other records."""
        for name in self.reader.links:
            target = self.definition.fields[name].to
            texts = {text for row in rows for text in _listed(row.values.get(name))}
            known = dict(self.lookups.targets(target, texts)) if texts else {}
            if target == self.definition.register:
                assigned = self.reader.assigned
                known |= {text: [assigned[text]] for text in texts - known.keys() if text in assigned}
            meant = self.aliases.get(target, {})
            helped = {text: [meant[text]] for text in texts & meant.keys() if len(known.get(text, ())) != 1}
            known |= helped
            said = ({*_listed(row.values.get(name))} for row in rows)
            self.used.update((target, text) for texts in said for text in texts & helped.keys())
            rows = [self._link_row(row, name, known) for row in rows]
        return list(rows)

    def _link_row(self, row: ReadRow, name: str, known: Mapping[str, list[str]]) -> ReadRow:
        said = row.values.get(name)
        if said is None:
            return row
        unclear = [text for text in dict.fromkeys(_listed(said)) if len(known.get(text, ())) != 1]
        for text in unclear[:MOST_TOLD]:
            code = UNKNOWN if not known.get(text) else AMBIGUOUS
            facts = {"register": self.definition.fields[name].to, "count": len(known.get(text, ()))}
            row = row.with_mistake(Mistake(name, text, code, facts))
        if unclear:
            return row
        keys = list(dict.fromkeys(known[text][0] for text in _listed(said)))
        return replace(row, values={**row.values, name: keys if isinstance(said, list) else keys[0]})

    # --- records that are there ----------------------------------------------------------------------------

    def _there(self, rows: Sequence[ReadRow]) -> "_There":
        found = self._recognition.find(row.values for row in rows if not row.key)
        keys = {row.key for row in rows if is_key(row.key)}
        by_key = self.lookups.by_key(keys) if keys else {}
        held = {record.key for said in found.values() for records in said.values() for record in records}
        return _There(by_key, found, frozenset(self.lookups.busy({*by_key, *held})))

    def _plan(self, row: ReadRow, there: "_There") -> RowPlan:
        """Find the record that a row is about and compare."""
        told = None if row.key else self._recognition.told_by(row.values)
        wrong = self._seen_before(row, told)
        if row.mistakes or wrong:
            return self._wrong(row, *row.mistakes, *wrong)
        if row.key:
            return self._about_key(row, there)
        found = there.recognised.get(told[0], {}).get(told[1], []) if told else []
        return self._about_one_of(row, told[0], found, there) if told and found else self._new(row)

    def _seen_before(self, row: ReadRow, told: tuple[Unique, Claim] | None) -> list[Mistake]:
        """Two rows about the same record would make its end a matter of their order."""
        if not row.key and told is None:
            return []
        first = self._seen.setdefault(told or row.key, row.place)
        return [] if first == row.place else [self._about_same(row, told[0] if told else None, first)]

    def _about_same(self, row: ReadRow, rule: Unique | None, first: str) -> Mistake:
        name, said = (rule.names[0], self._words(rule, row.values)) if rule else ("key", row.key)
        return Mistake(name, said, "twice-in-file", {"place": first})

    def _about_key(self, row: ReadRow, there: "_There") -> RowPlan:
        record = there.by_key.get(row.key)
        if record is not None:
            return self._compare(row, record, there)
        natural = self.definition.keys == "natural"
        if natural and self._is_ours_to_give(row.key):
            return self._new(row)
        other = self.lookups.register_of(row.key)
        code = "key-elsewhere" if other else "key-not-ours" if natural else "key-unknown"
        facts = {"register": other} if other else {"node": self.own}
        return self._wrong(row, Mistake("key", row.key, code, facts))

    def _is_ours_to_give(self, key: str) -> bool:
        try:
            return steward_of_key(key, self.definition.keys) == self.own
        except KeyInvalid:
            return False

    def _about_one_of(self, row: ReadRow, rule: Unique, found: Sequence[Record], there: "_There") -> RowPlan:
        """Of records recognised alike, the row is about the one that says the same, else about our only one."""
        same = next((record for record in found if not self._changes(row, record)), None)
        found = [record for record in found if self._recognition.may_be(rule, record)]
        ours = [record for record in found if record.steward == self.own]
        if same or len(ours) == 1 or (not ours and len(found) == 1):
            return self._compare(row, same or (ours or found)[0], there)
        if not found:
            return self._new(row)
        said = self._words(rule, row.values)
        return self._wrong(row, Mistake(rule.names[0], said, "match-ambiguous", {"count": len(found)}))

    def _words(self, rule: Unique, values: Mapping[str, Any]) -> str:
        return ", ".join(str(values[name]) for name in rule.names if name in values)[:LONGEST_SHOWN]

    def _new(self, row: ReadRow) -> RowPlan:
        if self.definition.keys == "natural" and not row.key:
            return self._wrong(row, Mistake("key", "", "key-needed"))
        assigned = self.reader.assigned.get(row.values.get(self.reader.named_by), "")
        key = row.key or assigned or self.lookups.fresh_key()
        return RowPlan(row.place, "new", self._title(row.values), key, None, row.values, (), (), row.cells)

    def _compare(self, row: ReadRow, record: Record, there: "_There") -> RowPlan:
        title = self._title(record.values)
        changes = self._changes(row, record)
        if record.state == "live" and not changes:
            return RowPlan(row.place, "unchanged", title, record.key, record.index)
        mistake = self._forbidden(record, there)
        if mistake:
            return replace(self._wrong(row, mistake), key=record.key, changes=changes, title=title)
        first = self._changed.setdefault(record.key, row.place)
        if first != row.place:
            twice = Mistake("key", record.key, "twice-in-file", {"place": first})
            return replace(self._wrong(row, twice), key=record.key, title=title)
        after = {**record.values, **{name: value for name, _, value in changes}}
        values = {name: value for name, value in after.items() if value is not None}
        return RowPlan(row.place, "changed", title, record.key, record.index, values, changes, (), row.cells)

    def _forbidden(self, record: Record, there: "_There") -> Mistake | None:
        if record.state != "live":
            return Mistake("", "", "not-live", {"state": record.state})
        if record.steward != self.own:
            return Mistake("", "", "not-ours", {"steward": record.steward})
        if self.definition.once:
            return Mistake("", "", "said-once")
        return Mistake("", "", "busy") if record.key in there.busy else None

    def _changes(self, row: ReadRow, record: Record) -> tuple[Change, ...]:
        """An empty cell says nothing about a record that is there, unless it was chosen to take values away."""
        pairs = ((name, record.values.get(name), row.values.get(name)) for name in self.reader.fields)
        return tuple(each for each in pairs if each[1] != each[2] and (self.clears or each[2] is not None))

    # --- the whole record ----------------------------------------------------------------------------------

    def _judge(self, plan: RowPlan) -> RowPlan:
        if plan.state not in ("new", "changed"):
            return plan
        mistakes = tuple(self._mistakes(plan.values, is_new=plan.state == "new"))
        return replace(plan, state="wrong", values={}, mistakes=mistakes) if mistakes else plan

    def _mistakes(self, values: Mapping[str, Any], *, is_new: bool) -> Iterator[Mistake]:
        item = split_fields(self.definition, values)
        # The values of a new record were judged one by one as their cells were read.
        check = check_together if is_new else check_item
        try:
            check(self.definition, item)
        except ItemInvalid as refusal:
            known = self.definition.fields.get(refusal.field)
            facts = {**(bounds_of(known) if known else {}), "found": refusal.found}
            yield Mistake(refusal.field, str(values.get(refusal.field, ""))[:LONGEST_SHOWN], refusal.rule, facts)
            return
        if len(orjson.dumps(values)) > MAX_BODY:
            yield from self._too_large(item)
        for name, refused in self.lookups.claims(values):
            yield Mistake(name, "", refused.code, refused.facts())

    def _too_large(self, item: Item) -> Iterator[Mistake]:
        for held in item.values():
            if len(canonical(held)) > MAX_BODY:
                longest = max(held, key=lambda name: len(str(held[name])))
                yield Mistake(longest, str(held[longest])[:LONGEST_SHOWN], "too-large", {"limit": MAX_BODY})

    def _judge_unique(self, plans: Sequence[RowPlan]) -> list[RowPlan]:
        """No two live records have what is unique: none that is there, and none of this table."""
        judged = list(plans)
        for rule in self.definition.uniques:
            said = {plan.key: plan.values for plan in judged if plan.values}
            others = {key: record for key, record in self.lookups.meeting(rule, said) if record.key != key}
            judged = [self._judge_rule(plan, rule, others.get(plan.key)) for plan in judged]
        return judged

    def _judge_rule(self, plan: RowPlan, rule: Unique, other: Record | None) -> RowPlan:
        claim = rule.claim_of(plan.values)
        if claim is None:
            return plan
        if plan.index is not None and not any(name in rule.names for name, _, _ in plan.changes):
            other = None  # what it has, it has: a partner's slip does not keep us from correcting ours
        facts = {"key": other.key, "steward": other.steward} if other else {}
        first = "" if other else self._taken[rule].take(claim, plan.place)
        if not other and not first:
            return plan
        taken = "unique-then" if rule.over else "unique"
        code, facts = (taken, facts) if other else ("twice-in-file", {"place": first})
        name = next((name for name in rule.names if name in self.reader.fields), rule.names[0])
        mistake = Mistake(name, str(plan.values.get(name, "")), code, facts)
        return replace(plan, state="wrong", values={}, mistakes=(mistake,))

    def _wrong(self, row: ReadRow, *mistakes: Mistake) -> RowPlan:
        return RowPlan(row.place, "wrong", self._title(row.values), row.key, mistakes=mistakes, cells=row.cells)

    def _title(self, values: Mapping[str, Any]) -> str:
        return str(values.get(self.definition.title_field) or "")


@dataclass(frozen=True, slots=True)
class _There:
    by_key: Mapping[str, Record]
    recognised: Mapping[Unique, Found]
    busy: frozenset[str]


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [value]
