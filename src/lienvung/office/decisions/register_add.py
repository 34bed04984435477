"""Put a register of our own in use: it has form, list, exchange from then on, with no programmer.

facts = {"register", "version", "text": the YAML}
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.register.definition import Definition, Label
from lienvung.node.node import Node
from lienvung.office.decisions.kind import Facts, Kind, Line, People
from lienvung.office.roles import Duty
from lienvung.office.services.registers import register_parse, register_put

if TYPE_CHECKING:
    from lienvung.office.models import Decision


def subject(facts: Facts) -> str:
    """Return the title of the register and its version."""
    return f"{_say(_definition(facts).title)} ({facts['register']}, {facts['version']})"


def describe(facts: Facts) -> Iterator[Line]:
    """Yield what the register is for and what it holds."""
    definition = _definition(facts)
    yield Line(gettext("Dùng để"), _say(definition.purpose) or "–")
    yield Line(gettext("Căn cứ"), _say(definition.basis) or "–")
    yield Line(gettext("Các trường"), ", ".join(_say(field.label) for field in definition.fields.values()))
    personal = [_say(field.label) for part in definition.personal_parts for field in definition.fields_of(part)]
    yield Line(gettext("Dữ liệu cá nhân"), ", ".join(personal) or gettext("không có"))
    yield Line(gettext("Mã băm định nghĩa"), definition.hash, exact=True)


def perform(node: Node, decision: "Decision", people: People) -> Facts:
    """Put the register in use."""
    definition = register_put(node, str(decision.facts["text"]))
    return {"register": definition.register, "version": definition.version}


def _definition(facts: Facts) -> Definition:
    return register_parse(str(facts["text"]))


def _say(label: Label) -> str:
    return label.get((get_language() or "vi")[:2]) or label.get("vi", "")


KIND = Kind(
    code="register-add",
    title=_("Đưa sổ mới vào dùng"),
    prepares=Duty.MANAGE,
    decides=Duty.DECIDE,
    subject=subject,
    describe=describe,
    perform=perform,
)
