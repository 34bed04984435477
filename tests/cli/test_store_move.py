"""`lienvung store move`, and a node whose settings name a server."""

import os

import orjson
import pytest

from lienvung.cli.main import main
from lienvung.node.home import create_home, load_home, with_store, write_settings
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys

CHANGES = """
- register: document
  values: {subject: Kế hoạch phối hợp năm 2026, nature: illustrative, issued-on: 2026-03-01}
  attribution: {entered-by: Lan}
"""


@pytest.fixture
def home(tmp_path):
    """A node's folder with one record."""
    folder = tmp_path / "home"
    settings = Settings("hai-phong", "Thành phố Hải Phòng", "http://127.0.0.1:8101", "127.0.0.1:8101")
    create_home(folder, settings, NodeKeys.generate(), os.urandom)
    (tmp_path / "changes.yaml").write_text(CHANGES, encoding="utf-8")
    return folder


def run(capsys, *arguments):
    """Run a command and return its exit code and what it printed."""
    with pytest.raises(SystemExit) as leaving:
        main([str(argument) for argument in arguments])
    shown = capsys.readouterr()
    return leaving.value.code, shown.out + shown.err


def test_store_moves_to_a_server_and_back(home, capsys, postgres_server):
    """After a move each command works on the new place; back again, the file of before keeps another name."""
    dsn = postgres_server.new_database()
    code, receipt = run(capsys, "append", home, home.parent / "changes.yaml", "--json")
    assert code == 0
    code, moved = run(capsys, "store", "move", home, "--to", dsn, "--json")
    assert (code, orjson.loads(moved)) == (0, {"logs": 1, "entries": 2, "blobs": 0, "same_tables": True})
    assert load_home(home).settings.store == dsn
    assert (home / "settings.toml").stat().st_mode & 0o077 == 0
    assert run(capsys, "append", home, home.parent / "changes.yaml", "--json") == (0, receipt)
    assert run(capsys, "fsck", home, "--json")[0] == 0
    told = {each["check"]: each for each in orjson.loads(run(capsys, "doctor", home, "--json")[1])}
    assert (told["store"]["well"], "PostgreSQL 18" in told["store"]["sentence"]) == (True, True)
    assert orjson.loads(run(capsys, "rebuild", home, "--json")[1])["changed"] is False
    assert run(capsys, "store", "move", home, "--to", "sqlite", "--json")[0] == 0
    assert load_home(home).settings.store == ""
    assert len(list(home.glob("node.sqlite.2*"))) == 1
    assert run(capsys, "fsck", home, "--json")[0] == 0


def test_store_is_not_moved_to_where_it_is(home, capsys):
    """Moving to the same place, or to something that is no store, is refused and changes nothing."""
    assert run(capsys, "store", "move", home, "--to", "sqlite", "--json")[0] == 1
    code, told = run(capsys, "store", "move", home, "--to", "mysql://x", "--json")
    assert (code, "setting-invalid" in told) == (1, True)


def test_password_is_never_shown(home, capsys):
    """A server that cannot be reached is named without the password; no stack trace is shown."""
    for line in ("postgresql://u:s3cret@127.0.0.1:1/x", "postgresql://u:s3%ret@127.0.0.1/x"):
        code, told = run(capsys, "store", "move", home, "--to", line)
        assert code == 1
        assert "s3" not in told.replace("127.0.0.1", "")
        assert "Traceback" not in told


def test_doctor_says_why_the_store_cannot_be_reached(home, capsys):
    """A node whose server is silent is told so by the doctor, with what to do, and without the password."""
    write_settings(with_store(load_home(home), "postgresql://u:s3cret@127.0.0.1:1/x"))
    code, told = run(capsys, "doctor", home, "--json")
    store = next(each for each in orjson.loads(told) if each["check"] == "store")
    assert (code, store["well"], "u@127.0.0.1:1/x" in store["sentence"]) == (1, False, True)
    assert "s3cret" not in told
    (home / "settings.toml").chmod(0o644)
    assert "chmod 600" in run(capsys, "doctor", home)[1]
