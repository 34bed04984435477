"""The one runner of the scenarios: each text file beside it is a story, told line by line to real nodes."""

import shlex
from pathlib import Path

import pytest

from .stage import Stage

FOLDER = Path(__file__).parent


@pytest.mark.parametrize("story", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_story(story: Path, tmp_path: Path) -> None:
    """Every line of the story holds, in its order."""
    stage = Stage(tmp_path)
    try:
        for number, line in enumerate(story.read_text("utf-8").splitlines(), 1):
            words = shlex.split(line, comments=True)
            if words:
                verb = getattr(stage, words[0])
                try:
                    verb(*words[1:])
                except AssertionError as error:
                    raise AssertionError(f"{story.name}:{number}: {line}\n{error}") from error
    finally:
        stage.close()
