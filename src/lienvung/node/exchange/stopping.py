"""Stop a log whose key contradicted itself, keep the proof, and go on when two people have decided."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.entry import format_time
from lienvung.node.contact import Contact, own_node_json
from lienvung.node.exchange.errors import LogForked, LogStopped
from lienvung.node.exchange.evidence import Evidence, format_evidence
from lienvung.node.node import Node
from lienvung.node.stores.port import DutyReader, Reader, Writer


def keep_evidence(node: Node, accused: Contact, evidence: Evidence) -> None:
    """Keep contradicting heads for good; a fork stops the log until people decide.

    Our own log is not stopped here: that our key signed two histories is told to people, who look for the second
    installation.
    """
    with node.store.writing() as writer:
        _keep(writer, node, accused, evidence)


def keep_foreign_evidence(node: Node, accused: Contact, evidence: Evidence) -> bool:
    """Keep a fork that a partner told us and that was checked; say whether it was new.

    What is known already, or concerns a log that is stopped, is left: a decision to go on is not undone by its own
    grounds told again, and nobody fills our disk with forks of one log.
    """
    with node.store.writing() as writer:
        known = {(row.origin, row.notes) for row in writer.evidence()}
        ours = accused.name == node.name and any(row.origin == evidence.origin for row in writer.evidence())
        same = {(evidence.origin, notes) for notes in permutations((evidence.smaller, evidence.larger))}
        if ours or is_stopped(writer, evidence.origin) or known & same:
            return False
        _keep(writer, node, accused, evidence)
    return True


def _keep(writer: Writer, node: Node, accused: Contact, evidence: Evidence) -> None:
    peer = writer.peer(accused.name)
    document = peer.document if peer else own_node_json(writer) if accused.name == node.name else None
    evidence = replace(evidence, node_json=document or evidence.node_json)
    writer.add_evidence(
        node.now().isoformat(),
        accused.name,
        evidence.origin,
        evidence.kind,
        (evidence.smaller, evidence.larger),
        format_evidence(evidence).decode(),
    )
    if evidence.kind == "fork" and accused.name != node.name:
        writer.set_setting(_stopped(evidence.origin), LogForked.code.encode())


def resume_log(node: Node, origin: str, reason: str = "", *, officers: Sequence[str] = ()) -> None:
    """Follow a stopped log again: the decision of two people who have seen the evidence, with the reason they gave."""
    decision = {"at": format_time(node.now()), "officers": list(officers), "reason": reason}
    with node.store.writing() as writer:
        writer.set_setting(_resumed(origin), canonical([*resumptions(writer, origin), decision]))
        writer.set_setting(_stopped(origin), None)


def resumptions(reader: DutyReader, origin: str) -> list[dict[str, Any]]:
    """Return every decision to follow a log again, oldest first: {"at": time, "officers": names, "reason": words}."""
    kept = reader.setting(_resumed(origin))
    return list(parse_canonical(kept)) if kept else []


def stopped_logs(reader: Reader) -> dict[str, str]:
    """Return the origins of stopped logs with the code of what stopped them."""
    origins = {row.origin for row in reader.evidence()}
    found = {origin: reader.setting(_stopped(origin)) for origin in sorted(origins)}
    return {origin: code.decode() for origin, code in found.items() if code}


def _stopped(origin: str) -> str:
    return f"stopped/{origin}"


def _resumed(origin: str) -> str:
    return f"resumed/{origin}"


def is_stopped(reader: DutyReader, origin: str) -> bool:
    """Tell whether a log waits for people's decision."""
    return reader.setting(_stopped(origin)) is not None


def check_not_stopped(reader: Reader, contact: Contact, origin: str) -> None:
    """Raise LogStopped for a log that waits for a person's decision."""
    reason = reader.setting(_stopped(origin))
    if reason is not None:
        raise LogStopped(contact.name, origin, reason.decode())
