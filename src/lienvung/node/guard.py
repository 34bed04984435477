"""Keep a restored or copied node from signing before its partners were asked how far it had come (DESIGN §4.10).

A node whose store came from a backup does not know what it signed after that. Until it has compared its heads with
every partner, and fetched back what they saw of its own logs, it only reads: it appends, signs and cosigns nothing,
and shows partners no heads, which they would take for a rollback.

    every partner is behind us, equal, or gave us our tail back           → it signs again
    a partner saw a history that is not ours, or entries that nobody has  → it stays stopped
    a partner does not answer: it may hold a root for a size of ours      → it waits
    there never was a partner, or all have seen less than we once signed  → two people decide
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import Value, canonical, parse_canonical
from lienvung.core.register.entry import format_time
from lienvung.node.errors import RestoredUnchecked, SecondInstallation
from lienvung.node.node import Node
from lienvung.node.stores.port import DutyReader, Reader, Writer

INSTALLATION: Final = "installation"
GUARD: Final = "guard"
DECISIONS: Final = "guard-decisions"

Why = Literal["restored", "adopted", "behind", "copied"]
"""From a backup; from another place; a partner saw more than we have; a copy that nobody has adopted yet."""
Found = Literal["same", "returned", "unreachable", "missing", "contradicts"]
"""What comparing with one partner brought: nothing new, our tail, no answer, entries that it saw and cannot give, or
another history."""
STOPS: Final = frozenset({"missing", "contradicts"})


@dataclass(eq=False)
class OverrideRefused(LienVungError):
    """Two different people must decide, and only where no partner can have seen how far the logs had come."""

    code: ClassVar[str] = "override-refused"
    rule: str


@dataclass(frozen=True, slots=True)
class Guard:
    """Why this node does not sign, since when, and what each partner said when it was asked."""

    why: Why
    since: str
    asked: Mapping[str, Found]

    @property
    def stopped(self) -> bool:
        """Whether somebody saw what is not here, so that waiting will not end it."""
        return any(found in STOPS for found in self.asked.values())

    @property
    def heard(self) -> frozenset[str]:
        """Return the partners who answered and had seen nothing that is not here now."""
        return frozenset(name for name, found in self.asked.items() if found in ("same", "returned"))


def guard_of(node: Node, reader: DutyReader) -> Guard | None:
    """Return why this node must not sign, or None when it may."""
    known = reader.setting(INSTALLATION)
    if known is not None and known != node.store.instance.encode():
        return Guard("copied", "", {})
    data = reader.setting(GUARD)
    if data is None:
        return None
    facts: dict[str, Any] = parse_canonical(data)
    return Guard(facts["why"], facts["since"], facts["asked"])


def check_may_sign(node: Node, writer: Writer) -> None:
    """Raise SecondInstallation or RestoredUnchecked unless this node may sign; the first to ask makes it its own."""
    here = node.store.instance.encode()
    known = writer.setting(INSTALLATION)
    if known is None:
        writer.set_setting(INSTALLATION, here)
    elif known != here:
        raise SecondInstallation(node.name)
    if writer.setting(GUARD) is not None:
        raise RestoredUnchecked(node.name)


def is_behind(node: Node, reader: Reader) -> bool:
    """Tell whether this node has signed more than its store knows: an older one was put in its place."""
    if node.high_water is None:
        return False
    held = {log.origin: log.pending.size for log in reader.logs()}
    return any(held.get(origin, 0) < size for origin, size in node.high_water.sizes().items())


def guard_if_behind(node: Node) -> None:
    """Let a node sign nothing whose store was put back, until its partners were asked."""
    with node.store.reading() as reader:
        behind = guard_of(node, reader) is None and is_behind(node, reader)
    if behind:
        with node.store.writing() as writer:
            raise_guard(node, writer, "behind")


def raise_guard(node: Node, writer: Writer, why: Why) -> None:
    """Let this node sign nothing until its partners were asked; it is the one installation from now on."""
    writer.set_setting(INSTALLATION, node.store.instance.encode())
    _write(writer, Guard(why, format_time(node.now()), {}))


def note_compared(node: Node, writer: Writer, partner: str, found: Found) -> None:
    """Note what comparing with a partner brought, and sign again when nothing stands against it."""
    guard = guard_of(node, writer)
    if guard is None or guard.why == "copied":
        return
    compared = Guard(guard.why, guard.since, {**guard.asked, partner: found})
    partners = {peer.name for peer in writer.peers()}
    if partners and partners <= compared.heard and not compared.stopped and not is_behind(node, writer):
        writer.set_setting(GUARD, None)
        return
    _write(writer, compared)


def override_guard(node: Node, *, by: tuple[str, str], reason: str) -> None:
    """Let two people decide to go on where there is no partner who could have seen more (OverrideRefused).

    Every partner there is must have answered: one that did not may hold a root for a size that would be signed again.
    Where one never answers, a new node under a new name continues the records by a hand-over (docs/operate.md). Names
    and reason are kept.
    """
    first, second = (" ".join(name.split()) for name in by)
    if not first or not second or first.casefold() == second.casefold():
        raise OverrideRefused("two-people")
    if not reason.strip():
        raise OverrideRefused("reason")
    with node.store.writing() as writer:
        guard = guard_of(node, writer)
        if guard is None or guard.why == "copied":
            raise OverrideRefused("not-restored")
        if not {peer.name for peer in writer.peers()} <= guard.heard:
            raise OverrideRefused("partners-may-have-seen-more")
        decision: Value = {"at": format_time(node.now()), "by": [first, second], "reason": reason.strip()}
        writer.set_setting(DECISIONS, canonical([*guard_decisions(writer), decision]))
        writer.set_setting(GUARD, None)
        if node.high_water is not None:
            own = (log for log in writer.logs() if log.node == node.name)
            node.high_water.begin_anew({log.origin: log.pending.size for log in own})


def guard_decisions(reader: DutyReader) -> list[dict[str, Any]]:
    """Return every decision to go on without having asked, oldest first: {"at", "by", "reason"}."""
    kept = reader.setting(DECISIONS)
    return list(parse_canonical(kept)) if kept else []


def _write(writer: Writer, guard: Guard) -> None:
    facts: Value = {"asked": dict(guard.asked), "since": guard.since, "why": guard.why}
    writer.set_setting(GUARD, canonical(facts))
