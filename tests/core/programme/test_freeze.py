"""The freeze code: equal for equal inputs only, and safe to read aloud."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.programme.errors import FreezeCodeInvalid
from lienvung.core.programme.freeze import ALPHABET, format_freeze_code, freeze_bytes, freeze_code, parse_freeze_code

VECTORS = json.loads((Path(__file__).parents[3] / "vectors" / "freeze-code.json").read_text("utf-8"))
DAY = date(2026, 11, 22)
HEADS = {"hai-phong/commitment": (12, "ab" * 32), "quang-ninh/progress-report": (7, "cd" * 32)}
FIGURES = {"followed": 12, "done": 4}
CODE = freeze_code("p1", HEADS, DAY, FIGURES)


@pytest.mark.parametrize("case", VECTORS["cases"])
def test_vectors(case: dict[str, Any]) -> None:
    """The code is what the format's page says, as computed without this code."""
    heads = {origin: (size, root) for origin, (size, root) in case["heads"].items()}
    day = date.fromisoformat(case["date"])
    assert freeze_code(case["programme"], heads, day, case["figures"]) == case["expect"]


def read_back(heard: str) -> str:
    """Return the code that was heard, or the rule it breaks."""
    try:
        return parse_freeze_code(heard)
    except FreezeCodeInvalid as refused:
        return refused.rule


@pytest.mark.parametrize("case", VECTORS["read"])
def test_vectors_of_reading_back(case: dict[str, str]) -> None:
    """What is heard gives the code, or the rule it breaks."""
    assert read_back(case["heard"]) == case["expect"]


def test_the_bytes_frozen() -> None:
    """Canonical JSON of programme, heads, day and figures: anybody can compute the code again."""
    assert freeze_bytes("p1", {"a/b": (1, "00")}, DAY, {"done": 4}) == (
        b'{"date":"2026-11-22","figures":{"done":4},"heads":{"a/b":[1,"00"]},"programme":"p1"}'
    )


def test_the_order_of_heads_and_figures_does_not_matter() -> None:
    """Two sides that hold the same read the same code."""
    again = freeze_code("p1", dict(reversed(HEADS.items())), DAY, dict(reversed(FIGURES.items())))
    assert again == CODE


@pytest.mark.parametrize(
    "other",
    [
        freeze_code("p2", HEADS, DAY, FIGURES),
        freeze_code("p1", HEADS, date(2026, 11, 23), FIGURES),
        freeze_code("p1", HEADS, DAY, FIGURES | {"done": 5}),
        freeze_code("p1", HEADS | {"hai-phong/commitment": (13, "ab" * 32)}, DAY, FIGURES),
        freeze_code("p1", HEADS | {"hai-phong/commitment": (12, "ac" * 32)}, DAY, FIGURES),
    ],
)
def test_any_difference_changes_the_code(other: str) -> None:
    """Another programme, day, figure, size or root reads as another code."""
    assert other != CODE


def test_the_code_reads_back_as_it_was_heard() -> None:
    """Case, blanks and hyphens are free; O is heard for 0 and I, L for 1."""
    code = format_freeze_code(bytes(5))
    assert code == "0000-0000-0"
    assert parse_freeze_code("oooo oooo o") == code
    assert parse_freeze_code(CODE.lower().replace("-", " ")) == CODE


@given(st.binary(min_size=5, max_size=5), st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(prefix: bytes, place: int, wrong: str) -> None:
    """Whatever the code, no single misheard character passes the check."""
    heard = list(format_freeze_code(prefix).replace("-", ""))
    if heard[place] != wrong:
        heard[place] = wrong
        with pytest.raises(FreezeCodeInvalid):
            parse_freeze_code("".join(heard))


@given(st.binary(min_size=5, max_size=5), st.integers(0, 7), st.integers(1, 8))
def test_two_exchanged_characters_are_always_noticed(prefix: bytes, first: int, second: int) -> None:
    """Whatever the code, no exchange of two different characters passes the check."""
    heard = list(format_freeze_code(prefix).replace("-", ""))
    if first != second and heard[first] != heard[second]:
        heard[first], heard[second] = heard[second], heard[first]
        with pytest.raises(FreezeCodeInvalid):
            parse_freeze_code("".join(heard))
