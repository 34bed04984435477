"""Erase personal parts of a record of ours, for good and on every copy, with the papers that hold the same data.

facts = {"register", "key", "parts": [part], "ground": words, "files": [hex SHA-256]}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.register.definition import Definition
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.node.stores.port import Reader
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.errors import NothingPersonal, NotTheSteward, RecordGone
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors.titles import record_title
from lienvung.office.services.erasure import erase_from_office

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def _subject(facts: Facts) -> str:
    return record_title(str(facts["register"]), str(facts["key"]))


def _describe(facts: Facts) -> Iterator[Line]:
    definition = get_node().catalogue[str(facts["register"])]
    labels = [field.label["vi"] for part in facts["parts"] for field in definition.fields_of(part)]
    yield Line(gettext("Xóa các trường"), ", ".join(labels))
    yield Line(gettext("Căn cứ"), str(facts["ground"]))
    if facts["files"]:
        count = len(facts["files"])
        yield Line(
            gettext("Xóa cả tệp"),
            gettext("%(count)d tệp (bản gốc, lớp văn bản)") % {"count": count},
        )
    yield Line(
        gettext("Hệ quả"),
        gettext("Xóa vĩnh viễn ở đây và ở mọi bản sao; từng bên xác nhận lại. Bằng chứng của sổ vẫn kiểm được."),
    )


def _perform(node: Node, decision: "Decision", people: People) -> Facts:
    facts = decision.facts
    definition, key = node.catalogue[facts["register"]], str(facts["key"])
    with node.store.reading() as reader:
        if reader.appended(str(decision.id)) is None:
            _check(reader, node, definition, key, facts["parts"])
        erased = _values(reader, definition, key, facts["parts"])
    # The office first: after the entry is in the log nobody can tell any more which cells said the same.
    erase_from_office(definition, key, facts["parts"], erased, facts["files"])
    arguments = {"parts": facts["parts"], "ground": facts["ground"]}
    arguments |= {"files": facts["files"]} if facts["files"] else {}
    item = {"shared": arguments, "attribution": people.attribution}
    receipt = append(node, [Change("erase", definition.register, key, item)], idempotency_key=str(decision.id))
    return {"entry": receipt.entries[0][1]}


def _check(reader: Reader, node: Node, definition: Definition, key: str, parts: list[str]) -> None:
    record = reader.record(definition.register, key)
    if record is None:
        raise RecordGone(definition.register, key)
    if record.steward != node.name:
        raise NotTheSteward(record.steward)
    if not parts or not set(parts) <= definition.personal_parts:
        raise NothingPersonal(definition.register, key)


def _values(reader: Reader, definition: Definition, key: str, parts: list[str]) -> set[str]:
    held = [version.values.get(part, {}) for version in reader.history(definition.register, key) for part in parts]
    return {str(value) for values in held for value in values.values() if isinstance(value, str)}


KIND = Kind(
    code="erase",
    title=_("Xóa phần cá nhân"),
    prepares=Duty.DIGITISE,
    decides=Duty.APPROVE,
    subject=_subject,
    describe=_describe,
    perform=_perform,
)
