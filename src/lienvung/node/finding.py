"""One thing that a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something is not as it was signed: which table, which log, which index or tile, and by which rule."""

    table: str
    origin: str
    index: int | None
    code: str
    detail: str = ""

    def __str__(self) -> str:
        place = f"{self.table} {self.origin}" + ("" if self.index is None else f" [{self.index}]")
        return f"{place}: {self.code}" + (f" ({self.detail})" if self.detail else "")
