"""The registers that a node knows: those of the programme and its own. One may come while others are read."""

from collections.abc import Iterator, Mapping

from lienvung.core.register.definition import Definition


class KnownRegisters(Mapping[str, Definition]):
    """Definitions by register id. Whoever is going through them goes on seeing them as they were."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = dict(definitions)

    def __getitem__(self, register: str) -> Definition:
        return self._definitions[register]

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def __len__(self) -> int:
        return len(self._definitions)

    def put(self, definition: Definition) -> None:
        """Know a register from now on, or a newer version of it."""
        self._definitions = {**self._definitions, definition.register: definition}
