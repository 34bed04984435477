"""One row of a table as values of the register's fields, with what is wrong in its cells."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lienvung.core.register.definition import Definition
from lienvung.office.imports.cells import ReadCell, cell_reader, text_of, unbroken
from lienvung.office.imports.columns import KEY, LATITUDE, LONGITUDE, fields_of, is_exact
from lienvung.office.imports.headings import Cell, Row
from lienvung.office.imports.mistakes import CellWrong, Mistake
from lienvung.office.imports.shapes import projection_of, read_point, shape_reader
from lienvung.spatial.sovereignty import foreign_claims

LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as read: the key it names ("" for none), its values, what is wrong."""

    place: str
    cells: tuple[Cell, ...]
    key: str
    values: Mapping[str, Any]
    mistakes: tuple[Mistake, ...]

    def with_mistake(self, mistake: Mistake) -> "ReadRow":
        """Return the row with one mistake more, and without the value it is about."""
        values = {name: value for name, value in self.values.items() if name != mistake.field}
        return replace(self, values=values, mistakes=(*self.mistakes, mistake))


@dataclass(slots=True)
class RowReader:
    """Reads rows by their columns: heading -> target (imports.columns).

    Where rows name each other, they do so by what each says in the field `named_by`; `assigned` gives, by that, the
    key that a new one will have.
    `fields` are those of which the table speaks, in the order of the definition.
    """

    definition: Definition
    headings: Sequence[str]
    columns: Mapping[str, str]
    system: str = ""
    name: str = ""
    named_by: str = ""
    assigned: dict[Any, str] = field(default_factory=dict)
    fields: tuple[str, ...] = field(init=False)
    _plain: list[tuple[int, str, ReadCell]] = field(init=False)
    _key: int | None = field(init=False)
    _points: list[tuple[str, Callable[[Sequence[Cell]], Any]]] = field(init=False)

    def __post_init__(self) -> None:
        at = {self.columns[heading]: n for n, heading in enumerate(self.headings) if self.columns.get(heading)}
        self._key = at.pop(KEY, None)
        exact = is_exact(self.definition, self.headings)
        shapes = shape_reader(projection_of(self.system, self.name))
        fields = self.definition.fields
        spoken = fields_of({heading: self.columns[heading] for heading in self.headings if heading in self.columns})
        self.fields = tuple(name for name in fields if name in spoken)
        self._plain = [
            (n, name, cell_reader(fields[name], exact=exact, shapes=shapes, heading=self.headings[n]))
            for name, n in at.items()
            if name in fields
        ]
        self._points = [
            (name, self._point(at[name + LONGITUDE], at[name + LATITUDE]))
            for name in fields
            if name + LONGITUDE in at and name + LATITUDE in at and name not in at
        ]

    @property
    def links(self) -> list[str]:
        """The fields of which the table speaks that name other records."""
        return [name for name in self.fields if self.definition.fields[name].datatype == "link"]

    def read(self, row: Row) -> ReadRow:
        """Return the row's values and mistakes."""
        place, cells = row
        values: dict[str, Any] = {}
        mistakes: list[Mistake] = []
        for n, name, read in self._plain:
            try:
                value = read(cells[n])
            except CellWrong as wrong:
                mistakes.append(Mistake(name, text_of(cells[n])[:LONGEST_SHOWN], wrong.code, wrong.facts))
            else:
                if value is not None:
                    values[name] = value
        for name, read_shape in self._points:
            try:
                value = read_shape(cells)
            except CellWrong as wrong:
                mistakes.append(Mistake(name, "", wrong.code, wrong.facts))
            else:
                if value is not None:
                    values[name] = value
        mistakes += self._of_the_whole(cells, values)
        return ReadRow(place, tuple(cells), self.key_of(row), values, tuple(mistakes))

    def _of_the_whole(self, cells: Sequence[Cell], values: Mapping[str, Any]) -> Iterator[Mistake]:
        if len(cells) > len(self.headings):
            # A separator outside of quotes has moved the cells behind it: none of them is where it belongs.
            beyond = "; ".join(map(text_of, cells[len(self.headings) :]))
            yield Mistake("", beyond[:LONGEST_SHOWN], "more-cells", {"count": len(self.headings)})
        if self._key is not None:
            # A key that cannot be read is not no key: its record would be made a second time.
            try:
                unbroken(cells[self._key])
            except CellWrong as wrong:
                yield Mistake(KEY, text_of(cells[self._key])[:LONGEST_SHOWN], wrong.code, wrong.facts)
        # What a map may not show does not come in.
        for name, refusal in foreign_claims(self.definition, values):
            yield Mistake(name, refusal.found[:LONGEST_SHOWN], refusal.code, refusal.facts())

    def key_of(self, row: Row) -> str:
        """Return the key that a row names, "" for none."""
        return text_of(row[1][self._key]).strip() if self._key is not None else ""

    def _point(self, longitude: int, latitude: int) -> Callable[[Sequence[Cell]], Any]:
        projection = projection_of(self.system, self.name)
        return lambda cells: read_point(cells[longitude], cells[latitude], projection)
