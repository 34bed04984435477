"""Steps that tests of imports take: a table, its rows as planned, its way into the register."""

from collections import Counter
from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from lienvung.office.imports.headings import Table
from lienvung.office.imports.reading import read_table
from lienvung.office.models import Decision, RegisterImport, User
from lienvung.office.selectors.imports import ShownRow, planned_rows
from lienvung.office.services.decisions import decide
from lienvung.office.services.imports import import_bring, import_submit

VESSELS = ("Tên tàu", "Số đăng ký", "Loại tàu", "Bên quản lý", "Chiều dài", "Tình trạng", "Tính chất dữ liệu")


def vessel(name: str, registration: str, length: str = "24,5", status: str = "đang khai thác") -> tuple[str, ...]:
    """Return the cells of one vessel below VESSELS."""
    return (name, registration, "tham quan trong ngày", "hai-phong", length, status, "dữ liệu minh họa")


def as_csv(*rows: Iterable[str], separator: str = ",") -> bytes:
    """Return rows as UTF-8 text between separators."""
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows).encode()


def as_xlsx(*rows: Sequence[object]) -> bytes:
    """Return rows as a workbook."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False})
    sheet = book.add_worksheet("Tàu")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def opened(data: bytes, name: str = "a.xlsx") -> tuple[Table, list[tuple[str, list[object]]]]:
    """Read a table to its end."""
    table = read_table(data, name, len)
    return table, list(table.rows)


def bring(user: User, data: bytes, name: str = "tau.csv", register: str = "tourist-vessel") -> RegisterImport:
    """Bring a table and have it read and compared."""
    imported = import_bring(user=user, register=register, name=name, data=data)
    imported.refresh_from_db()
    return imported


def rows(imported: RegisterImport) -> list[ShownRow]:
    """Return all planned rows."""
    return planned_rows(imported, "", 0, 1_000_000)


def states(imported: RegisterImport) -> Counter[str]:
    """Return how many rows are in which state."""
    return Counter(row.state for row in rows(imported))


def mistakes(imported: RegisterImport) -> list[tuple[str, str, str]]:
    """Return (place, field, code) of every mistake."""
    return [(row.place, each.field, each.code) for row in rows(imported) for each in row.mistakes]


def approved(clerk: User, approver: User, imported: RegisterImport, *, skip_wrong: bool = False) -> Decision:
    """Take a table into the register."""
    decision = import_submit(user=clerk, imported=imported, skip_wrong=skip_wrong)
    decide(user=approver, decision=decision, approve=True)
    decision.refresh_from_db()
    return decision
