"""What is read out of a paper: entities, statements, and the reading that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .layer import TextLayer


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention: date, docref, agency, person, locality or place. `text` is the layer's text from start to end."""

    type: str
    start: int
    end: int
    text: str
    nested: bool = False
    attributes: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause that promises (commitment), reports (result), regrets (limitation) or passes upwards (escalation).

    `deadline` is a date value of core.text.date, or sớm, thường xuyên, quarterly..., or an ISO 8601 duration;
    `inferred` names the attributes that the words do not say themselves (a year taken from the paper's date).
    `source` is caption or table when the clause is no running text.
    """

    type: str
    start: int
    end: int
    text: str
    confidence: float
    lead: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    deadline: str | None = None
    deadline_text: str | None = None
    old_deadline: str | None = None
    product: str | None = None
    mode: str | None = None
    escalates_to: tuple[str, ...] = ()
    source: str | None = None
    duplicate_of: int | None = None
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the rules read in one text layer.

    `body` is the paper itself, `ignore` its header and closing blocks, `boilerplate` what stands around it
    (related news, comments): marked, not deleted.
    """

    layer: TextLayer
    meta: Mapping[str, object]
    body: tuple[int, int]
    ignore: tuple[tuple[int, int], ...] = ()
    boilerplate: tuple[tuple[int, int], ...] = ()
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()
