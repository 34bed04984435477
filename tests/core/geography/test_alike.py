"""Two stewards that recorded the same units before they knew of each other: one unit, wherever they agree."""

from datetime import date

import pytest
from tests.core.geography.country import TODAY, day, values

from lienvung.catalogue.unit_seed import CODE, EDGE, EVENT, UNIT, seed_records
from lienvung.core.geography.atlas import chart
from lienvung.core.geography.code import code_of
from lienvung.core.geography.event import Edge, Event, edge_of, event_of
from lienvung.core.geography.gazetteer import Gazetteer, gather
from lienvung.core.geography.tally import Figure, tally
from lienvung.core.geography.trace import trace
from lienvung.core.geography.unit import Unit, unit_of


def loaded(*stewards: str) -> Gazetteer:
    """Return Quảng Ninh and all provinces as each steward loaded them."""
    said = [(name, one) for name in stewards for one in seed_records(("22",))]
    made = {
        register: [
            (one.token, {key: _named(value, name, one) for key, value in values(one).items()}, name)
            for name, one in said
            if one.register == register
        ]
        for register in (UNIT, EVENT, EDGE, CODE)
    }
    return gather(
        chart(
            (unit_of(f"{name}-{token}", told) for token, told, name in made[UNIT]),
            (event_of(f"{name}-{token}", told) for token, told, name in made[EVENT]),
            (edge_of(f"{name}-{token}", told) for token, told, name in made[EDGE]),
        ),
        (code_of(f"{name}-{token}", told) for token, told, name in made[CODE]),
    )


def _named(value: object, name: str, one: object) -> object:
    return value.replace("vn-", f"{name}-", 1) if isinstance(value, str) and value.startswith("vn-") else value


ONE, BOTH = loaded("hai-phong"), loaded("quang-ninh", "hai-phong")


def test_what_two_stewards_say_alike_is_one_unit() -> None:
    """A code, a name and a count find each unit once, under the key that comes first."""
    for on in (day("2021-08-14"), day("2025-07-01"), TODAY):
        assert BOTH.atlas.count(on) == ONE.atlas.count(on)
    for text in ("22", "Đông Triều", "phường Hồng Gai", "H49"):
        assert [each.key for each in BOTH.resolve(text, TODAY).units] == [
            each.key for each in ONE.resolve(text, TODAY).units
        ]


def test_traces_have_every_edge_once() -> None:
    """The five wards of Đông Triều, not ten edges to five."""
    old = ONE.resolve("205", day("2025-06-30")).units[0]
    for gazetteer in (ONE, BOTH):
        found = trace(gazetteer.atlas, gazetteer.atlas.units[old.key], TODAY)
        assert [share.unit.code for share in found.shares] == ["07069", "07081", "07090", "07093", "07114"]
    assert len(BOTH.atlas.leaving) == len(ONE.atlas.leaving)
    assert {key: len(edges) for key, edges in BOTH.atlas.leaving.items()} == {
        key: len(edges) for key, edges in ONE.atlas.leaving.items()
    }


def test_records_of_either_steward_are_summed_together() -> None:
    """A record links the unit by the key that its node knew: both figures are of one unit."""
    ours = ONE.resolve("phường Hồng Gai", TODAY).units[0].key
    theirs = ours.replace("hai-phong-", "quang-ninh-")
    assert BOTH.atlas.unit(theirs) is BOTH.atlas.unit(ours)
    found = tally(BOTH.atlas, [Figure("a", (ours,), 1), Figure("b", (theirs,), 2)], "commune", TODAY)
    assert [(unit.key, amount) for unit, amount, _ in found.sums] == [(ours, 3)]


def test_what_differs_in_any_fact_stays_two() -> None:
    """A neighbour who gives Hồng Gai another end, kind or place does not change ours: a person sees both."""
    facts = {"name": "phường A", "kind": "ward", "level": "commune", "code": "1", "valid-from": "2025-07-01"}
    ours = unit_of("hai-phong-a", facts)
    for change in ({"valid-until": "2026-01-01"}, {"kind": "commune"}, {"name": "phường Á"}, {"parent": "x-p"}):
        theirs = unit_of("an-giang-a", {**facts, **change})
        atlas = chart([ours, theirs, Unit("x-p", "tỉnh P", "province", "province", code="9")])
        assert atlas.unit("hai-phong-a") == ours
        assert len(atlas.units) == 3


def test_nobody_writes_a_version_of_another_s_unit() -> None:
    """A partner's "later version" of our city stands beside it as a unit of its own, and renames nothing."""
    facts = {"level": "province", "kind": "city-central", "code": "31"}
    ours = unit_of("hai-phong-a", {**facts, "name": "thành phố A"}, "hai-phong")
    later = {**facts, "unit": "hai-phong-a", "valid-from": "2026-01-01"}
    theirs = unit_of("an-giang-b", {**later, "name": "tỉnh Giả"}, "an-giang")
    mine = unit_of("hai-phong-c", {**later, "name": "thành phố B", "valid-from": "2026-06-01"}, "hai-phong")
    for units in ([ours, theirs], [theirs, ours]):
        atlas = chart(units)
        assert atlas.version(ours, TODAY) == ours
        assert [len(versions) for versions in atlas.versions.values()] == [1, 1]
    found = chart([theirs, mine, ours]).version(ours, TODAY)
    assert found is not None
    assert found.name == "thành phố B"


@pytest.mark.parametrize("other", ["an-giang", "quang-ninh"])
def test_what_only_one_steward_followed_further_stays_whole(other: str) -> None:
    """Where ours went on and a neighbour's record of it did not, ours does so still, whoever comes first in order."""
    facts = {"kind": "commune", "level": "commune", "code": "1", "parent": "hai-phong-p"}
    first = {**facts, "name": "xã A", "valid-until": "2024-12-31"}
    ours = unit_of("hai-phong-a", first, "hai-phong")
    later = unit_of("hai-phong-b", {**facts, "name": "xã B", "valid-from": "2025-01-01", "unit": ours.key}, "hai-phong")
    theirs = unit_of(f"{other}-a", first, other)
    above = unit_of("hai-phong-p", {"name": "tỉnh P", "level": "province", "kind": "province"}, "hai-phong")
    atlas = chart([above, theirs, ours, later])
    assert [share.unit.name for share in trace(atlas, ours, TODAY).shares] == ["xã B"]
    assert atlas.unit(theirs.key) == theirs
    both = [
        unit_of(f"{other}-{key}", told, other)
        for key, told in (
            ("a", first),
            ("b", {**facts, "name": "xã B", "valid-from": "2025-01-01", "unit": f"{other}-a"}),
        )
    ]
    assert len(chart([above, ours, later, *both]).units) == 3


def test_what_lies_in_something_else_is_something_else() -> None:
    """Two stewards' communes are one inside one province, and two where their provinces went different ways."""

    def told(name: str, **province: str) -> list[Unit]:
        inside = {"name": "xã A", "kind": "commune", "level": "commune", "code": "1", "parent": f"{name}-d"}
        district = {"name": "huyện D", "kind": "district", "level": "district", "code": "2", "parent": f"{name}-p"}
        facts = {"name": "tỉnh P", "kind": "province", "level": "province", "code": "3", **province}
        return [unit_of(f"{name}-{key}", each, name) for key, each in (("p", facts), ("d", district), ("c", inside))]

    ours = told("hai-phong")
    assert len(chart([*ours, *told("an-giang")]).units) == 3
    assert len(chart([*ours, *told("an-giang", **{"valid-until": "2025-06-30"})]).units) == 6


def test_one_steward_s_own_doublets_are_for_its_people() -> None:
    """Two records of one steward that say the same are a mistake that it merges; nobody does it silently."""
    facts = {"name": "xã A", "kind": "commune", "level": "commune", "code": "1"}
    atlas = chart([unit_of(f"hai-phong-{token}", facts) for token in "ab"])
    assert len(atlas.units) == 2


def test_an_annulled_event_of_one_steward_does_not_undo_the_other_s() -> None:
    """Events are one only where their standing is the same."""
    units = [
        unit_of(f"{name}-{token}", {"name": f"xã {token}", "code": token, "level": "commune", "kind": "x", **ends})
        for name in ("an-giang", "hai-phong")
        for token, ends in (("a", {"valid-until": "2020"}), ("b", {}))
    ]
    events = [
        Event("an-giang-e", "E", "merge", status="annulled"),
        Event("hai-phong-e", "E", "merge", status="in-force"),
    ]
    edges = [Edge(f"{name}-e", f"{name}-a", f"{name}-b") for name in ("an-giang", "hai-phong")]
    atlas = chart(units, events, edges)
    old = atlas.unit("hai-phong-a")
    assert old is not None
    assert [share.unit.name for share in trace(atlas, old, date(2021, 1, 1)).shares] == ["xã b"]
