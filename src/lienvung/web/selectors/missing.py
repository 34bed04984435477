"""What is missing of partners' records, and why: of one record's parts, and of all that is held of a partner."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lienvung.core.agreement.force import StandingGrant
from lienvung.core.agreement.terms import SYSTEM
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import parse_entry
from lienvung.core.register.record import HELD, Record
from lienvung.node.agreements import AgreementState, agreements, grants_between
from lienvung.node.exchange.cursor import read_cursor
from lienvung.node.stores.port import Query, Reader
from lienvung.node.stores.rows import LogState
from lienvung.office.eyes import HIDDEN
from lienvung.web import words
from lienvung.web.addresses import record_address
from lienvung.web.dates import show_day
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import Linked, Shower, part_name, say

LOOKED_AT = 500
LISTED = 20


@dataclass(frozen=True, slots=True)
class Gap:
    """One part that is not here. `code` is outside, left, ended, withheld, unavailable, invalid or erased.

    Outside: the rows agreed on leave the record out. Left: it was among them and went out. Ended: what entitled us to
    it is over. Withheld: no agreement ever named it.
    """

    code: str
    state: str
    why: str
    need: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many records lack their shared part for one reason, with some of them."""

    code: str
    state: str
    need: str
    number: int
    records: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class RegisterGaps:
    """What is missing of one register: entries whose values are to come, records by reason, parts not agreed on."""

    title: str
    url: str
    coming: int
    again: int
    again_records: tuple[Linked, ...]
    counts: tuple[Count, ...]
    capped: bool
    parts: str

    @property
    def complete(self) -> bool:
        """Whether every record that there is can be read here, in the parts agreed on."""
        return not (self.coming or self.again or self.counts)


@dataclass(frozen=True, slots=True)
class Over:
    """An agreement that is over and under which something came: it stays, and is brought up to date no more."""

    title: str
    url: str
    registers: str
    ended: str


@dataclass(frozen=True, slots=True)
class MissingPage:
    """All that the page of one partner's gaps shows."""

    house: House
    registers: tuple[RegisterGaps, ...]
    over: tuple[Over, ...]


def read_missing(shower: Shower, name: str, today: date) -> MissingPage:
    """Gather what is missing of every log that is held of a partner."""
    logs = [log for log in shower.reader.logs() if log.node == name and log.register not in SYSTEM]
    return MissingPage(
        house=shower.houses[name],
        registers=tuple(_register(shower, log, today) for log in logs),
        over=tuple(_over(shower, name, [log.register for log in logs], today)),
    )


# ── one record ──────────────────────────────────────────────────────────────────────────────────


def read_gap(shower: Shower, record: Record, part: str, today: date) -> Gap | None:
    """Return why a part of a record is not here, None where it is."""
    state = record.parts.get(part, "unavailable")
    if state == HELD:
        return None
    grants = _grants(shower, record.steward, record.register, today)
    return _gap(shower, record, part, _code(shower.reader, record, part, state, grants))


def read_kept(shower: Shower, record: Record, today: date) -> str:
    """Return a sentence where a partner's record is still held although nothing entitles us to news of it."""
    own = shower.houses.own.name
    held = record.parts.get("shared") == HELD
    if not held or own == record.steward or record.register in SYSTEM:
        return ""
    if _grants(shower, record.steward, record.register, today):
        return ""
    said = _(
        "Thỏa thuận chia sẻ sổ này với %(steward)s không còn hiệu lực. Bản đã nhận được giữ nguyên như lúc ấy và không "
        "được cập nhật nữa."
    )
    return said % {"steward": shower.houses[record.steward].title}


def _grants(shower: Shower, steward: str, register: str, today: date) -> tuple[StandingGrant, ...]:
    own = shower.houses.own.name
    return grants_between(shower.reader, own, steward, own, register, today) if steward != own else ()


def _code(reader: Reader, record: Record, part: str, state: str, grants: Iterable[StandingGrant]) -> str:
    if state != "withheld":
        return state
    standing = [each.grant for each in grants]
    named = any(part in grant.parts for grant in standing)
    held_before = any(
        version.entry.op == "put" and version.states.get(part) == HELD
        for version in reader.history(record.register, record.key)
    )
    if named:
        return "left" if held_before else "outside"
    return "ended" if held_before else "withheld"


def _gap(shower: Shower, record: Record, part: str, code: str) -> Gap:
    facts = {
        "steward": shower.houses[record.steward].title,
        "part": part_name(shower.catalogue.get(record.register), part),
    }
    return Gap(code, str(_STATES[code]), _WHY[code] % facts, _NEED[code] % facts if code in _NEED else "")


_STATES = {
    "outside": _("ngoài phạm vi chia sẻ"),
    "left": _("không còn trong phạm vi"),
    "ended": _("thỏa thuận đã hết hiệu lực"),
    **{code: name for code, name in words.PART_STATES.items() if code != HELD},
}
_WHY = {
    "outside": _("Thỏa thuận đang có hiệu lực chỉ cho một số dòng của sổ này; bản ghi này không ở trong đó."),
    "left": _(
        "Bản ghi này từng ở trong các dòng được chia sẻ; lần ghi mới nhất của %(steward)s đưa nó ra ngoài. "
        "Những lần ghi trước vẫn xem được ở lịch sử."
    ),
    "ended": _(
        "Nút này từng nhận phần %(part)s của bản ghi; thỏa thuận cho phần ấy không còn hiệu lực nên lần ghi mới "
        "không được gửi."
    ),
    "withheld": _("%(steward)s chưa chia sẻ phần này với nút này; sổ chỉ giữ mã băm của nó."),
    HIDDEN: _("Phần cá nhân chỉ chuyên viên và người duyệt đọc được, vì việc của họ cần đến."),
    "unavailable": _("%(steward)s được quyền gửi phần này nhưng nút này chưa nhận được; lần nhận sau sẽ hỏi lại."),
    "erased": _("%(steward)s đã xóa phần này theo quy định về dữ liệu cá nhân; bằng chứng của sổ vẫn kiểm được."),
    "invalid": _("%(steward)s đã gửi giá trị không khớp với mã băm trong sổ, nên không hiển thị."),
}
_NEED = {
    "outside": _("Cần thỏa thuận mà điều kiện chọn dòng có bản ghi này."),
    "left": _("Cần thỏa thuận mà điều kiện chọn dòng có bản ghi này."),
    "ended": _("Cần thỏa thuận mới có phần %(part)s của sổ này."),
    "withheld": _("Cần thỏa thuận có phần %(part)s của sổ này."),
    "invalid": _("%(steward)s cần gửi lại đúng giá trị đã ghi; nút này tự hỏi lại, thưa dần."),
}


# ── one register ────────────────────────────────────────────────────────────────────────────────


def _register(shower: Shower, log: LogState, today: date) -> RegisterGaps:
    definition, cursor = shower.catalogue.get(log.register), read_cursor(shower.reader, log.origin)
    missing = _missing_records(shower.reader, log, definition)
    again = cursor.again[:LISTED]
    return RegisterGaps(
        title=say(definition.title) if definition else log.register,
        url=reverse("web:register", args=[log.register]) if definition else "",
        coming=log.size - cursor.size,
        again=len(cursor.again),
        again_records=tuple(_linked(shower, log.register, _key(shower.reader, log, index)) for index in again),
        counts=tuple(_counts(shower, missing, today)),
        capped=len(missing) >= LOOKED_AT,
        parts=", ".join(_parts_not_agreed(shower, log, definition, today)),
    )


def _missing_records(reader: Reader, log: LogState, definition: Definition | None) -> list[Record]:
    if definition is None or reader.definition(log.register) is None:
        return []
    page = reader.find(log.register, Query(states=("withheld", "invalid"), limit=LOOKED_AT))
    return [record for record in page.records if record.steward == log.node]


def _counts(shower: Shower, records: Iterable[Record], today: date) -> Iterator[Count]:
    by_code: dict[str, list[tuple[Record, Gap]]] = {}
    for record in records:
        gap = read_gap(shower, record, "shared", today)
        if gap is not None:
            by_code.setdefault(gap.code, []).append((record, gap))
    for code in _STATES:
        if found := by_code.get(code):
            links = tuple(_linked(shower, record.register, record.key) for record, _gap in found[:LISTED])
            yield Count(code, found[0][1].state, found[0][1].need, len(found), links)


def _parts_not_agreed(shower: Shower, log: LogState, definition: Definition | None, today: date) -> Iterator[str]:
    agreed = {part for each in _grants(shower, log.node, log.register, today) for part in each.grant.parts}
    for part in definition.part_names if definition else ():
        if part not in agreed:
            yield part_name(definition, part)


def _key(reader: Reader, log: LogState, index: int) -> str:
    return parse_entry(reader.entry(log.origin, index)).key


def _linked(shower: Shower, register: str, key: str) -> Linked:
    return Linked(shower.link(register, key).title, record_address(register, key))


# ── agreements that are over ────────────────────────────────────────────────────────────────────


def _over(shower: Shower, name: str, registers: Iterable[str], today: date) -> Iterator[Over]:
    """Yield agreements by which this partner once gave us registers that nothing gives us today."""
    own = shower.houses.own.name
    lost = {register for register in registers if not _grants(shower, name, register, today)}
    for state in agreements(shower.reader, own, today):
        given = [
            grant.register
            for grant in state.terms.grants
            if (grant.grantor, grant.recipient) == (name, own) and grant.register in lost
        ]
        if given and state.reason != "waiting":
            yield Over(
                title=state.terms.title,
                url=reverse("partners:agreement", args=[state.hash]),
                registers=", ".join(_title(shower, register) for register in dict.fromkeys(given)),
                ended=_ended(state),
            )


def _title(shower: Shower, register: str) -> str:
    definition = shower.catalogue.get(register)
    return say(definition.title) if definition else register


def _ended(state: AgreementState) -> str:
    ends = state.terms.ends
    if state.reason == "ended" and ends is not None:
        return _("hết hạn ngày %(day)s") % {"day": show_day(ends)}
    return str(_ENDS.get(state.reason, _("quyền nhận đã hết")))


_ENDS = {
    "revoked": _("đã được rút lại"),
    "refused": _("đã bị từ chối"),
    "replaced": _("đã có thỏa thuận khác thay thế"),
}
