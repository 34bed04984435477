"""A table on its way into a register and out again: a workbook read, compared, approved, appended; then every form.

    python -m benchmarks.importing [--rows N] [--store sqlite|postgres]

The register is the list of vessels: twelve columns in three parts, a field that only one record may have, full text,
facets. Each store is measured in a process and a folder of its own, which is removed. Seconds by the clock and of
processor time, the child that reads the workbook included; what a PostgreSQL server spends stands beside it.
"""

import argparse
import os
import random
import resource
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from benchmarks.measure import alone, peak_memory, processor_time
from benchmarks.server import running_server
from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys

if TYPE_CHECKING:
    from lienvung.office.models import RegisterImport, User

NODE, REGISTER = "hai-phong", "tourist-vessel"
STORES = ("sqlite", "postgres")
_HEADINGS = (
    "Tên tàu", "Số đăng ký", "Loại tàu", "Bên quản lý", "Chiều dài", "Số khách tối đa", "Vật liệu vỏ", "Năm đóng",
    "Đăng kiểm đến ngày", "Tình trạng", "Đơn vị khai thác", "Tính chất dữ liệu",
)  # fmt: skip
_CLASSES = ("tham quan trong ngày", "lưu trú đêm", "nhà hàng", "tàu cao tốc")
_HULLS = ("thép", "gỗ", "composite")
_STATES = ("đang khai thác", "tạm nghỉ", "thôi khai thác")
_BAYS = ("Hạ Long", "Cát Bà", "Bái Tử Long", "Lan Hạ", "Vân Đồn", "Bạch Đằng", "Đồ Sơn", "Cô Tô")
_ENOUGH = 0.05
"""Seconds between two looks at a job."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--store", choices=STORES, action="append", help="one of them alone; both otherwise")
    given = parser.parse_args()
    table = new_workbook(given.rows)
    print(f"{given.rows:,} rows | step | clock | processor here | server", flush=True)
    for store in given.store or STORES:
        with tempfile.TemporaryDirectory(prefix="lienvung-import-") as folder, ExitStack() as running:
            server = running.enter_context(running_server()) if store == "postgres" else None
            reach = (server.dsn, server.pid) if server else ("", 0)
            alone(measure, Path(folder) / NODE, store, table, *reach)


def measure(home: Path, store: str, table: bytes, dsn: str, server: int) -> None:
    """Make a node, take a workbook in twice and the register out in every form; print a line a step."""
    for step, work in Import(_open(home, dsn), table).steps():
        clock, here, there = time.perf_counter(), _spent(), _spent_by(server)
        told = work()
        took = time.perf_counter() - clock, _spent() - here, _spent_by(server) - there
        beside = f"{took[2]:.1f} s" if server else ""
        print(f"{store} | {step}{told} | {took[0]:.1f} s | {took[1]:.1f} s | {beside}", flush=True)
    print(f"{store} | most resident | {peak_memory(os.getpid()) / 1e6:.0f} MB", flush=True)


def new_workbook(rows: int) -> bytes:
    """Return a workbook of so many vessels, as an office types them."""
    chance = random.Random(20261122)
    with BytesIO() as out:
        with xlsxwriter.Workbook(out) as book:
            sheet = book.add_worksheet("Tàu")
            sheet.write_row(0, 0, _HEADINGS)
            for line in range(1, rows + 1):
                sheet.write_row(line, 0, _vessel(chance, line))
        return out.getvalue()


def _vessel(chance: random.Random, number: int) -> tuple[str | int | float, ...]:
    day = f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/{chance.randrange(2026, 2029)}"
    letters = "".join(chr(65 + number // 10_000 // 26**place % 26) for place in (1, 0))
    return (
        f"{chance.choice(_BAYS)} {number}", f"{letters}-{number % 10_000:04d}", chance.choice(_CLASSES), NODE,
        chance.randrange(80, 600) / 10, chance.randrange(10, 99), chance.choice(_HULLS),
        str(chance.randrange(1995, 2026)), day, chance.choice(_STATES),
        f"Công ty vận tải khách {chance.randrange(400)}", "dữ liệu minh họa",
    )  # fmt: skip


@dataclass
class Import:
    """The same workbook brought twice by a clerk, approved once, and the register given out."""

    people: dict[str, "User"]
    table: bytes
    brought: "RegisterImport | None" = None

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield what is done, and the doing of it, which may say something about itself."""
        from lienvung.report.exports.files import FORMS

        yield "opened", self._open
        yield "read and compared", self._read
        yield "approved and appended", self._write
        yield "the same file: opened", self._open
        yield "the same file: read and compared", self._read
        for form in FORMS:
            yield f"{form}: first byte", partial(self._export, form, 1)
            yield f"{form}: whole", partial(self._export, form)

    def _open(self) -> str:
        from lienvung.office.services.imports import import_bring

        clerk = self.people["clerk"]
        self.brought = import_bring(user=clerk, register=REGISTER, name="tau.xlsx", data=self.table, by_job=False)
        return f" ({len(self.table) / 1e6:.1f} MB)"

    def _read(self) -> str:
        from lienvung.office.services.imports import import_work

        assert self.brought is not None
        return f" {import_work(self.brought).counted}"

    def _write(self) -> str:
        from lienvung.office.services.decisions import decide
        from lienvung.office.services.imports import import_submit

        assert self.brought is not None
        decision = import_submit(user=self.people["clerk"], imported=self.brought)
        decide(user=self.people["approver"], decision=decision, approve=True)
        while decision.state == decision.State.DOING:
            time.sleep(_ENOUGH)
            decision.refresh_from_db()
        assert decision.state == decision.State.DONE, decision.outcome
        return ""

    def _export(self, form: str, pieces: int | None = None) -> str:
        from lienvung.node.stores.port import Query
        from lienvung.office.node_access import get_node
        from lienvung.office.services.exports import register_export

        definition = get_node().catalogue[REGISTER]
        query = Query(sort=definition.sort)
        made = register_export(user=self.people["clerk"], definition=definition, query=query, form=form, asked={})
        size = sum(map(len, islice(made.pieces, pieces)))
        return f" ({size / 1e6:.1f} MB)" if pieces is None else ""


def _open(home: Path, dsn: str) -> dict[str, "User"]:
    """Make a node with an office and two people in it."""
    settings = Settings(NODE, "Hải Phòng", "http://127.0.0.1:1", "127.0.0.1:1", store=dsn)
    create_home(home, settings, NodeKeys.generate(), secrets.token_bytes)
    from lienvung.office.database import migrate_office, open_office

    open_office(home)
    migrate_office()
    from lienvung.office.services.people import user_create

    return {
        role: user_create(username=role, password=secrets.token_hex(9), role=role, full_name=role, office_name="")
        for role in ("clerk", "approver")
    }


def _spent() -> float:
    """Return the processor time of this process and of the children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def _spent_by(server: int) -> float:
    return processor_time(server) if server else 0.0


if __name__ == "__main__":
    main()
