"""The one runner of the exchange's scenarios: each text file beside it is told line by line over real HTTP."""

import shlex
from pathlib import Path

import pytest

from tests.scenarios.exchange.transcript import Transcript

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("story", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_transcript(story: Path, tmp_path: Path) -> None:
    """Every request of the story is answered as its line says."""
    stage = Transcript(tmp_path)
    try:
        for number, line in enumerate(story.read_text("utf-8").splitlines(), 1):
            words = shlex.split(line, comments=True)
            if words:
                try:
                    getattr(stage, words[0])(*words[1:])
                except AssertionError as error:
                    raise AssertionError(f"{story.name}:{number}: {line}\n{error}") from error
    finally:
        stage.close()
