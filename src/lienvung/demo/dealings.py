"""What the sides deal with besides records: a correction asked for, a deadline moved together, a bundle by hand."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lienvung.catalogue.load import load_catalogue
from lienvung.demo.localities import BAC_NINH, HAI_PHONG, Locality
from lienvung.demo.samples import sample_key
from lienvung.demo.setup import opened
from lienvung.node.contact import contacts
from lienvung.node.exchange.bundle import export_bundle
from lienvung.node.exchange.bundle_import import import_bundle

BUNDLES = "goi-tin"
BUNDLE = "hai-phong-gui-bac-ninh.zip"
# Quảng Ninh asks this of a record of Hải Phòng; it waits for an answer.
OBSTACLE, NEW_TEXT = "mh-hc-mat-bang", "Giải phóng mặt bằng nút giao mẫu số 3 chậm, còn 9 hộ chưa nhận đền bù"
WHY_NEW_TEXT = "Năm hộ phía Quảng Ninh đã nhận đền bù tuần trước (minh họa)"
# Hải Phòng asks this of both sides, and both agree.
PROMISE, NEW_DEADLINE = "mh-khu-cong-nghiep", "2027-01-31"
WHY_NEW_DEADLINE = "Chờ quy hoạch khu công nghiệp được duyệt (minh họa)"
ANSWER_BY = "2026-12-05"


def ask(here: Locality) -> None:
    """Put this side's request to the others."""
    if here.name == "quang-ninh":
        _propose("limitation", OBSTACLE, {"text": NEW_TEXT}, ["hai-phong"], ["hai-phong"], WHY_NEW_TEXT, "")
    if here.name == "hai-phong":
        sides = ["hai-phong", "quang-ninh"]
        _propose("commitment", PROMISE, {"deadline": NEW_DEADLINE}, sides, sides, WHY_NEW_DEADLINE, ANSWER_BY)


def answer(here: Locality) -> None:
    """Say yes to the deadline that the other side asks for."""
    from lienvung.node.proposals import proposals
    from lienvung.office.node_access import get_node

    if here.name == "quang-ninh":
        node = get_node()
        with node.store.reading() as reader:
            (asked,) = proposals(reader, node.today(), about=_key("commitment", PROMISE))
        _decide("proposal-accept", {"of": asked.proposal.of, "reason": asked.proposal.reason})


def hand_bundle(folder: Path) -> None:
    """Let Hải Phòng hand all that Bắc Ninh may have over as a file, and Bắc Ninh take it in: a receipt in both logs."""
    path = folder / BUNDLES / BUNDLE
    path.parent.mkdir(exist_ok=True)
    with opened(folder, HAI_PHONG) as giver:
        with giver.store.reading() as reader:
            recipient = contacts(reader)[BAC_NINH.name]
        export_bundle(giver, recipient, path, since="full")
    with opened(folder, BAC_NINH) as taker:
        import_bundle(taker, path)


def _propose(
    register: str, name: str, change: Mapping[str, Any], sides: list[str], to: list[str], reason: str, decide_by: str
) -> None:
    from lienvung.node.proposing import shared_of
    from lienvung.office.node_access import get_node

    node, key = get_node(), _key(register, name)
    with node.store.reading() as reader:
        record = reader.record(register, key)
    assert record is not None
    facts = {
        "register": register,
        "key": key,
        "shared": {**shared_of(node, record), **change},
        "sides": sides,
        "to": to,
        "reason": reason,
        "decide-by": decide_by,
    }
    _decide("proposal-send", facts)


def _decide(kind: str, facts: Mapping[str, Any]) -> None:
    """Let a clerk prepare an act and the approver carry it out."""
    from lienvung.demo.office_work import person
    from lienvung.office.services.decisions import decide, prepare_decision

    prepared = prepare_decision(user=person("clerk"), kind=kind, facts=facts)
    decide(user=person("approver"), decision=prepared, approve=True)


def _key(register: str, name: str) -> str:
    return sample_key("hai-phong", name, load_catalogue()[register])
