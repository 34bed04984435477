"""Which records come first where somebody takes the trouble of writing marks."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lienvung.node.stores.port import COUNT_CAP, Query, Store
from tests.contracts.records import REGISTER, numbers_of, show
from tests.contracts.test_many_ways import pages
from tests.postgres_server import open_kind

NAMES = (
    "Rừng thông cạnh bến",  # 0: both words with their marks, apart
    "Ben Rung",  # 1: together, without marks
    "Bền Rũng",  # 2: together, with other marks
    "Cầu bến “Rừng”",  # 3: together, but for a sign
    "Bến Rừngx",  # 4: a longer word
    "Bếnx Rừng, bến",  # 5: the first word is another one
    "Hai BẾN  RỪNG",  # 6: capitals, two spaces
)
FAR = 60


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = open_kind(request.param, request, tmp_path)
    yield opened
    opened.close()


def found(store: Store, text: str) -> list[int]:
    with store.reading() as reader:
        return numbers_of(reader.find(REGISTER, Query(text=text, sort=("key",))))


def test_words_together_with_their_marks_come_first(store: Store) -> None:
    """Whole words one after another, whatever is between, the last perhaps begun; then all others as they stand."""
    show(store, [{"name": name} for name in NAMES])
    assert found(store, "ben rung") == [0, 1, 2, 3, 4, 5, 6]
    assert found(store, "bến rừng") == [3, 4, 6, 0, 1, 2, 5]
    assert found(store, "“Bến”  rừng") == [3, 4, 6, 0, 1, 2, 5]
    assert found(store, "rừng bến") == [5, 0, 1, 2, 3, 6]
    assert found(store, "bến r") == [3, 4, 6, 0, 1, 2, 5]
    assert found(store, "bền") == [2, 0, 1, 3, 4, 5, 6]


def test_words_that_end_a_field_and_begin_another_are_together(store: Store) -> None:
    """Fields are read one after another, as a person reads them."""
    show(store, [{"name": "Rừng, bến"}, {"name": "Bến", "note": "Rừng phòng hộ"}])
    assert found(store, "bến rừng") == [1, 0]


@pytest.mark.parametrize("fixed", [{}, {"kind": "road"}])
def test_they_come_first_however_many_others_have_the_words(store: Store, fixed: dict[str, str]) -> None:
    """A thousand and more that hold the words apart do not hide those that hold them together; each is shown once."""
    apart, together = [{"name": f"Rừng {n}, bến"} for n in range(COUNT_CAP + 5)], [{"name": "Bến Rừng"}] * FAR
    show(store, [{**each, "kind": "road"} for each in [*apart, *together]])
    with store.reading() as reader:
        read = [numbers_of(page) for page in pages(reader, Query(text="bến rừng", where=fixed, sort=("key",)))]
    whole = [number for page in read for number in page]
    assert whole == [*range(len(apart), len(apart) + FAR), *range(len(apart))]
