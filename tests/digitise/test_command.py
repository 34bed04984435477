"""`lienvung digitise`: one JSON file a paper, bad papers named, good ones written all the same."""

import json

import pytest
import typer
from typer.testing import CliRunner

from lienvung.cli.digitise import command
from tests.digitise.papers import CONCLUSION, docx_paper, pdf_paper


@pytest.fixture
def run():
    """Return a function that runs the command with its arguments."""
    app = typer.Typer()
    app.command()(command)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_writes_one_file_a_paper(run, tmp_path):
    """A paper becomes NAME.json with exact offsets, in a folder made for it."""
    paper = tmp_path / "ket-luan.txt"
    paper.write_text(CONCLUSION)
    result = run(paper, "--out", tmp_path / "ra")
    written = json.loads((tmp_path / "ra" / "ket-luan.json").read_text())
    assert result.exit_code == 0
    assert written["meta"]["number"] == "12-KL/TUQN-TUHP"
    assert all(CONCLUSION[found["start"] : found["end"]] == found["text"] for found in written["statements"])


def test_a_bad_paper_does_not_stop_the_rest(run, tmp_path):
    """Refused papers are named with their code, the others are written, and the exit code is 1."""
    (tmp_path / "1-rong.txt").write_bytes(b"")
    (tmp_path / "2-quet.pdf").write_bytes(pdf_paper([[]]))
    (tmp_path / "3-tot.txt").write_text(CONCLUSION)
    result = run(tmp_path, tmp_path / "khong-co.txt", "--out", tmp_path / "ra", "--json")
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [line.get("error") for line in told] == ["empty-file", "no-text-layer", None, "not-found"]
    assert [path.name for path in (tmp_path / "ra").iterdir()] == ["3-tot.json"]


def test_papers_of_one_name(run, tmp_path):
    """Two forms of one paper get two files; the plain text has the plain name."""
    (tmp_path / "a.docx").write_bytes(docx_paper("KẾ HOẠCH", "Hai bên phối hợp."))
    (tmp_path / "a.txt").write_text("Hai bên phối hợp.")
    assert run(tmp_path, "--out", tmp_path / "ra").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "ra").iterdir()) == ["a.docx.json", "a.json"]
    assert json.loads((tmp_path / "ra" / "a.json").read_text())["layer"]["producer"] == "text"


def test_usage(run, tmp_path):
    """Without a paper or a folder the usage is told and the exit code is 2."""
    assert run("--out", tmp_path).exit_code == 2
    assert run(tmp_path).exit_code == 2
