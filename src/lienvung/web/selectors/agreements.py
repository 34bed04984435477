"""Sharing agreements in words: state, days left, grants, who answered, and what changes against earlier terms."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lienvung.core.agreement.compare import GrantChange, compare_grants, compare_words
from lienvung.core.agreement.terms import KEY, Filter, Grant, Officer, Terms
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.agreements import AgreementState, agreements
from lienvung.node.stores.port import Query
from lienvung.web.selectors.values import Shower, part_name, say

WARN_DAYS = 30
_MOST_ANSWERS = 100


@dataclass(frozen=True, slots=True)
class ShownGrant:
    """What one party lets another read; `days_left` where it ends within the days of warning."""

    grantor: str
    recipient: str
    register: str
    parts: str
    rows: str
    purpose: str
    period: str
    days_left: int | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One grant before and after, the kind of change as code and in words, and the parts that come and go."""

    kind: str
    words: str
    before: ShownGrant | None
    after: ShownGrant | None
    added: str
    removed: str


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A term beside the grants that reads otherwise."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What terms change against earlier ones; nothing to compare with when `title` is empty."""

    title: str
    terms: tuple[ShownTerm, ...]
    grants: tuple[ShownChange, ...]

    @property
    def changed(self) -> tuple[ShownChange, ...]:
        """The grants that read otherwise."""
        return tuple(each for each in self.grants if each.kind != "same")

    @property
    def unchanged(self) -> int:
        """How many grants stay as they were."""
        return len(self.grants) - len(self.changed)

    @property
    def changes(self) -> bool:
        """Whether anything is otherwise."""
        return bool(self.terms or self.changed)


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One line of an agreement's life: who said what, when, and, where the record says it, by whose hand."""

    at: str
    side: str
    what: str
    people: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownAgreement:
    """A sharing agreement: whether it is in force, why not, until when, and its grants."""

    hash: str
    key: str
    title: str
    basis: str
    in_force: bool
    reason: str
    state: str
    parties: str
    nodes: tuple[str, ...]
    ends: date | None
    days_left: int | None
    officers: tuple[str, ...]
    grants: tuple[ShownGrant, ...]

    @property
    def warns(self) -> bool:
        """Whether it ends within the days of warning."""
        return self.in_force and self.days_left is not None and self.days_left <= WARN_DAYS


def read_agreements(shower: Shower, today: date) -> list[ShownAgreement]:
    """Return every agreement of this node: those in force first, then what waits, then what is over."""
    states = agreements(shower.reader, shower.houses.own.name, today)
    order = {"in-force": 0, "waiting": 1}
    shown = [show_agreement(shower, state, today) for state in states]
    return sorted(shown, key=lambda each: order.get(each.reason, 2))


def find_agreement(shower: Shower, of: str, today: date) -> AgreementState | None:
    """Return one agreement by its hash."""
    states = agreements(shower.reader, shower.houses.own.name, today)
    return next((state for state in states if state.hash == of), None)


def show_agreement(shower: Shower, state: AgreementState, today: date) -> ShownAgreement:
    """Return one agreement in words."""
    terms, force = state.terms, state.force
    return ShownAgreement(
        hash=state.hash,
        key=state.key,
        title=terms.title,
        basis=terms.basis,
        in_force=bool(force),
        reason=force.reason,
        state=_reasons()[force.reason] % {"names": shower.houses.titles(force.nodes)},
        parties=shower.houses.titles(terms.nodes),
        nodes=terms.nodes,
        ends=terms.ends,
        days_left=(terms.ends - today).days if terms.ends else None,
        officers=tuple(show_officer(shower, each) for each in terms.contacts),
        grants=show_grants(shower, terms.grants, today, force.revoked),
    )


def show_officer(shower: Shower, officer: Officer) -> str:
    """Return a contact officer as one line."""
    return f"{shower.houses[officer.node].short}: {officer.name}, {officer.office}"


def show_grant(shower: Shower, grant: Grant, today: date, revoked: Collection[str] = ()) -> ShownGrant:
    """Return one grant in words."""
    until = f"{grant.until:%d/%m/%Y}" if grant.until else _("không định hạn")
    left = (grant.until - today).days if grant.until else None
    return ShownGrant(
        grantor=shower.houses[grant.grantor].short,
        recipient=shower.houses[grant.recipient].short,
        register=register_title(shower, grant.register),
        parts=part_words(shower, grant.register, grant.parts),
        rows=filter_words(shower, grant.register, grant.filter),
        purpose=grant.purpose,
        period=f"{grant.since:%d/%m/%Y} – {until}",
        days_left=left if left is not None and 0 <= left <= WARN_DAYS else None,
        revoked=grant.grantor in revoked,
    )


def show_grants(
    shower: Shower, grants: Iterable[Grant], today: date, revoked: Collection[str] = ()
) -> tuple[ShownGrant, ...]:
    """Return grants in words; those that differ in nothing but the register stand in one line."""
    together: dict[ShownGrant, list[str]] = {}
    for grant in grants:
        shown = show_grant(shower, grant, today, revoked)
        together.setdefault(replace(shown, register=""), []).append(shown.register)
    return tuple(replace(shown, register=", ".join(registers)) for shown, registers in together.items())


def register_title(shower: Shower, register: str) -> str:
    """Return a register's title, its id when nobody defined it."""
    definition = shower.catalogue.get(register)
    return say(definition.title) if definition else register


def part_words(shower: Shower, register: str, parts: Iterable[str]) -> str:
    """Return names of a register's parts as people call them."""
    definition = shower.catalogue.get(register)
    return ", ".join(part_name(definition, part) for part in parts)


def public_parts(definition: Definition) -> str:
    """Return the parts of a register that anybody reads without signing in, as people call them."""
    return ", ".join(part_name(definition, name) for name, rule in definition.parts.items() if rule.public)


def filter_words(shower: Shower, register: str, rows: Filter | None) -> str:
    """Return which records a filter lets through."""
    if rows is None:
        return _("mọi bản ghi")
    if rows.field in (KEY, "programmes"):
        titles = [_programme_title(shower, key) for key in rows.values]
        return _("chỉ của chương trình %(titles)s") % {"titles": ", ".join(f"“{each}”" for each in titles)}
    definition = shower.catalogue.get(register)
    field = definition.fields.get(rows.field) if definition else None
    label = say(field.label) if field else rows.field
    known: Mapping[str, Mapping[str, str]] = field.values if field else {}
    values = [say(known[each]) if each in known else each for each in rows.values]
    return _("chỉ khi %(field)s là %(values)s") % {"field": label, "values": ", ".join(values)}


def compare_terms(shower: Shower, before: Terms | None, after: Terms, today: date) -> Comparison:
    """Return what the later terms change, in words."""
    differing = compare_words(before, after) if before else ()
    return Comparison(
        title=before.title if before else "",
        terms=tuple(
            ShownTerm(str(_TERMS[name]()), _term(shower, name, was), _term(shower, name, now))
            for name, was, now in differing
        ),
        grants=tuple(_change(shower, each, today) for each in compare_grants(before, after)),
    )


def read_life(shower: Shower, state: AgreementState) -> list[ShownAnswer]:
    """Return what the parties' logs say about an agreement, oldest first."""
    proposed = shower.reader.record("agreement", state.key)
    lines = [_line(shower, proposed, _("đề nghị"))] if proposed else []
    if shower.reader.definition("acceptance"):
        asked = Query(where={"of": state.hash}, sort=("time",), limit=_MOST_ANSWERS)
        said = {"accept": _("chấp thuận"), "refuse": _("từ chối"), "revoke": _("rút lại phần đã cho")}
        lines += [
            _line(shower, record, said.get(str(record.values["decision"]), ""))
            for record in shower.reader.find("acceptance", asked).records
            if record.steward in state.terms.nodes
        ]
    return lines


def _line(shower: Shower, record: Record, what: str) -> ShownAnswer:
    said = record.attribution
    people = [str(said[name]) for name in ("entered-by", "approved-by") if said.get(name)]
    return ShownAnswer(
        at=record.time,
        side=shower.houses[record.steward].title,
        what=what,
        people=" → ".join(dict.fromkeys(people)),
        reason=str(record.values.get("reason", "")),
    )


def _change(shower: Shower, change: GrantChange, today: date) -> ShownChange:
    return ShownChange(
        kind=change.kind,
        words=_kinds()[change.kind],
        before=show_grant(shower, change.before, today) if change.before else None,
        after=show_grant(shower, change.after, today) if change.after else None,
        added=part_words(shower, change.before.register, change.parts_added) if change.before else "",
        removed=part_words(shower, change.after.register, change.parts_removed) if change.after else "",
    )


def _programme_title(shower: Shower, key: str) -> str:
    record = shower.reader.record("programme", key)
    return str(record.values.get("title", key)) if record else key


def _term(shower: Shower, name: str, value: Any) -> str:
    if name == "ends":
        return f"{value:%d/%m/%Y}" if value else _("không định hạn")
    if name == "contacts":
        return "; ".join(show_officer(shower, each) for each in value)
    if name == "parties":
        return shower.houses.titles(each.node for each in value)
    return str(value)


_TERMS = {
    "title": lambda: _("Tên thỏa thuận"),
    "basis": lambda: _("Căn cứ"),
    "parties": lambda: _("Các bên"),
    "contacts": lambda: _("Cán bộ đầu mối"),
    "ends": lambda: _("Hết hiệu lực sau ngày"),
}


def _kinds() -> dict[str, str]:
    return {
        "new": _("mới"),
        "gone": _("thôi cho đọc"),
        "same": _("giữ nguyên"),
        "wider": _("rộng hơn"),
        "narrower": _("hẹp hơn"),
        "other": _("khác trước"),
    }


def _reasons() -> dict[str, str]:
    return {
        "in-force": _("đang có hiệu lực"),
        "waiting": _("chờ %(names)s chấp thuận"),
        "refused": _("%(names)s đã từ chối"),
        "replaced": _("đã có thỏa thuận khác thay thế"),
        "ended": _("đã hết hạn"),
        "revoked": _("các bên đã rút lại"),
        "other-root": _("khóa gốc trong thỏa thuận không phải khóa đã đối chiếu, nên không có hiệu lực"),
    }
