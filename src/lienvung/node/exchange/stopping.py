"""Stop a log whose key contradicted itself, keep the proof, and go on when a person has decided."""

from dataclasses import replace

from lienvung.core.register.canonical import canonical, parse_canonical
from lienvung.core.register.entry import format_time
from lienvung.node.contact import Contact
from lienvung.node.exchange.errors import LogForked, LogStopped
from lienvung.node.exchange.evidence import Evidence, format_evidence
from lienvung.node.node import Node
from lienvung.node.stores.port import DutyReader, Reader


def keep_evidence(node: Node, contact: Contact, evidence: Evidence) -> None:
    """Keep contradicting heads for good; a fork stops the log until a person decides."""
    at = node.now().isoformat()
    with node.store.writing() as writer:
        peer = writer.peer(contact.name)
        evidence = replace(evidence, node_json=peer.document) if peer else evidence
        writer.add_evidence(
            at,
            contact.name,
            evidence.origin,
            evidence.kind,
            (evidence.smaller, evidence.larger),
            format_evidence(evidence).decode(),
        )
        if evidence.kind == "fork":
            writer.set_setting(_stopped(evidence.origin), LogForked.code.encode())


def resume_log(node: Node, origin: str, reason: str = "") -> None:
    """Follow a stopped log again: the decision of a person who has seen the evidence, with the reason they gave."""
    decision = {"at": format_time(node.now()), "reason": reason}
    with node.store.writing() as writer:
        writer.set_setting(_resumed(origin), canonical([*resumptions(writer, origin), decision]))
        writer.set_setting(_stopped(origin), None)


def resumptions(reader: DutyReader, origin: str) -> list[dict[str, str]]:
    """Return every decision to follow a log again, oldest first: {"at": time, "reason": words}."""
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


def check_not_stopped(reader: Reader, contact: Contact, origin: str) -> None:
    """Raise LogStopped for a log that waits for a person's decision."""
    reason = reader.setting(_stopped(origin))
    if reason is not None:
        raise LogStopped(contact.name, origin, reason.decode())
