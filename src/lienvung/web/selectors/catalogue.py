"""The catalogue of registers: what each is for, who stewards records in it, how much and how fresh."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition
from lienvung.node.stores.port import COUNT_CAP, LogState
from lienvung.web import words
from lienvung.web.addresses import list_address
from lienvung.web.selectors.values import Shower, say


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One register in the catalogue."""

    title: str
    url: str
    purpose: str
    stewards: str
    count: str
    latest: str
    parts: str


@dataclass(frozen=True, slots=True)
class RegisterGroup:
    """Registers that belong together."""

    title: str
    lines: tuple[RegisterLine, ...]


def read_catalogue(shower: Shower) -> tuple[RegisterGroup, ...]:
    """Return the registers of cooperation first, then those that nodes keep about each other."""
    logs = shower.reader.logs()
    lines = {register: _line(shower, definition, logs) for register, definition in shower.catalogue.items()}
    own = [register for register, definition in shower.catalogue.items() if not definition.system]
    return (
        RegisterGroup(_("Sổ của việc hợp tác"), tuple(lines[register] for register in own)),
        RegisterGroup(_("Sổ của việc kết nối"), tuple(line for register, line in lines.items() if register not in own)),
    )


def _line(shower: Shower, definition: Definition, logs: list[LogState]) -> RegisterLine:
    register = definition.register
    held = [log for log in logs if log.register == register and log.size]
    newest = max((shower.reader.changes("", registers=[register], limit=1)), default=None, key=lambda row: row.time)
    return RegisterLine(
        title=say(definition.title),
        url=list_address("web:register", register),
        purpose=say(definition.purpose),
        stewards=shower.houses.shorts(log.node for log in held),
        count=_count(shower.reader.count(register, cap=COUNT_CAP)) if held else "0",
        latest=newest.time if newest else "",
        parts=", ".join(str(words.PARTS.get(part, part)) for part in definition.parts),
    )


def _count(found: int) -> str:
    return _("hơn 1.000") if found >= COUNT_CAP else str(found)
