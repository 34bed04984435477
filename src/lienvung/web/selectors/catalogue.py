"""The catalogue of registers: what each is for, who stewards records in it, how much, how fresh, by what right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import parse_entry
from lienvung.core.text.fold import fold
from lienvung.node.agreements import agreements
from lienvung.node.stores.port import COUNT_CAP, LogState, Reader
from lienvung.office.node_access import get_node
from lienvung.web.addresses import list_address
from lienvung.web.counts import capped
from lienvung.web.selectors.houses import Houses
from lienvung.web.selectors.values import Shower, part_name, say

# By what a register is about; one that is not named here stands under "Sổ khác".
SUBJECTS: Mapping[str | Promise, tuple[str, ...]] = {
    _("Theo dõi hợp tác"): (
        "programme", "document", "commitment", "assignment", "progress-report", "review", "limitation", "escalation",
        "promise-succession",
    ),
    _("Công trình và đầu tư"): (
        "public-work", "work-component", "interface-milestone", "investment-line", "disbursement",
    ),
    _("Tàu du lịch hai vịnh"): ("tourist-vessel", "vessel-permit", "vessel-route", "vessel-trip", "berth"),
    _("Cửa ngõ và giao thông"): (
        "gateway", "control-post", "control-measure", "daily-count", "transport-hub", "transport-link",
    ),
    _("Địa giới và đơn vị hành chính"): (
        "administrative-unit", "unit-boundary", "boundary-case", "boundary-claim", "boundary-step",
    ),
    _("Di sản"): ("heritage-site", "heritage-component", "heritage-dossier", "heritage-action"),
    _("Kinh tế và xúc tiến"): (
        "economic-zone", "investment-opportunity", "local-product", "promotion-event", "indicator", "indicator-value",
    ),
    _("Đầu mối và quy chế"): ("organisation", "contact-officer", "coordination-regulation"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One register in the catalogue; `sharing` names those with whom an agreement in force shares it."""

    title: str
    url: str
    purpose: str
    basis: str
    stewards: str
    count: str
    latest: str
    parts: str
    sharing: str


@dataclass(frozen=True, slots=True)
class RegisterGroup:
    """Registers that belong together."""

    title: str
    lines: tuple[RegisterLine, ...]


def read_catalogue(shower: Shower, today: date, text: str = "") -> tuple[RegisterGroup, ...]:
    """Return the registers by subject, those that nodes keep about each other last; only those that a search finds."""
    wanted = {name: each for name, each in shower.catalogue.items() if _matches(each, text)}
    held = [log for log in shower.reader.logs() if log.size]
    sharing = _sharing(shower.reader, shower.houses, today)
    lines = {name: _line(shower, each, held, sharing.get(name, "")) for name, each in wanted.items()}
    groups = (RegisterGroup(title, tuple(lines[name] for name in names)) for title, names in _grouped(wanted))
    return tuple(group for group in groups if group.lines)


def _grouped(wanted: Mapping[str, Definition]) -> Iterator[tuple[str, list[str]]]:
    named = {name for names in SUBJECTS.values() for name in names}
    for title, names in SUBJECTS.items():
        yield str(title), [name for name in names if name in wanted]
    others = [name for name in wanted if name not in named]
    yield str(_("Sổ khác")), [name for name in others if not wanted[name].system]
    yield str(_("Sổ của việc kết nối")), [name for name in others if wanted[name].system]


def _matches(definition: Definition, text: str) -> bool:
    said = [definition.register, *definition.title.values(), *definition.purpose.values()]
    return all(word in fold(" ".join(said)) for word in fold(text).split())


def _line(shower: Shower, definition: Definition, held: list[LogState], sharing: str) -> RegisterLine:
    register = definition.register
    logs = [log for log in held if log.register == register]
    return RegisterLine(
        title=say(definition.title),
        url=list_address("web:register", register),
        purpose=say(definition.purpose) if definition.purpose else "",
        basis=say(definition.basis) if definition.basis else "",
        stewards=shower.houses.shorts(log.node for log in logs),
        count=capped(shower.reader.count(register, cap=COUNT_CAP)) if logs else "0",
        latest=max((_newest(shower.reader, log) for log in logs), default=""),
        parts=", ".join(part_name(definition, part) for part in definition.parts),
        sharing=sharing,
    )


def _newest(reader: Reader, log: LogState) -> str:
    """Return the moment of the newest entry that a log shows."""
    return parse_entry(reader.entry(log.origin, log.size - 1)).time


def _sharing(reader: Reader, houses: Houses, today: date) -> dict[str, str]:
    """Return, for each register, the other parties to grants on it that run today."""
    own = get_node().name
    others: dict[str, set[str]] = {}
    for state in agreements(reader, own, today):
        for grant in state.agreement.terms.grants if state.in_force else ():
            if grant.runs_on(today) and own in (grant.grantor, grant.recipient):
                others.setdefault(grant.register, set()).update({grant.grantor, grant.recipient} - {own})
    return {register: houses.shorts(sorted(names)) for register, names in others.items()}
