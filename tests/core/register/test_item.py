"""Items: values in their parts, judged by their definition."""

from pathlib import Path

import pytest

from lienvung.catalogue import load_catalogue
from lienvung.catalogue.code_list import inline_codes
from lienvung.catalogue.strict_yaml import parse_yaml
from lienvung.core.register.datatype import check_held, check_item
from lienvung.core.register.definition import parse_definition
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.register.item import join_fields, split_fields

SHA = "ab" * 32
WHOLE_FILE = Path(__file__).parents[2] / "catalogue/whole.yaml"

DATATYPES = {
    "string": (["Cầu Bến Rừng"], ["hai\ndòng", "a\u2028b", 1, True]),
    "text": (["hai\ndòng\tcột"], ["a\rb", "a\x7f", 1]),
    "verbatim": (['{"a":1}\r\n'], [1, ["a"]]),
    "integer": ([0, -5, 2**53 - 1], [True, "1", 2**53]),
    "money": ([1_941_000_000_000], [True, "1.941 tỷ"]),
    "boolean": ([True, False], [0, "true"]),
    "date": (["2019-05-30", "2024-Q4", "--10-18", "2021/2025"], ["30/5/2019", "2019-02-30", 2019]),
    "deadline": (["2026-H1"], ["cuối năm"]),
    "year-less": (["--10-18", "--02-29"], ["10-18", "--02-30", "2019-10-18", 1018]),
    "period": (
        ["2021-01-01/2025-12-31", "2021-01/..", "../2025", "2021/2025", "2024-02/2024-02"],
        ["2021", "../..", "2025/2021", "2021-05-02/2021-05-01", "--10-18/--10-19", "2021/2022/2023", "/", 2021],
    ),
    "measure": (["12.5", "-3"], ["12,5", "12 m", 12]),
    "geometry": (
        [{"type": "Point", "coordinates": ["106.6881", "20.8449"]}],
        [{"type": "Point", "coordinates": [106.6881, 20.8449]}, {"type": "Circle"}, "POINT(106 20)", None],
    ),
    "docref": (
        [{"number": "01-KL/TU"}, {"number": "5/KH", "issuer": "UBND", "issued-on": "2019-05-30", "title": "Kế hoạch"}],
        [{"issuer": "UBND"}, {"number": "1", "issued-on": "mai"}, {"number": "1", "page": "2"}, "01-KL/TU"],
    ),
    "decimal": (["0", "-0.5", "20.965", "1.50"], ["1,5", "01", "-0", "-0.00", ".5", "1.", "1e3", "٣", 1]),
    "enumeration": (["none"], ["None", "khác", 1, ["none"]]),
    "link": (["hai-phong-abcdefgh234567ab", "22"], ["", "Hải Phòng", 22]),
    "file": ([SHA], ["ab", SHA.upper(), 1]),
    "milestone": (
        [{"on": "2019-03-09", "what": "hội nghị"}, {"on": "2019", "what": "a", "citation": "b"}],
        [{"on": "2019"}, {"on": "x", "what": "a"}, {"on": "2019", "what": "a", "who": "b"}, "2019"],
    ),
    "extension": (
        [{"until": "2027-06-30"}, {"until": "2027", "reason": "mưa bão", "paper": "12/CV"}],
        [{"reason": "a"}, {"until": "mai"}, {"until": "2027", "note": "a"}],
    ),
}
GOOD = [(name, value) for name, (good, _) in DATATYPES.items() for value in good]
BAD = [(name, value) for name, (_, bad) in DATATYPES.items() for value in bad]


def one_field(datatype, **more):
    """Return a register with one field of this datatype."""
    more |= {"values": {"none": {"vi": "không"}}} if datatype == "enumeration" else {}
    more |= {"to": "sample"} if datatype == "link" else {}
    more |= {"unit": "m"} if datatype == "measure" else {}
    return parse_definition(
        {
            "register": "sample",
            "version": 1,
            "title": {"vi": "Mẫu"},
            "parts": {"shared": {}},
            "title-field": "it",
            "fields": [{"name": "it", "label": {"vi": "Nó"}, "datatype": datatype, **more}],
        }
    )


def refusal_of(definition, item, check=check_item):
    """Return (field, rule) of the refusal."""
    with pytest.raises(ItemInvalid) as refusal:
        check(definition, item)
    return refusal.value.field, refusal.value.rule


@pytest.mark.parametrize(("datatype", "value"), GOOD)
def test_a_value_of_its_datatype_is_accepted(datatype, value):
    """Each datatype takes its values, alone and in a list."""
    check_item(one_field(datatype), {"shared": {"it": value}})
    check_item(one_field(datatype, many=True), {"shared": {"it": [value]}})


@pytest.mark.parametrize(("datatype", "value"), BAD)
def test_a_value_of_another_kind_is_refused(datatype, value):
    """Each datatype refuses what is not its own, and says so."""
    rule = "I6-many" if isinstance(value, list) else "I7-datatype"
    if datatype == "geometry":
        rule = "G2-position" if "coordinates" in (value or ()) else "G1-geometry"
    assert refusal_of(one_field(datatype), {"shared": {"it": value}}) == ("it", rule)
    assert refusal_of(one_field(datatype, many=True), {"shared": {"it": [value]}}) == ("it", rule)


def test_one_and_many_are_not_confused():
    """A single field takes no list, a many-field takes nothing else, and neither repeats itself."""
    assert refusal_of(one_field("string"), {"shared": {"it": ["a"]}}) == ("it", "I6-many")
    assert refusal_of(one_field("string", many=True), {"shared": {"it": "a"}}) == ("it", "I6-many")
    assert refusal_of(one_field("string", many=True), {"shared": {"it": ["a", "a"]}}) == ("it", "I6-many")
    check_item(one_field("integer", many=True), {"shared": {"it": [0, 1]}})


def test_a_pattern_holds_from_end_to_end():
    """A pattern judges the whole string."""
    code = one_field("string", pattern="[0-9]{2,5}")
    check_item(code, {"shared": {"it": "22"}})
    for wrong in ("2", "222222", "a22", "22\n"):
        assert refusal_of(code, {"shared": {"it": wrong}})[1] in ("I7-datatype", "I8-pattern")


@pytest.mark.parametrize(
    ("datatype", "bounds", "within", "outside"),
    [
        ("integer", {"minimum": "1", "maximum": "9"}, [1, 9], [0, 10, -1]),
        ("money", {"minimum": "0"}, [0, 2**53 - 1], [-1]),
        ("measure", {"minimum": "0", "maximum": "9.5"}, ["0", "9.50", "9.499"], ["-0.1", "9.51", "10"]),
        ("decimal", {"maximum": "-1"}, ["-1", "-1.0", "-20"], ["0", "-0.99"]),
        ("date", {"minimum": "2020-05"}, ["2020-05-01", "2020-05", "2021", "--04-01"],
         ["2020-04-30", "2020", "2019/2030"]),
        ("deadline", {"maximum": "2026-H1"}, ["2026-06-30", "2026-Q2", "2020/2025"], ["2026-07-01", "2026"]),
    ],
)  # fmt: skip
def test_a_value_lies_within_its_bounds(datatype, bounds, within, outside):
    """Bounds are allowed themselves, numbers compare as numbers, a date lies within them with all its days."""
    single, many = one_field(datatype, **bounds), one_field(datatype, many=True, **bounds)
    for value in within:
        check_item(single, {"shared": {"it": value}})
    for value in outside:
        assert refusal_of(single, {"shared": {"it": value}}) == ("it", "I11-bounds")
        assert refusal_of(many, {"shared": {"it": [within[0], value]}}) == ("it", "I11-bounds")


WHOLE = parse_definition(inline_codes(parse_yaml(WHOLE_FILE.read_text("utf-8")).value, None)[0])


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"kind": "night", "seats": 60, "length": "30"}, None),
        ({"kind": "night", "seats": 60}, ("length", "I5-condition")),
        ({"wooden": True, "seats": 49}, ("seats", "I12-schema")),
        ({"wooden": True, "kind": "night", "seats": 40, "length": "9"}, ("seats", "I12-schema")),
        ({"wooden": True, "seats": 48, "kind": "day"}, None),
        ({"wooden": False, "seats": 400}, None),
        ({"permit-from": "2026-05-02", "permit-until": "2026-05-01"}, ("permit-until", "I13-order")),
        ({"permit-from": "2026-05-02", "permit-until": "2026-05-02"}, None),
        ({"permit-from": "2026-05-02", "permit-until": "2026-05"}, None),
        ({"permit-from": "2026"}, None),
        ({"permit-until": "--05-01", "permit-from": "2026"}, None),
        ({"launched-on": "2026-06", "permit-from": "2026-05-31"}, ("permit-from", "I13-order")),
    ],
)
def test_conditions_between_fields_hold(values, refused):
    """A schema and an order of dates judge the values together, and name the field to mend."""
    item = split_fields(WHOLE, {"name": "Bến Nghiêng", **values})
    if refused is None:
        check_item(WHOLE, item)
    else:
        assert refusal_of(WHOLE, item) == refused


def test_a_condition_over_a_part_not_held_says_nothing():
    """Who holds only `internal` cannot judge what hangs on `shared`."""
    check_held(WHOLE, {"internal": {"price": 5}})
    assert refusal_of(WHOLE, {"internal": {"price": -5}}, check_held) == ("price", "I11-bounds")


def test_a_required_field_is_asked_of_the_steward_and_not_of_who_holds_less():
    """Who holds only `internal` cannot miss a field of `shared`; the steward must give it."""
    definition = load_catalogue()["assignment"]
    assert refusal_of(definition, {}) == ("commitment", "I4-required")
    check_held(definition, {"internal": {"officer": "Nguyễn Văn A"}})
    assert refusal_of(definition, {"shared": {}}, check_held) == ("commitment", "I4-required")


def test_conditions_ask_for_what_follows():
    """A dated commitment has a deadline; a report of completion has some evidence."""
    commitment, report = load_catalogue()["commitment"], load_catalogue()["progress-report"]
    promised = {"text": "a", "programmes": ["p"], "owed-by": ["hai-phong"], "nature": "real"}
    check_item(commitment, {"shared": {**promised, "deadline-kind": "none"}})
    assert refusal_of(commitment, {"shared": {**promised, "deadline-kind": "dated"}}) == ("deadline", "I5-condition")
    done = {
        "commitment": "c",
        "side": "hai-phong",
        "reported-on": "2026",
        "text": "a",
        "nature": "real",
        "progress": "done",
    }
    assert refusal_of(report, {"shared": done}) == ("evidence", "I5-condition")
    check_item(report, {"shared": {**done, "evidence-text": "Biên bản nghiệm thu"}})


def test_a_field_stands_in_its_own_part(sample):
    """An internal note cannot slip into what partners see, nor can a field that nobody defined."""
    named = {"name": "Cầu"}
    assert refusal_of(sample, {"shared": {**named, "note": "a"}}) == ("note", "I3-place")
    assert refusal_of(sample, {"shared": {**named, "colour": "a"}}) == ("colour", "I2-field")
    assert refusal_of(sample, {"shared": named, "secret": {}}) == ("secret", "I1-part")


def test_splitting_and_joining_are_inverse(sample):
    """Flat values go to their parts, empty ones go nowhere, and come back flat."""
    flat = {"name": "Cầu", "open": False, "cost": 0, "sides": [], "note": "nội bộ", "phone": "0225"}
    item = split_fields(sample, flat, source={"citation": ["Báo"]}, attribution={"entered-by": "A"})
    assert item == {
        "shared": {"name": "Cầu", "open": False, "cost": 0},
        "internal": {"note": "nội bộ"},
        "personal": {"phone": "0225"},
        "source": {"citation": ["Báo"]},
        "attribution": {"entered-by": "A"},
    }
    assert join_fields(item) == {name: value for name, value in flat.items() if value != []}
    with pytest.raises(ItemInvalid, match="I2-field"):
        split_fields(sample, {"colour": "red"})


@pytest.mark.parametrize(
    "source",
    [
        {"file": SHA, "layer": SHA, "start": 0, "end": 5, "exact": "tiếp"},
        {"file": SHA, "page": 1, "rectangle": [0, 0, 59500, 84200], "exact": "tiếp"},
        {"citation": ["Báo Thanh tra, 15/08/2021"]},
    ],
)
def test_a_passage_has_one_of_three_shapes(sample, source):
    """A span, a rectangle or a citation says where values were read."""
    check_item(sample, {"shared": {"name": "a"}, "source": source})


@pytest.mark.parametrize(
    "source",
    [
        {"file": SHA, "exact": "a"},
        {"file": SHA, "layer": SHA, "start": 5, "end": 5, "exact": "a"},
        {"file": SHA, "layer": SHA, "start": -1, "end": 5, "exact": "a"},
        {"file": "x", "layer": SHA, "start": 0, "end": 5, "exact": "a"},
        {"file": SHA, "page": 0, "rectangle": [0, 0, 1, 1], "exact": "a"},
        {"file": SHA, "page": 1, "rectangle": [1, 0, 1, 1], "exact": "a"},
        {"file": SHA, "page": 1, "rectangle": [0, 0, 1], "exact": "a"},
        {"file": SHA, "page": True, "rectangle": [0, 0, 1, 1], "exact": "a"},
        {"citation": "Báo"},
        {"page": 1},
    ],
)
def test_a_passage_that_leads_nowhere_is_refused(sample, source):
    """A span without length, a page 0, a file that is no hash: none of them is a passage."""
    assert refusal_of(sample, {"shared": {"name": "a"}, "source": source}) == ("source", "I9-source")


@pytest.mark.parametrize("attribution", [{"author": "A"}, {"entered-by": 1}, {"approved-at": "hôm qua"}])
def test_attribution_uses_the_names_of_every_register(sample, attribution):
    """Who entered, confirmed and approved is said in the same words everywhere."""
    assert refusal_of(sample, {"shared": {"name": "a"}, "attribution": attribution}) == (
        "attribution",
        "I10-attribution",
    )
