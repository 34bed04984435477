"""Public works as an OC4IDS 0.9 project package (Open Contracting for Infrastructure Data Standard).

Names and codes are those of the schema as of 0.9.4: a work that is open is in its maintenance, lines of a budget stand
in groups. Prefixes of project identifiers are given out by the standard's keepers; ours are keys of records.

A work is a project; components, interface milestones and lines of investment that name it become its metrics,
milestones and budget. A day is told only where the record knows the day: a vague date is not made exact.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lienvung.api.feature_building import ILLUSTRATIVE, NATURE, shape_of
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.spatial.sovereignty import may_be_drawn

VERSION: Final = "0.9"
WORK: Final = "public-work"
COMPONENT, MILESTONE, LINE = "work-component", "interface-milestone", "investment-line"
PARTS_OF_WORKS: Final = (COMPONENT, MILESTONE, LINE)
_STATUS: Final = {"planned": "preparation", "building": "implementation", "open": "maintenance"}
_SECTORS: Final = {
    "bridge": ["transport", "transport.road"],
    "road": ["transport", "transport.road"],
    "expressway": ["transport", "transport.road"],
    "interchange": ["transport", "transport.road"],
    "berth": ["transport", "transport.water"],
    "water": ["waterAndWaste"],
}
_MET: Final = {"waiting": "scheduled", "under-way": "scheduled", "done": "met", "dropped": "notMet"}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_LANGUAGE: Final = "vi"
_MADE_UP: Final = {"scheme": "lienvung-nature", "id": ILLUSTRATIVE, "description": "dữ liệu minh họa"}

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """A work with the records of other registers that name it, by register."""

    record: Record
    parts: Mapping[str, list[Record]] = field(default_factory=dict)


def format_package(
    works: Iterable[Work],
    definitions: Mapping[str, Definition],
    titles: Mapping[str, str],
    *,
    uri: str,
    publisher: str,
    home: str,
    published: str,
    licence: str,
) -> Document:
    """Return a project package; `titles` says what localities are called, `published` when its newest fact was told."""
    return _known(
        uri=uri,
        publishedDate=published,
        version=VERSION,
        publisher={"name": publisher, "uri": home},
        license=licence,
        projects=[_project(work, definitions, titles) for work in works],
    )


def _project(work: Work, definitions: Mapping[str, Definition], titles: Mapping[str, str]) -> Document:
    values = work.record.values
    milestones = work.parts.get(MILESTONE, [])
    is_made_up = values.get(NATURE) == ILLUSTRATIVE
    return _known(
        id=work.record.key,
        updated=max([work.record.time, *(each.time for group in work.parts.values() for each in group)]),
        language=_LANGUAGE,
        title=values["name"],
        description=" ".join(filter(None, ["[Dữ liệu minh họa]" if is_made_up else "", values.get("facts")])),
        status=_STATUS.get(values.get("stage", "")),
        period=_known(startDate=_moment(values.get("started-on")), endDate=_moment(values.get("planned-on"))),
        sector=_SECTORS.get(values.get("kind", ""), []),
        additionalClassifications=[_MADE_UP] if is_made_up else [],
        locations=_locations(values) if may_be_drawn(definitions[WORK], values) else [],
        budget=_budget(values, work.parts.get(LINE, []), titles),
        parties=_parties(work, titles),
        documents=_documents(work),
        milestones=[_milestone(each, definitions.get(MILESTONE)) for each in milestones],
        metrics=[_metric(each) for each in work.parts.get(COMPONENT, []) if "volume" in each.values],
        completion=_known(endDate=_moment(values.get("opened-on"))),
    )


def _locations(values: Mapping[str, Any]) -> list[Document]:
    shape = shape_of(values.get("place")) or _point(values)
    return [_known(id="1", description=values["name"], geometry=shape)] if shape else []


def _point(values: Mapping[str, Any]) -> Document | None:
    if "latitude" not in values or "longitude" not in values:
        return None
    return {"type": "Point", "coordinates": [float(values["longitude"]), float(values["latitude"])]}


def _budget(values: Mapping[str, Any], lines: Iterable[Record], titles: Mapping[str, str]) -> Document:
    breakdown = [
        _known(
            id=line.key,
            description=line.values["name"],
            amount=_money(line.values.get("planned")),
            period=_period(line.values.get("term", "")),
            sourceParty=_side(line.values.get("side"), titles),
        )
        for line in lines
    ]
    groups = [{"id": LINE, "description": "Vốn đầu tư công trung hạn", "budgetBreakdown": breakdown}]
    return _known(amount=_money(values.get("cost")), budgetBreakdowns=groups if breakdown else [])


def _money(amount: int | None) -> Document:
    return {} if amount is None else {"amount": amount, "currency": "VND"}


def _period(text: str) -> Document:
    begin, _, end = text.partition("/")
    return _known(startDate=_moment(begin), endDate=_moment(end))


def _side(name: str | None, titles: Mapping[str, str]) -> Document:
    return {"id": name, "name": titles.get(name, name)} if name else {}


def _parties(work: Work, titles: Mapping[str, str]) -> list[Document]:
    """Return who takes part, each once with all roles."""
    roles: dict[str, list[str]] = {}
    for name in work.record.values.get("sides", ()):
        roles.setdefault(name, []).append("publicAuthority")
    for name in sorted({line.values["side"] for line in work.parts.get(LINE, []) if "side" in line.values}):
        # The list of roles knows funders; the schema asks for the name of its field besides.
        roles.setdefault(name, []).extend(["funder", "sourceParty"])
    for name in sorted({each.values["owner"] for each in work.parts.get(COMPONENT, []) if "owner" in each.values}):
        roles.setdefault(name, []).append("procuringEntity")
    return [{**_side(name, titles), "roles": held} for name, held in sorted(roles.items())]


def _documents(work: Work) -> list[Document]:
    citations = work.record.values.get("citation", ())
    decisions = [line for record in work.parts.get(LINE, []) for line in record.values.get("decided-by", ())]
    found = [
        *(_known(title=text, url=_address(text)) for text in citations),
        *(
            _known(
                documentType="budgetApproval",
                title=" ".join(filter(None, [each.get("number"), each.get("title")])),
                author=each.get("issuer"),
                datePublished=_moment(each.get("issued-on")),
            )
            for each in decisions
        ),
    ]
    return [{"id": str(number), **each} for number, each in enumerate(found, 1)]


def _milestone(record: Record, definition: Definition | None) -> Document:
    values = record.values
    reasons = [_label(definition, "late-reason", each) for each in values.get("late-reason", ())]
    return _known(
        id=record.key,
        title=values["what"],
        description="; ".join(reasons),
        dueDate=_moment(values.get("planned-on")),
        dateMet=_moment(values.get("met-on")),
        status=_MET.get(values.get("progress", "")),
        dateModified=record.time,
    )


def _metric(record: Record) -> Document:
    values = record.values
    when = _known(endDate=_moment(values.get("measured-on")))
    measured = _known(id="1", measure=values["volume"], unit={"name": "%"}, period=when)
    return {"id": record.key, "title": values["name"], "observations": [measured]}


def _label(definition: Definition | None, name: str, value: str) -> str:
    field = definition.fields.get(name) if definition else None
    return str(field.values.get(value, {}).get("vi", value)) if field else value


def _moment(day: str | None) -> str | None:
    """Return a day in Viet Nam as the moment it begins; None for what is no exact day."""
    return f"{day}T00:00:00+07:00" if day and _DAY.match(day) else None


def _address(text: str) -> str | None:
    found = _ADDRESS.search(text)
    return found[0].rstrip(".,;)") if found else None


def _known(**facts: Any) -> Document:
    """Return the facts that are known: the standard has no empty values."""
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}
