"""What a kind of two-person act says of itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lienvung.node.node import Node
from lienvung.office.roles import Duty

if TYPE_CHECKING:
    from lienvung.office.models import Decision

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that the second person reads before deciding; `exact` for what is compared letter by letter."""

    label: str
    value: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Who prepared and who decides, as names; `attribution` is the reserved part of the entries that come of it."""

    prepared_by: str
    decided_by: str
    attribution: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of act: its words, whose duty it is to prepare and to decide, what it shows, what it does.

    `subject(facts)` is one line for lists. `describe(facts)` says exactly what will happen. `perform(node, decision,
    people)` does it and returns plain JSON that says what came of it; it must be harmless to repeat: whatever
    it appends takes `str(decision.id)` as idempotency key. It raises LienVungError to refuse, having changed nothing.
    What is `slow` is done by a job, and nobody's page waits for it.
    """

    code: str
    title: str
    prepares: Duty
    decides: Duty
    subject: Callable[[Facts], str]
    describe: Callable[[Facts], Iterable[Line]]
    perform: Callable[[Node, "Decision", People], Facts]
    slow: bool = False
