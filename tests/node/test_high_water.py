"""What a node remembers of its signing outside its store."""

import os
from pathlib import Path

import pytest

from lienvung.node import high_water
from lienvung.node.errors import StoreUnwritable
from lienvung.node.high_water import HighWater


def test_the_largest_size_of_each_log_is_remembered(tmp_path: Path) -> None:
    """Notes only ever raise what is remembered."""
    kept = HighWater(tmp_path / "signed-sizes")
    assert kept.sizes() == {}
    for size in (1, 3, 2):
        kept.note("hai-phong/commitment", size)
    kept.note("hai-phong/document", 9)
    assert kept.sizes() == {"hai-phong/commitment": 3, "hai-phong/document": 9}


def test_a_torn_line_notes_nothing(tmp_path: Path) -> None:
    """A crash in the middle of a line: what was whole counts, and the next note does too."""
    kept = HighWater(tmp_path / "signed-sizes")
    kept.note("hai-phong/commitment", 3)
    for torn in ("4", "45 hai-phong/comm", "45 hai-phong/commitment"):
        with kept.path.open("a") as file:
            file.write(torn)
        assert kept.sizes() == {"hai-phong/commitment": 3}
        kept.note("hai-phong/commitment", 2)
    kept.note("hai-phong/commitment", 4)
    assert kept.sizes() == {"hai-phong/commitment": 4}


def test_a_long_file_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps one line a log; nothing is forgotten."""
    monkeypatch.setattr(high_water, "LONGEST", 100)
    kept = HighWater(tmp_path / "signed-sizes")
    for size in range(1, 30):
        kept.note("hai-phong/commitment", size)
    kept.keep_short()
    assert kept.path.read_text() == "29 hai-phong/commitment ok\n"


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/dev/full").exists(), reason="no full device here")
def test_what_cannot_be_remembered_is_not_signed() -> None:
    """A full disk refuses the note, and so the append."""
    with pytest.raises(StoreUnwritable):
        HighWater(Path("/dev/full")).note("hai-phong/commitment", 1)
