"""The repository's sample records as facts, so that reports are tested on what the demonstration shows."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from lienvung.core.programme import reading
from lienvung.core.programme.records import FollowUp
from lienvung.demo.sample_tables import records_of
from lienvung.report.facts import Facts

TODAY = date(2026, 11, 22)
BASE = "http://127.0.0.1:8101"
SIDES = {
    "hai-phong": "Thành phố Hải Phòng",
    "quang-ninh": "Thành phố Quảng Ninh",
    "bac-ninh": "Thành phố Bắc Ninh",
}
ILLUSTRATIVE, REAL = "mh-hp-qn", "ct-qn-hp"
FOLDER = Path(__file__).parents[2] / "samples"
BUILDERS: Mapping[str, tuple[str, Callable[..., Any]]] = {
    "programme": ("programmes", reading.programme_of),
    "document": ("papers", reading.paper_of),
    "review": ("reviews", reading.review_of),
    "commitment": ("commitments", reading.commitment_of),
    "assignment": ("assignments", reading.assignment_of),
    "progress-report": ("reports", reading.progress_of),
    "limitation": ("limitations", reading.limitation_of),
    "escalation": ("escalations", reading.escalation_of),
    "public-work": ("works", reading.work_of),
    "investment-line": ("capital", reading.capital_of),
    "disbursement": ("payments", reading.payment_of),
}


def sample_facts() -> Facts:
    """Return all sample records as facts; a record's key is its id in the files."""
    found: dict[str, dict[str, Any]] = {name: {} for name, _ in BUILDERS.values()}
    for file in sorted(FOLDER.glob("*/*.yaml")):
        told = yaml.safe_load(file.read_text("utf-8"))
        for batch in told["batches"]:
            for record in records_of(batch):
                if record["register"] in BUILDERS:
                    name, build = BUILDERS[record["register"]]
                    values = {field: _plain(value) for field, value in record["values"].items()}
                    found[name][record["id"]] = build(
                        record["id"], {"nature": told["nature"]} | values, told["steward"]
                    )
    heads = {"hai-phong/commitment": (12, "ab" * 32), "bac-ninh/commitment": (3, "cd" * 32)}
    follow_up = FollowUp(**{name: tuple(records.values()) for name, records in found.items()})
    return Facts(follow_up, SIDES, heads)


def _plain(value: Any) -> Any:
    """Return a YAML value as the register holds it: dates as text, links without their sign."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value.removeprefix("@") if isinstance(value, str) else value
