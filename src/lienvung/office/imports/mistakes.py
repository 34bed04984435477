"""What is wrong with a cell or a row: a code with facts; `wording.mistakes` says the reason and the remedy."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mistake:
    """One reason why a row is not taken over: in which field ("" for the whole row), what stands there, the code."""

    field: str
    cell: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class CellWrong(Exception):
    """A cell says nothing that its field could hold; `code` is one of `wording.mistakes`."""

    def __init__(self, code: str, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts or {}
