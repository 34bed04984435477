"""`append`, `fsck` and `rebuild` on a real node's folder."""

import os
import subprocess
import sys

import apsw
import orjson
import pytest

from lienvung.cli.main import main
from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys

CHANGES = """
- register: document
  values: {subject: Kế hoạch phối hợp năm 2026, nature: illustrative, issued-on: 2026-03-01}
  attribution: {entered-by: Lan}
- register: commitment
  values:
    text: Nâng cấp cầu Bến Rừng
    programmes: [ha-noi-aaaaaaaaaaaaaaaa]
    deadline-kind: none
    owed-by: [hai-phong]
    nature: illustrative
"""


@pytest.fixture
def home(tmp_path):
    """A node's folder with two records, and the file they came from."""
    folder = tmp_path / "home"
    settings = Settings("hai-phong", "Thành phố Hải Phòng", "http://127.0.0.1:8101", "127.0.0.1:8101")
    create_home(folder, settings, NodeKeys.generate(), os.urandom)
    (tmp_path / "changes.yaml").write_text(CHANGES, encoding="utf-8")
    return folder


def run(capsys, *arguments):
    """Run a command and return its exit code and what it printed."""
    with pytest.raises(SystemExit) as leaving:
        main([str(argument) for argument in arguments])
    return leaving.value.code, capsys.readouterr().out


def test_append_of_the_same_file_appends_once(home, capsys):
    """A file of changes is one batch over its registers; the same file again gives the same receipt."""
    code, first = run(capsys, "append", home, home.parent / "changes.yaml", "--json")
    receipt = orjson.loads(first)
    assert code == 0
    assert [(origin, index) for origin, index, _ in receipt["entries"]] == [
        ("hai-phong/document", 1),
        ("hai-phong/commitment", 1),
    ]
    assert run(capsys, "append", home, home.parent / "changes.yaml", "--json") == (0, first)


def test_append_refuses_a_bad_file(home, capsys):
    """A row that breaks its definition refuses the file; a file that is no list of changes is wrong usage."""
    bad = home.parent / "bad.yaml"
    bad.write_text("- {register: document, values: {subject: x}}\n", encoding="utf-8")
    assert run(capsys, "append", home, bad)[0] == 1
    bad.write_text("register: document\n", encoding="utf-8")
    assert run(capsys, "append", home, bad)[0] == 2
    code, said = run(capsys, "fsck", home, "--json")
    assert (code, orjson.loads(said)["entries"]) == (0, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("{register: document, values: [a]}", 2),
        ("{register: document, values: {subject: x}, source: x}", 2),
        ("{register: document, op: 7, values: {reason: x}}", 1),
        ("{register: document, op: vanish, key: k, values: {reason: x}}", 1),
        ("{register: [document], values: {}}", 1),
        ("{register: document, key: [1], values: {subject: x}}", 1),
        ("{register: document, op: retire, values: {reason: x}}", 1),
    ],
)
def test_append_tells_what_is_no_change(home, capsys, change, code):
    """Whatever stands in a file of changes, it is refused in words and nothing is appended."""
    bad = home.parent / "bad.yaml"
    bad.write_text(f"- {change}\n", encoding="utf-8")
    assert run(capsys, "append", home, bad)[0] == code
    assert orjson.loads(run(capsys, "fsck", home, "--json")[1])["entries"] == 0


def test_fsck_names_what_was_changed_behind_the_nodes_back(home, capsys):
    """fsck passes on what was appended and leaves with 1, naming the entry, after one value was rewritten."""
    run(capsys, "append", home, home.parent / "changes.yaml")
    code, said = run(capsys, "fsck", home)
    assert (code, "không có gì sai" in said) == (0, True)
    db = apsw.Connection(str(home / "node.sqlite"))
    address, parts = db.execute("SELECT address, parts FROM part ORDER BY address DESC LIMIT 1").fetchone()
    db.execute(
        "UPDATE part SET parts = ? WHERE address = ?", (parts.replace("Rừng".encode(), "Rồng".encode()), address)
    )
    db.close()
    code, said = run(capsys, "fsck", home, "--json")
    found = orjson.loads(said)["findings"]
    assert code == 1
    assert {finding["table"] for finding in found} == {"part"}


def test_rebuild_repairs_an_edited_table(home, capsys):
    """After a table was edited, rebuild makes it what the logs say, and tells that it was not."""
    run(capsys, "append", home, home.parent / "changes.yaml")
    assert orjson.loads(run(capsys, "rebuild", home, "--json")[1])["changed"] is False
    db = apsw.Connection(str(home / "node.sqlite"))
    db.execute("UPDATE record_commitment SET deadline_kind = 'recurring'")
    db.close()
    assert run(capsys, "fsck", home, "--json")[0] == 1
    assert orjson.loads(run(capsys, "rebuild", home, "--json")[1])["changed"] is True
    assert run(capsys, "fsck", home, "--json")[0] == 0


def test_checks_run_without_the_web_framework():
    """fsck, rebuild and append are imported where Django cannot be."""
    code = (
        "import sys; sys.modules['django'] = None; import lienvung.cli.fsck, lienvung.cli.rebuild, lienvung.cli.append"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": "src"})


def test_tables_are_written_for_other_programmes(home, capsys, tmp_path):
    """`tables --to` writes a file with a layer a register; a store in a file has no role to grant to."""
    run(capsys, "append", home, home.parent / "changes.yaml", "--json")
    file = tmp_path / "tables.gpkg"
    code, out = run(capsys, "tables", home, "--to", file, "--json")
    facts = orjson.loads(out)
    assert (code, facts["file"], facts["rows"]) == (0, str(file), 2)
    found = apsw.Connection(str(file)).execute("SELECT text FROM commitment").fetchall()
    assert found == [("Nâng cấp cầu Bến Rừng",)]
    assert run(capsys, "tables", home)[0] == 2
    assert run(capsys, "tables", home, "--grant-reader", "gis")[0] == 1
