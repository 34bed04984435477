"""Builders of the things followed up, through the same readers that records take."""

from datetime import date

from lienvung.core.programme.reading import commitment_of, escalation_of, limitation_of, progress_of, review_of
from lienvung.core.programme.records import Commitment, Escalation, Limitation, Progress, Review

HP, QN = "hai-phong", "quang-ninh"
TODAY = date(2026, 11, 22)
EVIDENCE = {"evidence-text": "Biên bản nghiệm thu"}


def promise(key: str = "c1", **values: object) -> Commitment:
    """Build a commitment of Hải Phòng due on 30/06/2026 unless told otherwise."""
    told = {name.replace("_", "-"): value for name, value in values.items()}
    base: dict[str, object] = {
        "text": "Hoàn thành cầu",
        "programmes": ["p1"],
        "field": "transport",
        "agreed-on": "2019-05-30",
        "deadline-kind": "dated",
        "deadline": "2026-06-30",
        "owed-by": [HP],
        "nature": "illustrative",
    }
    return commitment_of(key, base | told, HP)


def report(key: str = "r1", progress: str = "done", **values: object) -> Progress:
    """Build a report of Hải Phòng on c1, signed by the side itself."""
    told = {name.replace("_", "-"): value for name, value in values.items()}
    base: dict[str, object] = {
        "commitment": "c1",
        "side": HP,
        "reported-on": "2026-06-01",
        "text": "Đã xong",
        "progress": progress,
        "nature": "illustrative",
    }
    steward = str(told.pop("steward", told.get("side", HP)))
    recorded = str(told.pop("recorded", ""))
    return progress_of(key, base | told, steward, recorded)


def review(key: str, held_on: str, **values: object) -> Review:
    """Build a review conference of p1."""
    told = {name.replace("_", "-"): value for name, value in values.items()}
    return review_of(key, {"title": key, "programmes": ["p1"], "held-on": held_on, "nature": "illustrative"} | told, HP)


def limitation(key: str, commitments: list[str], **values: object) -> Limitation:
    """Build a limitation of p1."""
    told = {name.replace("_", "-"): value for name, value in values.items()}
    base: dict[str, object] = {"text": key, "programmes": ["p1"], "commitments": commitments, "nature": "illustrative"}
    return limitation_of(key, base | told, HP)


def escalation(key: str, **values: object) -> Escalation:
    """Build a matter beyond authority of p1."""
    told = {name.replace("_", "-"): value for name, value in values.items()}
    return escalation_of(key, {"text": key, "programmes": ["p1"], "nature": "illustrative"} | told, HP)
