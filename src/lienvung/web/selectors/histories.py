"""Every entry of a key as a change that people can read: who, when, before and after, on what basis."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienvung.core.register.definition import Definition
from lienvung.core.register.diff import diff
from lienvung.core.register.item import join_fields
from lienvung.core.register.origin import parse_origin
from lienvung.core.register.record import HELD, Version
from lienvung.node.custody import custody_of, ordered, path_of
from lienvung.node.errors import HandedOver, NotSteward
from lienvung.node.stores.rows import RefusedRow
from lienvung.web import words
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import Shower, say
from lienvung.wording.errors import explain_code


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One entry: when, what was done, by whom, for what reason, and which fields it changed.

    `former` says that it wrote values, held here, which later ones replaced.
    """

    time: str
    op: str
    operation: str
    first: bool
    steward: House
    people: str
    office: str
    reason: str
    note: str
    origin: str
    index: int
    fields: tuple[ShownField, ...]
    former: bool = False

    @property
    def place(self) -> str:
        """Where the entry stands, as one word (office.services.record_changes.place_of)."""
        return f"{self.origin}:{self.index}"


def read_history(shower: Shower, register: str, key: str, until: str | None = None) -> list[ShownChange]:
    """Return the changes of a record, newest first; only those made up to a moment where one is given."""
    definition = shower.catalogue[register]
    path = path_of(custody_of(shower.reader, register), register, definition.keys, key)
    versions = ordered(shower.reader.history(register, key), path)
    versions = [each for each in versions if until is None or each.entry.time <= until]
    origins = {version.origin for version in versions}
    refused = {(row.origin, row.index): row for origin in origins for row in shower.reader.refused(origin)}
    shown, before = [], None
    for version in versions:
        void = refused.get((version.origin, version.index))
        shown.append(show_change(shower, definition, version, before, void=void))
        if version.entry.op == "put" and not void:
            before = version
    return [replace(each, former=_is_former(each, versions[place], before)) for place, each in enumerate(shown)][::-1]


def _is_former(change: ShownChange, version: Version, newest: Version | None) -> bool:
    held = version.entry.op == "put" and version.states.get("shared") == HELD and not change.note
    return held and version is not newest


def show_change(
    shower: Shower, definition: Definition, version: Version, before: Version | None, *, void: RefusedRow | None = None
) -> ShownChange:
    """Return one entry in words, compared with the put before it."""
    attribution = version.values.get("attribution", {})
    people = [str(attribution[name]) for name in ("entered-by", "confirmed-by", "approved-by") if name in attribution]
    arguments = version.values.get("shared", {}) if version.entry.op != "put" else {}
    return ShownChange(
        time=version.entry.time,
        op=version.entry.op,
        operation=str(words.OPERATIONS[version.entry.op]) if before or version.entry.op != "put" else _("ghi lần đầu"),
        first=before is None and version.entry.op == "put",
        steward=shower.houses[parse_origin(version.origin).node],
        people=" → ".join(dict.fromkeys(people)),
        office=str(attribution.get("entered-office", "")),
        reason=str(arguments.get("reason") or attribution.get("reason", "")),
        note=_note(definition, version, void),
        origin=version.origin,
        index=version.index,
        fields=tuple(_fields(shower, definition, version, before)),
    )


def _note(definition: Definition, version: Version, void: RefusedRow | None) -> str:
    if void is not None:
        return str(_VOID[void.code]) if void.code in _VOID else _broken(definition, void)
    if version.states.get("shared") != "held":
        return _("Giá trị: %(state)s.") % {"state": words.PART_STATES[version.states.get("shared", "withheld")]}
    return ""


_VOID = {
    HandedOver.code: gettext_lazy("Ghi sau khi đã bàn giao cho nơi khác, nên không có hiệu lực."),
    NotSteward.code: gettext_lazy("Nơi ghi không phải chủ quản của bản ghi, nên không có hiệu lực."),
}


def _broken(definition: Definition, void: RefusedRow) -> str:
    """Return which rule of its register an entry breaks, under the names that people know."""
    facts = orjson.loads(void.detail) if void.detail else {}
    field = definition.fields.get(str(facts.get("field", "")))
    named = {**facts, "register": say(definition.title), **({"field": say(field.label)} if field else {})}
    why = explain_code(void.code, named, _).happened
    return _("Lần ghi này trái quy tắc của sổ nên không có hiệu lực. %(why)s") % {"why": why}


def _fields(shower: Shower, definition: Definition, version: Version, before: Version | None) -> Iterable[ShownField]:
    if version.entry.op != "put":
        return
    old = join_fields(before.values) if before else {}
    for change in diff(old, join_fields(version.values)):
        field = definition.fields.get(change.field)
        if field:
            yield ShownField(say(field.label), shower.plain(field, change.before), shower.plain(field, change.after))
