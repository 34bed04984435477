"""What a person reads of bundles: what is in one, how large one would be, and which changed hands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lienvung.node.contact import Contact, read_contact
from lienvung.node.exchange.bundle import estimate_bundle
from lienvung.node.exchange.bundle_import import Seen
from lienvung.node.exchange.pull import LogReport
from lienvung.node.receipts import COMPLETE, Crossing, crossings
from lienvung.office.node_access import get_node
from lienvung.office.services.bundles import CHOICES
from lienvung.web.intake.refusals import say as say_refusal
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class ShownCrossing:
    """One bundle that changed hands: who gave it to whom, when, and whether both logs say so."""

    giver: House
    taker: House
    ours: bool
    bundle: str
    made: str
    taken_at: str
    entries: int
    state: str
    good: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """One choice of how much to give."""

    choice: str
    title: str
    entries: int
    megabytes: str


@dataclass(frozen=True, slots=True)
class ShownLog:
    """One log in a bundle."""

    title: str
    size: int
    new: int
    values: int
    trouble: str
    witnesses: str


@dataclass(frozen=True, slots=True)
class ShownBundle:
    """What is in an uploaded bundle. Of a stranger: how he introduces himself, and no more."""

    title: str
    sender: str
    made: str
    file: str
    known: bool
    repeated: bool
    sound: bool
    node_json: str
    logs: tuple[ShownLog, ...]
    new: int
    other: str


def read_crossings(seen: Snapshot) -> list[ShownCrossing]:
    """Return every bundle to or from us, the newest first."""
    own = seen.houses.own.name
    return [_shown(seen, own, each) for each in crossings(seen.reader, own)]


def read_estimates(partner: Contact) -> list[Estimate]:
    """Return how large each kind of bundle for a partner would be, without its files."""
    titles: Mapping[str, str] = {"tu-lan-truoc": _("từ lần bên kia đã xác nhận"), "day-du": _("đầy đủ, từ đầu")}
    found: list[Estimate] = []
    for choice, since in CHOICES.items():
        entries, size = estimate_bundle(get_node(), partner, since)
        found.append(Estimate(choice, titles[choice], entries, f"{max(0.1, size / 1e6):.1f}".replace(".", ",")))
    return found


def show_seen(seen: Snapshot, looked: Seen) -> ShownBundle:
    """Return what a page says of a bundle that was looked at."""
    own = seen.houses.own.name
    return ShownBundle(
        title=seen.houses[looked.sender].title if looked.known else read_contact(looked.node_json).title,
        sender=looked.sender,
        made=looked.made,
        file=looked.file,
        known=looked.known,
        repeated=looked.repeated,
        sound=not looked.report.troubles,
        node_json=looked.node_json.decode(),
        logs=tuple(_log(seen, log, looked.cosigned.get(log.origin, ())) for log in looked.report.logs),
        new=looked.report.new,
        other="" if looked.recipient == own else seen.houses[looked.recipient].title,
    )


def _shown(seen: Snapshot, own: str, crossing: Crossing) -> ShownCrossing:
    told = crossing.out or crossing.taken
    entries = sum(size - since for since, size, _root in told.heads.values()) if told else 0
    state, good = _state(crossing)
    return ShownCrossing(
        giver=seen.houses[crossing.giver],
        taker=seen.houses[crossing.taker],
        ours=crossing.giver == own,
        bundle=crossing.bundle,
        made=crossing.made,
        taken_at=crossing.taken.at if crossing.taken else "",
        entries=entries,
        state=state,
        good=good,
    )


def _state(crossing: Crossing) -> tuple[str, bool]:
    if crossing.taken is None:
        return _("đã giao, chưa thấy biên nhận"), False
    if crossing.out is None:
        return _("đã nhận; chưa thấy sổ bên giao ghi việc này"), False
    if not crossing.matches:
        return _("hai biên nhận không khớp"), False
    if crossing.taken.result != COMPLETE:
        return _("nhận chưa đủ"), False
    return _("hai sổ khớp nhau"), True


def _log(seen: Snapshot, log: LogReport, cosigned: Iterable[str]) -> ShownLog:
    register = log.origin.partition("/")[2]
    definition = seen.shower.catalogue.get(register)
    trouble = say_refusal(log.trouble) if log.trouble else ""
    title, witnesses = say(definition.title) if definition else register, seen.houses.titles(cosigned)
    return ShownLog(title, log.size, log.new, log.values.held, trouble, witnesses)
