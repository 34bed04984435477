"""What was given to whom and why: the lines that both sides wrote, grouped by what entitled them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lienvung.core.agreement.leave import ADDRESSED
from lienvung.core.agreement.terms import SYSTEM
from lienvung.node.agreements import AgreementState, agreements
from lienvung.node.stores.port import TransferRow
from lienvung.web.selectors.agreements import part_words, register_title
from lienvung.web.selectors.values import Shower

MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Ground:
    """What entitled a transfer: an agreement and the purpose of its grant, or that it was addressed."""

    title: str
    purpose: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the ledger that both sides hold."""

    at: str
    out: bool
    partner: str
    register: str
    parts: str
    entries: int
    id: str
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """All lines with one partner, one way, on one ground: how many requests for how many entries, and the newest."""

    partner: str
    out: bool
    ground: Ground
    registers: tuple[str, ...]
    requests: int
    entries: int
    last: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger as a page shows it; `cut` when there are more lines than it reads."""

    groups: tuple[ShownGroup, ...]
    lines: tuple[ShownLine, ...]
    cut: bool


def read_ledger(shower: Shower, today: date, partner: str | None = None) -> Ledger:
    """Return the newest lines, of one partner or of all, and their groups."""
    rows = shower.reader.transfers(partner, limit=MOST_LINES + 1)
    held = {state.hash: state for state in agreements(shower.reader, shower.houses.own.name, today)}
    lines = tuple(_line(shower, row, held) for row in rows[:MOST_LINES])
    return Ledger(tuple(_groups(lines)), lines, len(rows) > MOST_LINES)


def _line(shower: Shower, row: TransferRow, held: Mapping[str, AgreementState]) -> ShownLine:
    register = row.origin.partition("/")[2]
    grounds = dict.fromkeys(_ground(ref, held) for ref in row.agreements if ref != ADDRESSED)
    return ShownLine(
        at=row.at,
        out=row.direction == "out",
        partner=shower.houses[row.partner].short,
        register=register_title(shower, register),
        parts=part_words(shower, register, row.names),
        entries=row.entries,
        id=row.id,
        grounds=tuple(grounds) or (_letters() if register in SYSTEM else _nothing(),),
    )


def _ground(ref: str, held: Mapping[str, AgreementState]) -> Ground:
    of, _hash, number = ref.partition("#")
    state = held.get(of)
    if state is None or not number.isdecimal() or int(number) >= len(state.terms.grants):
        return Ground(_("thỏa thuận không còn giữ ở đây"), of[:16])
    return Ground(state.terms.title, state.terms.grants[int(number)].purpose, of)


def _letters() -> Ground:
    return Ground(_("thư từ giữa hai nút"), _("giới thiệu, thỏa thuận, lời chấp thuận, đề nghị gửi đích danh"))


def _nothing() -> Ground:
    return Ground(_("không có căn cứ"), _("đã hỏi mà không được gửi gì"))


def _groups(lines: Iterable[ShownLine]) -> list[ShownGroup]:
    found: dict[tuple[str, bool, Ground], list[ShownLine]] = {}
    for line in lines:
        for ground in line.grounds:
            found.setdefault((line.partner, line.out, ground), []).append(line)
    return [
        ShownGroup(
            partner=partner,
            out=out,
            ground=ground,
            registers=tuple(sorted({line.register for line in together})),
            requests=len(together),
            entries=sum(line.entries for line in together),
            last=max(line.at for line in together),
        )
        for (partner, out, ground), together in found.items()
    ]
