"""Administrative units of the whole country: load, read, resolve, trace, convert ten thousand rows.

    python -m benchmarks.units

In a folder of its own, which is removed. Times by the clock, beside them the processor time of this process.
"""

import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles

import xlsxwriter

from benchmarks.nodes import now
from lienvung.core.geography.columns import recognise
from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.tally import Figure, tally
from lienvung.core.geography.trace import trace
from lienvung.node.home import create_home, load_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys
from lienvung.node.units import load_units, read_gazetteer
from lienvung.office.unit_tables import convert_table, read_file, write_workbook

BEFORE, TODAY = date(2025, 6, 30), date(2026, 11, 22)
QUESTIONS, ROWS = 5_000, 10_000


def main() -> None:
    """Measure and print."""
    random.seed(20250701)
    with tempfile.TemporaryDirectory(prefix="lienvung-units-") as folder:
        home = Path(folder) / "node"
        settings = Settings("hai-phong", "Hải Phòng", "http://127.0.0.1:1", "127.0.0.1:1")
        create_home(home, settings, NodeKeys.generate(), secrets.token_bytes)
        node = open_node(load_home(home), now=now, random=secrets.token_bytes)
        with told("load the country"):
            print(load_units(node))
        with told("load it again"):
            load_units(node)
        with node.store.reading() as reader, told("read into a gazetteer"):
            gazetteer = read_gazetteer(reader)
        node.store.close()
    questions = list(_questions(gazetteer))
    each("resolve a name", questions, lambda text: gazetteer.resolve(text, BEFORE))
    each("resolve, then trace to today", questions, lambda text: _resolve_and_trace(gazetteer, text))
    _convert(gazetteer, questions)
    units = [unit for unit in gazetteer.atlas.alive(BEFORE) if unit.level == "commune"]
    with told(f"sum {len(units):,} figures under today's boundaries"):
        tally(gazetteer.atlas, [Figure(unit.key, (unit.key,), Decimal(1)) for unit in units], "province", TODAY)


def _questions(gazetteer: Gazetteer) -> Iterator[str]:
    """Yield what people type: a bare name, a kind with its name, a whole address, without marks, a code."""
    units = [unit for unit in gazetteer.atlas.alive(BEFORE) if unit.level != "province"]
    for place, unit in enumerate(random.choices(units, k=QUESTIONS)):
        around = ", ".join(each.name for each in gazetteer.atlas.lineage(unit, BEFORE))
        yield (unit.name, f"{unit.name}, {around}", unit.name.split(" ", 1)[1], unit.code)[place % 4]


def _resolve_and_trace(gazetteer: Gazetteer, text: str) -> None:
    for found in gazetteer.resolve(text, BEFORE).found:
        trace(gazetteer.atlas, found.unit, TODAY)


def _convert(gazetteer: Gazetteer, questions: list[str]) -> None:
    with BytesIO() as sent:
        with xlsxwriter.Workbook(sent, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_string(0, 0, "Địa chỉ")
            for line in range(ROWS):
                sheet.write_string(line + 1, 0, questions[line % len(questions)])
        data = sent.getvalue()
    with told(f"convert {ROWS:,} rows of .xlsx, read and written"):
        table = read_file(data, "bang.xlsx")
        conversion = convert_table(gazetteer, table, recognise(table.headings), BEFORE, TODAY)
        write_workbook(gazetteer, conversion, TODAY, str)
    print(dict(conversion.counted))


def each(name: str, questions: list[str], ask: Callable[[str], object]) -> None:
    """Time one question after the other, by the clock and in processor time: a busy machine makes some wait."""
    waited, worked = [], []
    for question in questions:
        begun, busy = time.perf_counter(), time.thread_time()
        ask(question)
        worked.append((time.thread_time() - busy) * 1000)
        waited.append((time.perf_counter() - begun) * 1000)
    for kind, times in (("by the clock", waited), ("processor", worked)):
        most = f"99th percentile {quantiles(times, n=100)[98]:.3f} ms, most {max(times):.3f} ms"
        print(f"{name}, {kind}: median {median(times):.3f} ms, {most}")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Print how long a block took."""
    begun, worked = time.perf_counter(), time.process_time()
    yield
    print(f"{name}: {time.perf_counter() - begun:.2f} s, processor {time.process_time() - worked:.2f} s")


if __name__ == "__main__":
    main()
