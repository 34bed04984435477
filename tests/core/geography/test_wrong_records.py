"""Records that contradict themselves, as a partner's log may hold them: every walk ends, and soon."""

import time

import pytest
from tests.core.geography.country import TODAY

from lienvung.core.geography.atlas import Atlas, chart
from lienvung.core.geography.event import Edge
from lienvung.core.geography.gazetteer import gather
from lienvung.core.geography.tally import Figure, tally
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import Unit, unit_of

MANY = 20_000
ENDED = {"valid-until": "2020"}


def unit(key: str, level: str = "district", **values: str) -> Unit:
    """Return a unit that ended, unless said."""
    return unit_of(key, {"name": f"huyện {key}", "kind": "district", "level": level, **ENDED, **values})


def lost(atlas: Atlas, key: str) -> list[str]:
    """Return what a unit's trace to today loses; it must find nothing."""
    found = trace(atlas, atlas.units[key], TODAY)
    assert found.shares == ()
    return [each.key for each in found.lost]


@pytest.mark.parametrize("parents", [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a"}])
def test_districts_inside_each_other_are_not_followed_for_ever(parents: dict[str, str]) -> None:
    """What is inside itself has no communes that could say where it is."""
    atlas = chart([unit(key, parent=parent) for key, parent in parents.items()])
    assert lost(atlas, "a") == ["a"]


def test_versions_that_lead_back_to_each_other_end() -> None:
    """Two versions of a district, each said to become the other."""
    atlas = chart([unit("a"), unit("b", unit="a")], (), [Edge("e", "a", "b"), Edge("e", "b", "a")])
    assert lost(atlas, "a") == ["a"]


def test_a_district_whose_next_version_is_still_to_come_is_lost_until_then() -> None:
    """Between a period that ended and one that has not begun there is nothing."""
    later = unit("b", unit="a", **{"valid-from": "2030", "valid-until": ""})
    assert lost(chart([unit("a"), later], (), [Edge("e", "a", "b")]), "a") == ["a"]


def test_a_figure_of_a_unit_inside_itself_stands_apart() -> None:
    """Sums end as well, and say that nobody knows where the figure belongs."""
    atlas = chart([unit("a", parent="a")])
    found = tally(atlas, [Figure("r", ("a",), 1)], "commune", TODAY)
    assert [each.why for each in found.unplaced] == ["lost"]


CHAINS = {
    "each names the one before": lambda place: {"unit": f"k{place - 1}" if place else ""},
    "all name the first": lambda place: {"unit": "k0" if place else ""},
    "each inside the one before": lambda place: {"parent": f"k{place - 1}" if place else ""},
    "each becomes the next": lambda place: {},
}


@pytest.mark.parametrize("kind", CHAINS)
def test_a_chain_of_very_many_costs_its_length_and_no_more(kind: str) -> None:
    """Twenty thousand periods in a row are read, traced and placed in processor time that grows with their number."""
    units = [unit(f"k{place}", "commune", **CHAINS[kind](place)) for place in range(MANY)]
    edges = [Edge("e", f"k{place}", f"k{place + 1}") for place in range(MANY - 1)] if kind.endswith("next") else []
    begun = time.process_time()
    atlas = gather(chart(units, (), edges)).atlas
    for key in ("k0", f"k{MANY - 1}"):
        trace(atlas, atlas.units[key], TODAY)
        atlas.lineage(atlas.units[key], TODAY)
    assert time.process_time() - begun < 8


def test_an_address_of_very_many_parts_is_read_from_its_end() -> None:
    """Nobody lives in thirty units at once; the last ones are the larger."""
    gazetteer = gather(chart([unit(f"k{place}", "commune", name="xã Tân Thành") for place in range(50)]))
    text = "Tân Thành, x, " * 21
    begun = time.process_time()
    assert gazetteer.resolve(text, TODAY).found == ()
    assert time.process_time() - begun < 0.1
