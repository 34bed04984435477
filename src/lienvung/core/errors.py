"""The one base of every refusal.

A refusal is a class, its facts are attributes, and its `code` never changes: faces look the
wording up by it. Each area keeps its own classes in its `errors.py`; subclasses are
`@dataclass(eq=False)` so that an error stays hashable and compares by identity.
"""

from dataclasses import dataclass, fields, is_dataclass
from typing import ClassVar


@dataclass(eq=False)
class LienVungError(Exception):
    """The base of every refusal that a person may be shown."""

    code: ClassVar[str] = "error"

    def facts(self) -> dict[str, object]:
        """Return what is known about this refusal, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)} if is_dataclass(self) else {}

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts().items())
        return f"{self.code}: {facts}" if facts else self.code

    # Dataclasses define no __reduce__; the default rebuilds from args, which stay empty.
    def __reduce__(self) -> tuple[object, ...]:
        return type(self), tuple(self.facts().values())
