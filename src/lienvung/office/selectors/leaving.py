"""What each partner will see of a submission: the lines that leave, by the very function that serves them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lienvung.core.agreement.force import Agreement
from lienvung.core.agreement.leave import Row, what_may_leave
from lienvung.core.register.canonical import canonical
from lienvung.core.register.definition import Definition
from lienvung.core.register.item import split_fields
from lienvung.node.agreements import agreements
from lienvung.node.stores.port import Reader
from lienvung.office.models import Draft, Submission
from lienvung.office.node_access import get_node, today
from lienvung.office.selectors.sides import sides_known

_FILE_FIELDS = ("file", "text-layer", "evidence-file")


@dataclass(frozen=True, slots=True)
class LeavingLine:
    """One record as a partner will see it: part name -> the values of that part."""

    draft: Draft
    definition: Definition
    parts: Mapping[str, Mapping[str, object]]

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the fields whose files leave with the values."""
        shared = self.parts.get("shared", {})
        return tuple(name for name in _FILE_FIELDS if name in shared)


@dataclass(frozen=True, slots=True)
class PartnerView:
    """One partner and all that it will see; no line means that nothing leaves to it."""

    node: str
    title: str
    lines: tuple[LeavingLine, ...]
    kept: int


def partner_views(submission: Submission) -> list[PartnerView]:
    """Return what would leave to each contact if this were sent today, partners by title."""
    node = get_node()
    drafts = list(submission.drafts.all())
    with node.store.reading() as reader:
        contacts = [peer.name for peer in reader.peers()]
        in_hand = [state.agreement for state in agreements(reader, node.name, today()) if state.in_force]
        rows = {draft.pk: _row(reader, draft) for draft in drafts}
    titles = sides_known()
    views = [_view(name, titles.get(name, name), drafts, rows, in_hand, contacts) for name in contacts]
    return sorted(views, key=lambda view: view.title)


def public_lines(submission: Submission) -> tuple[LeavingLine, ...]:
    """Return what anybody would read without signing in if this were sent: parts that their register makes public."""
    lines = []
    for draft in submission.drafts.all():
        definition = get_node().catalogue[draft.register]
        item = _item(draft, definition)
        public = {name for name, rule in definition.parts.items() if rule.public}
        if parts := {part: item[part] for part in sorted(public) if item.get(part)}:
            lines.append(LeavingLine(draft, definition, parts))
    return tuple(lines)


def seen_digest(submission: Submission) -> str:
    """Return what the page of a submission shows, as one digest: its drafts as they stand, and what leaves to whom."""
    drafts = sorted([str(draft.pk), draft.revision] for draft in submission.drafts.all())
    leaving = [
        [view.node, sorted([str(line.draft.pk), sorted(line.parts)] for line in view.lines)]
        for view in partner_views(submission)
    ]
    return sha256(canonical({"drafts": drafts, "leaving": leaving})).hexdigest()


def _view(
    partner: str,
    title: str,
    drafts: Sequence[Draft],
    rows: Mapping[object, Row],
    in_hand: Sequence[Agreement],
    contacts: Iterable[str],
) -> PartnerView:
    node = get_node()
    lines = []
    for draft in drafts:
        leaving = what_may_leave(
            node.name, partner, draft.register, rows[draft.pk], in_hand, today(), contacts=tuple(contacts)
        )
        if leaving:
            definition = node.catalogue[draft.register]
            item = _item(draft, definition)
            parts = {part: item[part] for part in sorted(leaving) if item.get(part)}
            lines.append(LeavingLine(draft, definition, parts))
    return PartnerView(partner, title, tuple(lines), len(drafts) - len(lines))


def _row(reader: Reader, draft: Draft) -> Row:
    """What the decision knows of a draft: for a retirement, the shared fields of the record it retires."""
    definition = get_node().catalogue[draft.register]
    values = draft.values
    if draft.op != Draft.Op.PUT:
        record = reader.record(draft.register, draft.key)
        values = record.values if record else {}
    return Row(draft.key, split_fields(definition, values)["shared"], draft.op)


def _item(draft: Draft, definition: Definition) -> Mapping[str, Mapping[str, object]]:
    people = {"entered-by": str(draft.entered_by), "confirmed-by": str(draft.confirmed_by or "")}
    if draft.op != Draft.Op.PUT:
        return {"shared": draft.arguments, "attribution": people}
    return split_fields(definition, draft.values, source=draft.passage, attribution=people)
