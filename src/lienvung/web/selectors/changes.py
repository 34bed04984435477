"""Everything added, changed or retired since a day: who, before and after, on what basis."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lienvung.core.programme.records import Review
from lienvung.core.register.entry import LOG_OPS, format_time
from lienvung.core.register.record import Record
from lienvung.core.text.date import last_day
from lienvung.node.stores.port import ChangeRow
from lienvung.web.addresses import list_address, record_address
from lienvung.web.dates import VIETNAM
from lienvung.web.selectors.commitments import Choice
from lienvung.web.selectors.histories import ShownChange, read_history
from lienvung.web.selectors.values import Linked, Shower, say

PER_PAGE = 100
LIMIT = 5_000
DEFAULT_DAYS = 30

_FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    """What an address asks: since when (inclusive), of one register or of all, from which line on."""

    since: date
    register: str = ""
    page: int = 1

    def address(self, **changed: str) -> str:
        """Return the address of these changes with something changed."""
        return list_address("web:changes", **{"tu": f"{self.since:%d/%m/%Y}", "so": self.register, **changed})


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """One entry with the record it is about and the basis it names."""

    record: Linked
    register: str
    basis: str
    basis_url: str
    nature: str
    change: ShownChange


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The changes since a day, newest first; `added`, `changed` and `removed` count the lines shown."""

    since: date
    register: str
    total: int
    capped: bool
    added: int
    changed: int
    removed: int
    lines: tuple[ChangedRecord, ...]
    reviews: tuple[Choice, ...]
    registers: tuple[Choice, ...]
    next_url: str


def read_changes(shower: Shower, asked: ChangesAsked, reviews: Iterable[Review]) -> ChangesPage:
    """Return one page of what was entered into any log since a day."""
    wanted = [asked.register] if asked.register else _registers(shower)
    # The first days that a date can hold have no moment in UTC; no log is older than its clock.
    since = datetime.combine(max(asked.since, _FIRST_DAY), time(), VIETNAM)
    rows = shower.reader.changes(format_time(since), registers=wanted, limit=LIMIT)
    rows = [row for row in rows if row.op not in LOG_OPS]
    shown = rows[(asked.page - 1) * PER_PAGE : asked.page * PER_PAGE]
    lines = tuple(_lines(shower, shown))
    return ChangesPage(
        since=asked.since,
        register=asked.register,
        total=len(rows),
        capped=len(rows) > LIMIT - PER_PAGE,
        added=sum(line.change.op == "put" and line.change.first for line in lines),
        changed=sum(line.change.op in ("put", "restore") and not line.change.first for line in lines),
        removed=sum(line.change.op in ("retire", "merge", "erase") for line in lines),
        lines=lines,
        reviews=tuple(_reviews(reviews, asked.since)),
        registers=tuple(_choices(shower, asked.register)),
        next_url=asked.address(trang=str(asked.page + 1)) if len(rows) > asked.page * PER_PAGE else "",
    )


def _registers(shower: Shower) -> list[str]:
    return [register for register, definition in shower.catalogue.items() if not definition.system]


def _lines(shower: Shower, rows: Iterable[ChangeRow]) -> Iterator[ChangedRecord]:
    histories: dict[tuple[str, str], list[ShownChange]] = {}
    for row in rows:
        of = (row.register, row.key)
        if of not in histories:
            histories[of] = read_history(shower, *of)
        change = next((each for each in histories[of] if (each.origin, each.index) == (row.origin, row.index)), None)
        if change:
            yield _line(shower, row, change)


def _line(shower: Shower, row: ChangeRow, change: ShownChange) -> ChangedRecord:
    record = shower.reader.record(row.register, row.key)
    basis = _basis(shower, record) if record else None
    return ChangedRecord(
        record=Linked(shower.title(record) if record else row.key, record_address(row.register, row.key)),
        register=say(shower.catalogue[row.register].title),
        basis=basis.title if basis else "",
        basis_url=basis.url if basis else "",
        nature=str(record.values.get("nature", "")) if record else "",
        change=change,
    )


def _basis(shower: Shower, record: Record) -> Linked | None:
    """Return what a record stands on: its paper, its evidence, its publication, or the commitment it reports on."""
    values = record.values
    papers = [values["document"]] if "document" in values else values.get("evidence", ())
    if papers:
        return shower.link("document", str(papers[0]))
    said = values.get("evidence-text") or ", ".join(record.source.get("citation") or values.get("citation", ()))
    if said:
        return Linked(str(said), "")
    return shower.link("commitment", str(values["commitment"])) if "commitment" in values else None


def _reviews(reviews: Iterable[Review], since: date) -> Iterator[Choice]:
    held = ((last_day(review.held_on) if review.held_on else None, review) for review in reviews)
    for day, review in sorted(((day, review) for day, review in held if day), key=lambda pair: pair[0], reverse=True):
        yield Choice(f"{day:%d/%m/%Y}", f"{day:%d/%m/%Y} – {review.title}", day == since)


def _choices(shower: Shower, chosen: str) -> Iterator[Choice]:
    for register in _registers(shower):
        yield Choice(register, say(shower.catalogue[register].title), register == chosen)


def asked_since(text: str, today: date) -> date:
    """Read the day that an address names; thirty days back when it names none."""
    for spelling in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), spelling).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return today - timedelta(days=DEFAULT_DAYS)
