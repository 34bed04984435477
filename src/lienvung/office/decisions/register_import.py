"""Write the rows of a table into a register: all of them in one batch, or none.

facts = {"import", "register", "name", "sha256" of the file, "new", "changed", "wrong": how many rows, "digest" of what
would be written}
"""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.register.definition import Definition, Unique
from lienvung.core.register.item import split_fields
from lienvung.node.append import append
from lienvung.node.change import Change
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.errors import SubmissionChanged
from lienvung.office.imports.errors import ImportMoved
from lienvung.office.imports.recognition import Recognition, ways_of
from lienvung.office.models import ImportChunk, Job, PlannedRow, RegisterImport
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors.imports import all_planned
from lienvung.office.selectors.lookups import StoreLookups

if TYPE_CHECKING:
    from lienvung.office.models import Decision

_WRITTEN = ("new", "changed")
_TOLD_EVERY = 2_000
_AT_ONCE = 5_000


def _subject(facts: Facts) -> str:
    return f"{_title(facts)}: {facts['name']}"


def _title(facts: Facts) -> str:
    definition = get_node().catalogue.get(facts["register"])
    return definition.title["vi"] if definition else str(facts["register"])


def _describe(facts: Facts) -> Iterator[Line]:
    yield Line(gettext("Sổ"), _title(facts))
    yield Line(gettext("Tệp"), str(facts["name"]))
    yield Line(gettext("Mã băm của tệp"), str(facts["sha256"]), exact=True)
    yield Line(gettext("Bản ghi mới"), str(facts["new"]))
    yield Line(gettext("Bản ghi thay đổi"), str(facts["changed"]))
    if facts["wrong"]:
        yield Line(gettext("Hàng sai, không ghi"), str(facts["wrong"]))


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    definition = node.catalogue[facts["register"]]
    imported = RegisterImport.objects.defer("data").get(pk=facts["import"])
    with node.store.reading() as reader:
        done = reader.appended(str(decision.pk))
    if done is None:
        _require_unmoved(node, definition, imported, facts)
    receipt = append(node, _changes(imported, definition, decision, people), idempotency_key=str(decision.pk))
    with transaction.atomic():
        # What is in the register need not lie here as well; least of all what is personal in it.
        PlannedRow.objects.filter(imported=imported).exclude(state="wrong").delete()
        ImportChunk.objects.filter(imported=imported).delete()
        RegisterImport.objects.filter(pk=imported.pk).update(state=RegisterImport.State.WRITTEN)
    return {"batch": receipt.batch, "new": facts["new"], "changed": facts["changed"]}


def _changes(
    imported: RegisterImport, definition: Definition, decision: "Decision", people: People
) -> Iterator[Change]:
    """Yield the changes that a table makes as they are read from the office: there may be many."""
    total = int(decision.facts["new"]) + int(decision.facts["changed"])
    jobs = Job.objects.filter(kind="decision", subject=str(decision.pk), state=Job.State.RUNNING)
    for number, row in enumerate(all_planned(imported, _WRITTEN)):
        if number % _TOLD_EVERY == 0:
            jobs.update(done=number, total=total)
        source = {"citation": [f"{imported.name}, {row.place} (SHA-256 {imported.sha256})"]}
        item = split_fields(definition, row.values, source=source, attribution=people.attribution)
        yield Change("put", definition.register, row.key, item, row.index)


def _require_unmoved(node: Node, definition: Definition, imported: RegisterImport, facts: Any) -> None:
    """Refuse rows that are not those the approver saw, and new ones whose record came to be meanwhile.

    That a record was changed meanwhile is seen by the append itself.
    """
    if imported.digest != facts["digest"] or imported.state != RegisterImport.State.PLANNED:
        raise SubmissionChanged
    with node.store.reading() as reader:
        there = _there_by_now(definition, imported, StoreLookups(reader, definition))
    if there:
        raise ImportMoved(imported.name, there)


def _there_by_now(definition: Definition, imported: RegisterImport, lookups: StoreLookups) -> str:
    """Return what the first new row is called whose record came to be since it was compared, "" where none did."""
    ways = ways_of(definition, imported.match, imported.columns)
    natural = definition.keys == "natural"
    if not natural and ways and _is_settled_by_the_append(definition, ways[0]):
        return ""
    recognition = Recognition(ways, lookups)
    rows = all_planned(imported, ("new",))
    while portion := list(islice(rows, _AT_ONCE)):
        held = lookups.by_key([row.key for row in portion]) if natural else {}
        found = recognition.find(row.values for row in portion)
        for row in portion:
            if row.key in held or recognition.is_among(found, row.values):
                return row.title or row.key
    return ""


def _is_settled_by_the_append(definition: Definition, rule: Unique) -> bool:
    """Tell whether every row says what only one record may have: the append itself refuses a second one."""
    return rule in definition.uniques and all(definition.fields[name].required for name in rule.names)


KIND = Kind(
    code="register-import",
    title=_("Nhập bảng vào sổ"),
    prepares=Duty.DIGITISE,
    decides=Duty.APPROVE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
    slow=True,
)
