"""`lienvung report` on a real node's folder."""

import os
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from lienvung.cli.main import main
from lienvung.core.register.item import split_fields
from lienvung.node.append import Change, append
from lienvung.node.home import create_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys

from .papers import words_of

KEY = "hai-phong-" + "a" * 16


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a node's folder that holds one programme."""
    settings = Settings("hai-phong", "Thành phố Hải Phòng", "http://127.0.0.1:8101", "127.0.0.1:8101")
    created = create_home(tmp_path / "home", settings, NodeKeys.generate(), os.urandom)
    node = open_node(created, now=lambda: datetime(2026, 11, 1, tzinfo=UTC), random=os.urandom)
    values = {"title": "Hợp tác mẫu", "sides": ["hai-phong"], "nature": "illustrative"}
    item = split_fields(node.catalogue["programme"], values, source={}, attribution={})
    append(node, [Change("put", "programme", KEY, item)], idempotency_key="seed")
    node.store.close()
    return created.path


def run(*arguments: str) -> int:
    """Run the command and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main(["report", *arguments])
    return int(left.value.code or 0)


def test_it_writes_the_files_and_names_them(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Report and sheet of each programme of this side, for the day asked; --json lists what was written."""
    out = tmp_path / "out"
    assert run(str(home), "--out", str(out), "--on", "2026-11-22", "--json") == 0
    written = orjson.loads(capsys.readouterr().out)
    assert written == [str(out / f"so-ket-{KEY}.docx"), str(out / f"phieu-{KEY}.docx")]
    assert sorted(path.name for path in out.iterdir()) == sorted(Path(path).name for path in written)
    assert "22/11/2026" in words_of(Path(written[0]).read_bytes())


def test_the_day_may_be_pinned(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a day the clock of Viet Nam decides; LIENVUNG_NOW pins it: evening in UTC is the next day there."""
    monkeypatch.setenv("LIENVUNG_NOW", "2026-11-21T20:00:00Z")
    assert run(str(home), "--out", str(tmp_path)) == 0
    assert "22/11/2026" in words_of((tmp_path / f"phieu-{KEY}.docx").read_bytes())


def test_an_unknown_programme_is_refused(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It says so in words, writes nothing, and leaves with 1."""
    assert run(str(home), "--out", str(tmp_path / "out"), "--programme", "khac") == 1
    assert "không có chương trình" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wrong", [("--on", "22/11/2026"), ("--nature", "both")])
def test_wrong_usage(home: Path, tmp_path: Path, wrong: tuple[str, str]) -> None:
    """A day in another spelling, or real and illustrative together, is wrong usage."""
    assert run(str(home), "--out", str(tmp_path), *wrong) == 2
