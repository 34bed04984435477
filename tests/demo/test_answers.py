"""What the sample records answer: every question of the shared registers has something to say in the demonstration."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lienvung.catalogue.load import load_catalogue
from lienvung.demo.localities import LOCALITIES
from lienvung.demo.setup import create_nodes, load_samples, opened
from lienvung.node.node import Node
from lienvung.node.stores.port import Query
from lienvung.web.registers.figures import of_nature
from lienvung.web.registers.narrowing import question_query
from tests.catalogue.test_shared_registers import NAMES

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
TODAY = date(2026, 11, 20)
CATALOGUE = load_catalogue()
REAL, INVENTED = "real", "illustrative"


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Node]]:
    """The three nodes with the records that each stewards, as a demonstration has them before any exchange."""
    folder = tmp_path_factory.mktemp("answers")
    create_nodes(folder)
    load_samples(folder, SAMPLES, lambda _: None)
    with ExitStack() as stack:
        yield [stack.enter_context(opened(folder, here)) for here in LOCALITIES]


def answers(nodes: list[Node], register: str, nature: str) -> dict[str, Decimal]:
    """Return the answer to each question of a register over all that is stewarded, for one nature of records."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for node in nodes:
        with node.store.reading() as reader:
            for question in CATALOGUE[register].questions:
                query = of_nature(question_query(question, TODAY), nature)
                summed = reader.total(register, question.sum, query) if question.sum else None
                found[question.name] += Decimal(reader.find(register, query).total if summed is None else summed)
    return dict(found)


@pytest.mark.parametrize("register", NAMES)
def test_every_question_has_an_answer_somewhere(nodes: list[Node], register: str) -> None:
    """A question that no record of the demonstration answers would never be seen to work."""
    real, invented = answers(nodes, register, REAL), answers(nodes, register, INVENTED)
    assert [name for name in real if not real[name] and not invented[name]] == []


def test_the_bays_this_morning(nodes: list[Node]) -> None:
    """On 20/11/2026: what sails, what runs out within thirty days, what has run out, and who is on board."""
    assert answers(nodes, "tourist-vessel", INVENTED)["operating"] == 21
    assert answers(nodes, "vessel-permit", INVENTED) == {
        "expiring": 9, "expired": 5, "suspended": 1, "lan-ha": 14, "ha-long": 11,
    }  # fmt: skip
    assert answers(nodes, "vessel-trip", INVENTED)["overdue"] == 1


def test_what_is_published_of_the_works(nodes: list[Node]) -> None:
    """Of real works nothing is said to be late or under way that nobody published; one is to be confirmed."""
    assert answers(nodes, "public-work", REAL) == {"building": 0, "late": 0, "due": 0, "unclear": 1, "cost": 0}
    assert answers(nodes, "investment-line", REAL)["planned"] == 1_100_000_000_000
    assert answers(nodes, "coordination-regulation", REAL) == {
        "pending": 1, "late": 0, "soon": 0, "in-force": 0, "own": 3,
    }  # fmt: skip


def test_world_heritage_that_the_sides_share(nodes: list[Node]) -> None:
    """Two sites, and 66,175.75 ha of core area: measures are added up exactly."""
    assert answers(nodes, "heritage-site", REAL) == {"world": 2, "core": Decimal("66175.75"), "components": 12}


@pytest.mark.parametrize("register", [name for name in NAMES if CATALOGUE[name].map])
def test_every_map_has_something_on_it(nodes: list[Node], register: str) -> None:
    """A register that is drawn has records with a shape."""
    style = CATALOGUE[register].map
    assert style is not None
    shapes = 0
    for node in nodes:
        with node.store.reading() as reader:
            shapes += sum(style.geometry in record.values for record in reader.find(register, Query(limit=100)).records)
    assert shapes >= 3
