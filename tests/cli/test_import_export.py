"""`lienvung import` and `lienvung export-register`, as an operator types them."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys

HEADINGS = "Tên tàu;Số đăng ký;Loại tàu;Bên quản lý;Chiều dài;Tình trạng;Tính chất dữ liệu"
GOOD = "Hạ Long 01;QN-1001;tham quan trong ngày;hai-phong;24,5;đang khai thác;dữ liệu minh họa"
WRONG = "Hạ Long 02;QN-1;tham quan trong ngày;hai-phong;dài;đang khai thác;dữ liệu minh họa"
PREPARE = """
import secrets, sys
from pathlib import Path
from lienvung.office.database import migrate_office, open_office
open_office(Path(sys.argv[1])); migrate_office()
from lienvung.office.services.people import user_create
for name in ("clerk", "approver"):
    user_create(username=name, password=secrets.token_hex(9), role=name, full_name=name, office_name="")
"""
APPROVE = """
import sys
from pathlib import Path
from lienvung.office.database import open_office
open_office(Path(sys.argv[1]))
from lienvung.office.models import Decision, Job
from lienvung.office.selectors.people import user_named
from lienvung.office.services import jobs
from lienvung.office.services.decisions import decide
jobs.start = lambda job: None
decide(user=user_named("approver"), decision=Decision.objects.get(), approve=True)
print(jobs.job_run(Job.objects.get(kind="decision").pk).state)
"""

OPEN = """
import sys
from pathlib import Path
from lienvung.office.database import open_office
open_office(Path(sys.argv[1]))
from lienvung.office.models import AuditEvent, RegisterImport
"""
NEWEST = OPEN + "print(RegisterImport.objects.first().state)"
ASKED = OPEN + "print(AuditEvent.objects.filter(what='register-export').latest('id').facts['asked'])"
EXPORTS = OPEN + "print(AuditEvent.objects.filter(what='register-export').count())"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A node with a clerk and an approver."""
    path = tmp_path_factory.mktemp("node") / "hai-phong"
    settings = Settings("hai-phong", "Hải Phòng", "http://127.0.0.1:8101", "127.0.0.1:8101")
    create_home(path, settings, NodeKeys.generate(), secrets.token_bytes)
    assert run_program(PREPARE, path).returncode == 0
    return path


def run_program(program: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a program about a node in a process of its own."""
    return subprocess.run([sys.executable, "-c", program, str(home)], capture_output=True, text=True, check=False)


def lienvung(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command as a shell does."""
    command = [sys.executable, "-m", "lienvung.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})


def test_a_table_is_seen_submitted_approved_and_exported(home, tmp_path):
    """A dry run writes nothing and says what is wrong by its exit code; --write submits; the export holds the rows."""
    table = tmp_path / "tau.csv"
    table.write_text("\n".join([HEADINGS, GOOD, WRONG]), "utf-8")
    seen = lienvung("import", home, "tourist-vessel", table, "--user", "clerk")
    assert seen.returncode == 1
    assert "không phải một số" in seen.stdout
    assert "new: 1, wrong: 1" in seen.stdout
    assert run_program(NEWEST, home).stdout.strip() == "aside"
    refused = lienvung("import", home, "tourist-vessel", table, "--user", "clerk", "--write")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert run_program(NEWEST, home).stdout.strip() == "aside"
    written = lienvung("import", home, "tourist-vessel", table, "--user", "clerk", "--skip-wrong", "--write", "--json")
    told = json.loads(written.stdout)
    assert written.returncode == 0
    assert told["counted"] == {"new": 1, "wrong": 1}
    assert [each["code"] for each in told["wrong"][0]["mistakes"]] == ["I8-pattern", "not-number"]
    approved = run_program(APPROVE, home)
    assert approved.stdout.strip() == "done", approved.stderr[-1000:]
    out = tmp_path / "tau.jsonl"
    exported = lienvung(
        "export-register", home, "tourist-vessel", "--to", out, "--user", "clerk", "--form", "jsonl",
        "--where", "status=operating",
    )  # fmt: skip
    assert exported.returncode == 0, exported.stderr
    (line,) = out.read_text("utf-8").splitlines()
    assert json.loads(line)["length"] == "24.5"
    again = lienvung("import", home, "tourist-vessel", out, "--user", "clerk", "--json")
    assert json.loads(again.stdout)["counted"] == {"unchanged": 1}


def test_a_name_that_no_record_has_is_said_at_the_keyboard(home, tmp_path):
    """The command names the records that may be meant; --name says which is; of a clear name that is wrong usage."""
    table = tmp_path / "phep.csv"
    table.write_text(
        "Số phép;Tàu;Bên cấp;Từ ngày;Đến ngày;Tình trạng;Tính chất dữ liệu\n"
        "01/GP;Tàu Hạ Long 1;hai-phong;1/1/2026;31/12/2026;đã cấp;dữ liệu minh họa\n",
        "utf-8",
    )
    asked = lienvung("import", home, "vessel-permit", table, "--user", "clerk", "--json")
    ((register, text, rows, (key, *_)),) = json.loads(asked.stdout)["names"]
    assert (register, text, rows, asked.returncode) == ("tourist-vessel", "Tàu Hạ Long 1", 1, 1)
    seen = lienvung("import", home, "vessel-permit", table, "--user", "clerk")
    assert f"“Tàu Hạ Long 1” là bản ghi nào? Hạ Long 01 ({key})" in seen.stdout
    said = lienvung("import", home, "vessel-permit", table, "--user", "clerk", "--name", f"Tàu Hạ Long 1={key}")
    assert (said.returncode, "new: 1" in said.stdout) == (0, True)
    wrong = lienvung("import", home, "vessel-permit", table, "--user", "clerk", "--name", f"Tàu khác={key}")
    assert wrong.returncode == 2


def test_columns_are_mapped_by_hand(home, tmp_path):
    """--map says what a column is; an unknown column or field is refused."""
    table = tmp_path / "la.csv"
    table.write_text("\n".join(["Con tàu;Số đăng ký;Dài", "Hạ Long 09;QN-1009;30"]), "utf-8")
    options = ("--user", "clerk", "--json", "--map", "Con tàu=name", "--map", "Dài=length")
    told = json.loads(lienvung("import", home, "tourist-vessel", table, *options).stdout)
    assert set(told["columns"].values()) == {"name", "registration", "length"}


@pytest.mark.parametrize("options", [("--map", "Không có=length"), ("--map", "Dài=no-field"), ("--match", "crew")])
def test_a_column_a_field_or_a_match_of_none_is_wrong_usage(home, tmp_path, options):
    """What was asked for and is not there is told, not passed over, and the table is not kept."""
    table = tmp_path / "la.csv"
    table.write_text("\n".join(["Tên tàu;Số đăng ký;Dài", "Hạ Long 09;QN-1009;30"]), "utf-8")
    told = lienvung("import", home, "tourist-vessel", table, "--user", "clerk", *options)
    assert (told.returncode, options[1].partition("=")[0] in told.stderr) == (2, True)
    assert run_program(NEWEST, home).stdout.strip() == "aside"


def test_a_file_that_cannot_be_written_leaves_no_line_in_the_trail(home, tmp_path):
    """A folder that is not there is told before anything is read; what was not given out is not said to have been."""
    before = run_program(EXPORTS, home).stdout
    missing = lienvung("export-register", home, "tourist-vessel", "--to", tmp_path / "x" / "a.csv", "--user", "clerk")
    assert (missing.returncode, "Traceback" in missing.stderr) == (3, False)
    assert run_program(EXPORTS, home).stdout == before != ""


def test_the_trail_of_a_command_keeps_no_personal_value(home, tmp_path):
    """A file that an operator narrowed by a personal field leaves the field in the trail, and not the value."""
    narrowed = ("--where", "contact-phone=0912345678", "--where", "side=hai-phong")
    told = lienvung("export-register", home, "organisation", "--to", tmp_path / "a.csv", "--user", "clerk", *narrowed)
    assert told.returncode == 0, told.stderr
    assert run_program(ASKED, home).stdout.strip() == "[['contact-phone', '…'], ['side', 'hai-phong']]"


def test_refusals_have_their_exit_codes(home, tmp_path):
    """A refused table is 1, a wrong argument 2, and a file is never written over."""
    table = tmp_path / "tau.xlsx"
    table.write_bytes(b"PK\x03\x04")
    assert lienvung("import", home, "tourist-vessel", table, "--user", "clerk").returncode == 1
    assert lienvung("import", home, "no-register", table, "--user", "clerk").returncode == 2
    assert lienvung("import", home, "tourist-vessel", table, "--user", "nobody").returncode == 2
    out = tmp_path / "out.csv"
    out.write_text("mine", "utf-8")
    assert lienvung("export-register", home, "tourist-vessel", "--to", out, "--user", "clerk").returncode == 3
    assert out.read_text("utf-8") == "mine"
