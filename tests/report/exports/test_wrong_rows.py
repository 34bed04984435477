"""The rows that were wrong go back as a workbook, and what was right in them comes in again as it was."""

import pytest

from lienvung.office.imports.reading import read_table
from lienvung.report.exports.wrong_rows import wrong_rows_file


@pytest.mark.parametrize(
    ("cell", "again"),
    [
        (["n", "12.50"], ["n", "12.50"]),
        (["n", "3"], ["n", "3"]),
        (["n", "1180591620717411303424"], "1180591620717411303424"),
        (["n", "0.12345678901234567"], "0.12345678901234567"),
        (["n", "1e400"], "1e400"),
        (["d", "2019-05-30"], ["d", "2019-05-30"]),
        (["d", "1890-05-30"], "1890-05-30"),
        ("=1+1", "=1+1"),
        (["j", {"number": "352-KL/TUQN"}], '{"number":"352-KL/TUQN"}'),
    ],
)
def test_a_cell_comes_back_with_every_digit(cell, again):
    """Numbers keep their digits and decimals, as numbers where a workbook holds them and else as text; nothing runs."""
    data = wrong_rows_file(["Tên", "Dài"], [("hàng 2", ["a", cell], ["sai"])])
    ((_, cells),) = read_table(data, "hang-sai.xlsx", len).rows
    assert cells[2:] == ["a", again]
