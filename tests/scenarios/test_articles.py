"""Two real newspaper articles, from reading to the other side's overview."""

import subprocess
import sys
from pathlib import Path

import pytest

from lienvung.core.programme.rollup import overview
from lienvung.demo.check import passages_of
from lienvung.demo.localities import HAI_PHONG, QUANG_NINH
from lienvung.demo.setup import clock, exchange_once, opened
from lienvung.demo.supervise import environment
from lienvung.demo.writing import facts_of
from tests.conftest import ROOT, Demonstration

pytestmark = pytest.mark.timeout(240)

CORPUS = ROOT.parent / "shared" / "corpus" / "dev"


@pytest.mark.parametrize(("name", "least"), [("seed-000", 6), ("seed-002", 3)])
def test_an_article_reaches_the_other_sides_overview(demonstration: Demonstration, name: str, least: int) -> None:
    """The promises read from an article stand, each with its passage, in the other side's figures."""
    article = CORPUS / f"{name}.txt"
    if not article.exists():
        pytest.skip(f"the article {name} belongs to its publisher and is not here")
    programme = digitise(demonstration.folder / QUANG_NINH.name, article)
    exchange_once(demonstration.folder, HAI_PHONG)
    seen = {}
    for here in (QUANG_NINH, HAI_PHONG):
        with opened(demonstration.folder, here) as node:
            figures = overview(facts_of(node).follow_up, nature="real", today=clock().date(), programme=programme)
            with node.store.reading() as reader:
                resolving = {key for key, resolves in passages_of(reader) if resolves}
        assert len(figures.statuses) >= least
        assert set(figures.statuses) <= resolving
        seen[here.name] = figures
    assert seen["quang-ninh"] == seen["hai-phong"]


def digitise(home: Path, article: Path) -> str:
    """Let Quảng Ninh's office take the article in; return the key of the programme that begins with it."""
    command = [sys.executable, "-m", "tests.scenarios.article_work", str(home), str(article)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]
