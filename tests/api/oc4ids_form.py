"""What an OC4IDS 0.9 project package may hold, of what we write: names, types and codes of the standard.

Written for these tests and compared, name by name, with the standard's own texts in its public repository
(open-contracting/infrastructure): project-schema.json of 0.9.4 as of 3e9618b, project-package-schema.json as of
08aeab4, and the code lists projectStatus (7f46ac1), projectSector (64224aa) and partyRole (4bba913). It is closed: a
name that the standard does not have is refused, which the standard's own permissive schema would let pass. The texts
themselves are a work of the Open Contracting Partnership and are not shipped here.
"""

from typing import Any

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
MOMENT: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$"}
ADDRESS: dict[str, Any] = {"type": "string", "pattern": r"^https?://\S+$"}
# partyRole, projectSector, documentType: the codes of the standard that we use.
ROLES = ["publicAuthority", "funder", "procuringEntity", "sourceParty"]
STATUSES = [
    "identification", "preparation", "implementation", "completion", "maintenance", "decommissioning",
    "decommissioned", "cancelled",
]  # fmt: skip
SECTORS = ["transport", "transport.road", "transport.water", "waterAndWaste"]


def closed(required: list[str], **names: Any) -> dict[str, Any]:
    """Return the form of an object that has these names and no other, and at least one."""
    return {
        "type": "object", "required": required, "additionalProperties": False, "minProperties": 1, "properties": names,
    }  # fmt: skip


def several(form: dict[str, Any]) -> dict[str, Any]:
    """Return the form of a list that is not empty and holds nothing twice."""
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": form}


VALUE = closed(["amount", "currency"], amount={"type": "number"}, currency={"const": "VND"})
PERIOD = closed([], startDate=MOMENT, endDate=MOMENT)
GEOMETRY = closed(
    ["type", "coordinates"],
    type={"enum": ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]},
    coordinates={"type": "array", "items": {"type": ["number", "array"]}},
)
DOCUMENT = closed(
    ["id"],
    id=TEXT,
    documentType={"enum": ["budgetApproval"]},
    title=TEXT,
    url=ADDRESS,
    datePublished=MOMENT,
    author=TEXT,
)
MILESTONE = closed(
    ["id"],
    id=TEXT,
    title=TEXT,
    description=TEXT,
    dueDate=MOMENT,
    dateMet=MOMENT,
    dateModified=MOMENT,
    status={"enum": ["scheduled", "met", "notMet", "partiallyMet"]},
)
OBSERVATION = closed(["id"], id=TEXT, measure=TEXT, unit=closed(["name"], name=TEXT), period=PERIOD)
METRIC = closed(["id"], id=TEXT, title=TEXT, observations=several(OBSERVATION))
BUDGET_LINE = closed(
    ["id"],
    id=TEXT,
    description=TEXT,
    amount=VALUE,
    period=PERIOD,
    sourceParty=closed(["id", "name"], id=TEXT, name=TEXT),
)
BUDGET_GROUP = closed(["id"], id=TEXT, description=TEXT, budgetBreakdown=several(BUDGET_LINE))
PROJECT = closed(
    ["id", "language"],
    id=TEXT,
    language={"const": "vi"},
    updated=MOMENT,
    title=TEXT,
    description=TEXT,
    status={"enum": STATUSES},
    period=PERIOD,
    sector=several({"enum": SECTORS}),
    additionalClassifications=several(closed(["scheme", "id"], scheme=TEXT, id=TEXT, description=TEXT)),
    locations=several(closed(["id"], id=TEXT, description=TEXT, geometry=GEOMETRY)),
    budget=closed([], amount=VALUE, budgetBreakdowns=several(BUDGET_GROUP)),
    parties=several(closed(["id", "name", "roles"], id=TEXT, name=TEXT, roles=several({"enum": ROLES}))),
    documents=several(DOCUMENT),
    milestones=several(MILESTONE),
    metrics=several(METRIC),
    completion=closed([], endDate=MOMENT, endDateDetails=TEXT),
)
PACKAGE = closed(
    ["uri", "publisher", "publishedDate", "projects", "version"],
    uri=ADDRESS,
    publishedDate=MOMENT,
    version={"type": "string", "pattern": r"^(\d+\.)(\d+)$"},
    publisher=closed(["name"], name=TEXT, uri=ADDRESS),
    license=ADDRESS,
    projects=several(PROJECT),
)
