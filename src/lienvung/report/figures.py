"""The figures of a report in sentences and in a table by field, each leading to the list it counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lienvung.core.programme.rollup import Overview
from lienvung.core.programme.status import FOUR_CELLS, Cell
from lienvung.core.text.number import format_number
from lienvung.report.blocks import Table
from lienvung.report.labels import label, labelled_values
from lienvung.report.sentence import Run, Sentence, list_path, sentence
from lienvung.report.words import CELL_NAMES, format_day, format_share, sentence_case

FOLLOWED = tuple(cell for cell in Cell if cell is not Cell.RESTATED)
OUTSIDE = tuple(cell for cell in FOLLOWED if cell not in FOUR_CELLS)


@dataclass(frozen=True, slots=True)
class Figures:
    """Hold one overview of one programme (key), and the field of each of its commitments."""

    programme: str
    seen: Overview
    field_of: Mapping[str, str]

    def totals(self) -> Iterator[Sentence]:
        """Yield the sentences that say how many, in which cells, and the shares with their denominators."""
        total = self.seen.total
        yield sentence(
            f"Tính đến ngày {format_day(self.seen.today)}, các bên theo dõi ",
            self.figure(f"{format_number(total.followed)} cam kết", tinh_trang="theo-doi"),
            ". ",
            also=self.counted(),
        )
        if total.dated:
            yield sentence(
                f"Có thời hạn: {format_number(total.dated)}, gồm ",
                *self.cells(FOUR_CELLS),
                ". ",
                also=self.counted(*FOUR_CELLS),
            )
        else:
            yield sentence("Không cam kết nào được tính theo thời hạn. ")
        if total.followed > total.dated:
            beside = [cell for cell in OUTSIDE if total[cell]]
            yield sentence("Ngoài bốn nhóm trên: ", *self.cells(beside), ". ", also=self.counted(*beside))
        if total.due:
            done = self.figure(format_share(total.done_of_due), tinh_trang="xong")
            on_time = self.figure(format_share(total.on_time_of_due), tinh_trang=Cell.DONE_ON_TIME)
            yield sentence("Tỷ lệ hoàn thành: ", done, "; hoàn thành đúng hạn: ", on_time, ". ")
        if restated := total[Cell.RESTATED]:
            figure = self.figure(f"{format_number(restated)} cam kết cũ", tinh_trang=Cell.RESTATED)
            yield sentence(
                figure, " đã được nêu lại bằng cam kết mới và không tính hai lần.", also=self.counted(Cell.RESTATED)
            )

    def figure(self, words: str, **filters: str) -> Run:
        """Return a figure that leads to the list it counts."""
        return Run(words, path=list_path(self.seen.nature, self.programme, **filters))

    def cells(self, cells: Iterable[Cell]) -> Iterator[Run]:
        """Return "name count" of each cell, with commas between."""
        for place, cell in enumerate(cells):
            yield Run(", " if place else "")
            yield self.figure(f"{CELL_NAMES[cell]} {format_number(self.seen.total[cell])}", tinh_trang=cell)

    def counted(self, *cells: Cell, field: str = "") -> tuple[tuple[str, str], ...]:
        """Return the commitments in these cells (in all that are followed when none), of one field or of all, as
        the records a figure rests on.
        """
        keys = [key for cell in cells or FOLLOWED for key in self.seen.in_cell(cell)]
        return tuple(("commitment", key) for key in keys if field in {"", self.field_of[key]})

    def table_by_field(self) -> Table:
        """Return the four cells by field; each row sums to its last column."""
        head = ("Lĩnh vực", "Xong đúng hạn", "Xong quá hạn", "Đang làm, trong hạn", "Đang làm, quá hạn", "Khác", "Cộng")
        rows = tuple(self._row(field) for field in self.fields())
        return Table("", head, (30, 12, 12, 14, 14, 8, 10), rows)

    def _row(self, field: str) -> tuple[Sentence, ...]:
        columns = {str(cell): (cell,) for cell in FOUR_CELLS} | {"ngoai": OUTSIDE, "theo-doi": FOLLOWED}
        counts = (self._count(state, cells, field) for state, cells in columns.items())
        return sentence(sentence_case(label("commitment", "field", field))), *counts

    def _count(self, state: str, cells: tuple[Cell, ...], field: str) -> Sentence:
        records = self.counted(*cells, field=field)
        words = format_number(len(records))
        return sentence(self.figure(words, tinh_trang=state, linh_vuc=field) if records else words, also=records)

    def fields(self) -> Iterator[str]:
        """Yield the fields in which something is followed, in the order of reports."""
        for field in labelled_values("commitment", "field"):
            tally = self.seen.by_field.get(field)
            if tally and tally.followed:
                yield field
