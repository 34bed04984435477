"""The pattern of plain bodies: whatever it accepts, the long way accepts."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lienvung.core.register.body_pattern import MOST_PLAIN, is_plain
from lienvung.core.register.datatype import check_held
from lienvung.core.register.definition import parse_definition
from lienvung.core.register.part import parse_part_body

FIELDS = [
    {"name": "amount", "datatype": "money"},
    {"name": "code", "datatype": "string", "pattern": "[0-9]{2}"},
    {"name": "depth", "datatype": "measure", "unit": "m", "minimum": "0"},
    {"name": "done", "datatype": "boolean"},
    {"name": "due", "datatype": "deadline", "many": True},
    {"name": "exact", "datatype": "verbatim"},
    {"name": "kind", "datatype": "enumeration", "values": {"real": {"vi": "thực"}, "one-two": {"vi": "hai"}}},
    {"name": "name", "datatype": "string", "required": True},
    {"name": "owned-by", "datatype": "string", "many": True},
    {"name": "papers", "datatype": "file", "many": True},
    {"name": "parcels", "datatype": "integer", "many": True},
    {"name": "passage", "datatype": "text"},
    {"name": "programme", "datatype": "link", "to": "programme"},
    {"name": "seats", "datatype": "integer", "minimum": "1", "maximum": "90"},
    {"name": "since", "datatype": "date"},
    {"name": "spent", "datatype": "money", "minimum": "0"},
    {"name": "steps", "datatype": "milestone", "many": True},
    {"name": "visited", "datatype": "date", "minimum": "2024-02", "maximum": "2026"},
    {"name": "weight", "datatype": "decimal", "minimum": "-1.5", "maximum": "2"},
    {"name": "width", "datatype": "decimal"},
]
DEFINITION = parse_definition(
    {
        "register": "works",
        "version": 1,
        "title": {"vi": "Công trình"},
        "title-field": "name",
        "parts": {"shared": {}},
        "fields": [{"label": {"vi": each["name"]}, **each} for each in FIELDS],
    }
)
ATTRIBUTION = {"approved-at": "2026-11-22T08:00:00Z", "entered-by": "Phạm Thu Trang", "reason": 'nói "rõ"'}
PLAIN = {
    "amount": -1_500_000,
    "code": "07",
    "depth": "2.50",
    "done": False,
    "due": ["2026-02-28", "2026-Q4"],
    "exact": "mục 2\n\tb) \\",
    "kind": "one-two",
    "name": "Cầu Rừng, “nhịp 2”",
    "owned-by": ["hai-phong", "quang-ninh", "bac-ninh"],
    "papers": ["0" * 64],
    "parcels": [1, 11, 0],
    "passage": "Đoạn 1\nĐoạn 2",
    "programme": "hai-phong-abcdefgh234567ab",
    "seats": 90,
    "since": "2024-01-31",
    "spent": 0,
    "visited": "2024-Q4",
    "weight": "-0.25",
    "width": "-0.50",
}
# Near misses of every kind: what differs from a right value by little is what a pattern could wrongly take.
texts = st.text(st.sampled_from('aZ09-.:/ "\\\n\t\0\x7f\x85\u2028\u0301éạ=đ,[]{}TQHZ'), max_size=12)
dates = st.from_regex(
    r"(1899|1900|2024|2100|2199|2200|0000)(-[0-3][0-9](-[0-3][0-9])?|-Q[0-5]|-H[0-3])?", fullmatch=True
)
decimals = st.from_regex(r"-?[0-9]{0,3}(\.[0-9]{0,3})?", fullmatch=True)
scalars = st.one_of(
    texts, dates, decimals, st.integers(-(2**54), 2**54), st.booleans(), st.none(), st.floats(allow_nan=False),
    st.sampled_from(["real", "one-two", "hai-phong", "a-b", "0" * 64, "0" * 63, "a" * 129, "2026-11-31T08:00:00Z"]),
)  # fmt: skip
values = st.one_of(scalars, st.lists(scalars, max_size=4), st.dictionaries(texts, scalars, max_size=2))


def is_right(part: str, body: bytes) -> bool:
    """Judge a body the long way."""
    try:
        check_held(DEFINITION, {part: parse_part_body(body)})
    except Exception:
        return False
    return True


def spell(item: Mapping[str, Any], indent: bool = False) -> bytes:
    """Write a body in the order given, as its writer should or should not have."""
    return orjson.dumps(item, option=orjson.OPT_INDENT_2 if indent else 0)


@pytest.mark.parametrize(
    ("part", "item"),
    [("shared", PLAIN), ("attribution", ATTRIBUTION), ("source", {}), ("source", {"citation": ["tau.xlsx, Tàu!2"]})],
)
def test_usual_bodies_are_plain(part: str, item: Mapping[str, Any]) -> None:
    """Bodies as registers hold them match, so that nearly none needs the long way."""
    assert is_plain(DEFINITION, part, spell(item))
    assert is_right(part, spell(item))


@pytest.mark.parametrize("name", PLAIN)
@settings(max_examples=200)
@given(value=values)
def test_plain_values_are_right(name: str, value: Any) -> None:
    """No value of a field matches that the long way refuses."""
    body = spell({**PLAIN, name: value})
    assert not is_plain(DEFINITION, "shared", body) or is_right("shared", body)


@given(
    st.dictionaries(st.sampled_from([*ATTRIBUTION, "entered-office", "other"]), st.one_of(texts, dates, scalars)),
    st.booleans(),
)
def test_plain_attributions_are_right(item: Mapping[str, Any], indent: bool) -> None:
    """No attribution matches that the long way refuses."""
    body = spell(item, indent)
    assert not is_plain(DEFINITION, "attribution", body) or is_right("attribution", body)


@given(st.permutations(sorted(PLAIN)), st.integers(0, len(PLAIN)))
@example(sorted(PLAIN), len(PLAIN))
def test_plain_bodies_are_in_order(names: list[str], kept: int) -> None:
    """A body whose names are out of order, or that lacks what is required, is not plain."""
    names = names[:kept]
    body = spell({name: PLAIN[name] for name in names})
    assert is_plain(DEFINITION, "shared", body) == (names == sorted(names) and "name" in names)


@given(st.integers(0, len(spell(PLAIN)) - 1), st.sampled_from(b'",:{}[] -0a\\') | st.integers(0, 255), st.booleans())
def test_a_changed_byte_is_plain_only_where_it_is_right(at: int, byte: int, insert: bool) -> None:
    """Whatever is done to one byte of a right body, the pattern takes nothing that the long way refuses."""
    body = spell(PLAIN)
    changed = body[:at] + bytes([byte]) + body[at + (not insert) :]
    assert not is_plain(DEFINITION, "shared", changed) or is_right("shared", changed)


def test_a_part_that_is_not_the_definition_s_is_never_plain() -> None:
    """A body of a part that the definition does not name matches nothing."""
    assert not is_plain(DEFINITION, "internal", b"{}")


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("seats", [1, 90], [0, 91, -5]), ("depth", ["0", "0.5"], ["-0.5"]), ("spent", [0, 7], [-1]),
        ("code", ["00", "99"], ["1", "100", "a1"]), ("weight", ["-1.5", "2"], ["-1.51", "2.01"]),
        ("visited", ["2024-02-01", "2026-12-31", "2025"], ["2024", "2024-01-31", "2027-01"]),
    ],
)  # fmt: skip
def test_a_value_is_plain_only_within_its_bounds_and_its_pattern(name: str, right: list[Any], wrong: list[Any]) -> None:
    """Where a field says more than its datatype, its value is judged besides the look at the whole."""
    for value in right:
        assert is_plain(DEFINITION, "shared", spell({**PLAIN, name: value}))
    for value in wrong:
        body = spell({**PLAIN, name: value})
        assert not is_plain(DEFINITION, "shared", body)
        assert not is_right("shared", body)


@given(st.dictionaries(st.sampled_from(["citation", "file", "exact"]), values, max_size=2))
@example({"citation": []})
@example({"citation": ["a", ""]})
def test_plain_sources_are_right(item: Mapping[str, Any]) -> None:
    """No source matches that the long way refuses."""
    body = spell(item)
    assert not is_plain(DEFINITION, "source", body) or is_right("source", body)


@pytest.mark.parametrize(("values", "plain"), [(MOST_PLAIN, True), (MOST_PLAIN + 1, False), (20_000, False)])
def test_a_list_of_very_many_values_is_left_to_the_long_way(values: int, plain: bool) -> None:
    """That each stands once is seen at one look only in a short list: whoever sends a long one buys no hour of ours."""
    body = spell({"name": "Cầu Rừng", "parcels": list(range(values))})
    assert is_right("shared", body)
    assert is_plain(DEFINITION, "shared", body) == plain
