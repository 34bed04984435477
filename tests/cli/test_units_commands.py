"""`lienvung units` on a real node's folder."""

import os

import orjson
import pytest

from lienvung.cli.main import main
from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A node's folder with the units of Quảng Ninh."""
    folder = tmp_path_factory.mktemp("units") / "home"
    settings = Settings("hai-phong", "Thành phố Hải Phòng", "http://127.0.0.1:8101", "127.0.0.1:8101")
    create_home(folder, settings, NodeKeys.generate(), os.urandom)
    with pytest.raises(SystemExit) as left:
        main(["units", str(folder), "load", "--province", "22"])
    assert left.value.code == 0
    return folder


def run(capsys, *arguments):
    """Run a command and return its exit code and what it printed."""
    with pytest.raises(SystemExit) as left:
        main(["units", *map(str, arguments)])
    return left.value.code, capsys.readouterr().out


def test_loading_again_appends_nothing(home, capsys):
    """The command says how much was there already."""
    code, said = run(capsys, home, "load", "--province", "22", "--json")
    told = orjson.loads(said)
    assert (code, told["appended"]) == (0, 0)
    assert told["unchanged"] > 500


def test_a_name_is_resolved_in_words_and_as_json(home, capsys):
    """What it was, what it is, by which act; both answers say the same."""
    code, said = run(capsys, home, "resolve", "Hoành Bồ, Quảng Ninh", "--on", "31/12/2019")
    assert code == 0
    assert said.startswith("huyện Hoành Bồ (204), tỉnh Quảng Ninh")
    assert "1679/NQ-UBTVQH15" in said
    told = orjson.loads(run(capsys, home, "resolve", "24", "--on", "2021-08-14", "--to", "2026-11-22", "--json")[1])
    assert told["found"][0]["name"] == "tỉnh Bắc Giang"
    assert told["found"][0]["then"]["units"][0]["name"] == "thành phố Bắc Ninh"


def test_a_name_of_nothing_leaves_with_one(home, capsys):
    """A script sees that nothing was meant; a person sees the units of that name on other days."""
    code, said = run(capsys, home, "resolve", "phường Đông Triều", "--on", "2024-12-01")
    assert code == 1
    assert "Ngày ấy không có đơn vị nào như thế." in said
    assert "07072" in said


def test_units_are_counted_on_a_day(home, capsys):
    """63 provinces before the reform."""
    code, said = run(capsys, home, "count", "--on", "2025-06-30")
    assert code == 0
    assert "cấp tỉnh: 63 = " in said


def test_a_table_is_converted_and_rows_for_a_person_are_counted(home, capsys, tmp_path):
    """A csv in, an xlsx out; exit code 1 says that a person is wanted."""
    table, out = tmp_path / "bang.csv", tmp_path / "moi.xlsx"
    table.write_text("Tỉnh,Xã\nQuảng Ninh,Cái Chiên\nQuảng Ninh,Không Có\n", "utf-8")
    code, said = run(capsys, home, "convert", table, "--out", out, "--on", "2025-06-30", "--json")
    assert (code, orjson.loads(said)) == (1, {"done": 1, "not-found": 1})
    assert out.read_bytes().startswith(b"PK")


def test_a_table_is_not_written_over_itself(home, capsys, tmp_path):
    """The office's own table stays as it is: another name is asked for."""
    table = tmp_path / "bang.csv"
    table.write_text("Tỉnh,Xã\nQuảng Ninh,Cái Chiên\n", "utf-8")
    code, _ = run(capsys, home, "convert", table, "--out", table, "--on", "2025-06-30")
    assert code == 2
    assert table.read_text("utf-8").startswith("Tỉnh")


def test_a_newer_list_is_shown_before_anything_is_written(home, capsys, tmp_path):
    """Without --write nothing changes; writing wants a name."""
    notes = tmp_path / "dm.csv"
    notes.write_text(
        "mã,tên,ghi chú,mã tỉnh\n06931,Phường Quảng Đức,"
        '"Thành lập phường Quảng Đức từ xã Quảng Đức. Số: 9/NQ-UBTVQH16; Ngày: 01/12/2026",22\n',
        "utf-8",
    )
    code, said = run(capsys, home, "import-notes", notes, "--effective", "2027-01-01", "--json")
    changed = [line for line in orjson.loads(said) if line["what"] == "changed"]
    assert (code, changed[0]["doubt"], changed[0]["act"]) == (0, "", "9/NQ-UBTVQH16")
    assert (
        run(capsys, home, "resolve", "phường Quảng Đức, Quảng Ninh", "--on", "2027-01-01", "--json")[1].count("ward")
        == 0
    )
    assert run(capsys, home, "import-notes", notes, "--effective", "2027-01-01", "--write")[0] == 2
    by = ("--write", "--by", "Nguyễn Văn Mẫu")
    assert run(capsys, home, "import-notes", notes, "--effective", "2027-01-01", *by)[0] == 0
    assert run(capsys, home, "resolve", "phường Quảng Đức, Quảng Ninh", "--on", "2027-01-01")[1].startswith("phường")


def test_what_is_no_list_is_refused(home, capsys, tmp_path):
    """A refusal has its code and says what is needed."""
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    code, said = run(capsys, home, "import-notes", tmp_path / "x.csv", "--effective", "2027-01-01", "--json")
    assert code == 1
    assert "notes-unreadable" in said
