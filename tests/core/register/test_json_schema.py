"""The JSON Schema of a register's items: what the rules accept fits it, and it refuses what it can say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lienvung.catalogue import load_catalogue
from lienvung.core.register.canonical import prune
from lienvung.core.register.datatype import check_item
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.register.item import split_fields
from lienvung.core.register.json_schema import item_schema
from lienvung.core.register.sample import match_of, sample_value, sample_values
from lienvung.core.register.value import judge_of

from .test_item import BAD, GOOD, WHOLE, one_field

DEFINITIONS = {**load_catalogue(), WHOLE.register: WHOLE}
VALIDATOR = Draft202012Validator(item_schema(WHOLE))


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS)
def test_every_register_has_a_schema_that_is_one(definition):
    """Each register's schema keeps JSON Schema 2020-12, knows every field, and says the part of each."""
    schema = item_schema(definition, "en")
    Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == set(definition.fields)
    assert {name: each["x-part"] for name, each in schema["properties"].items()} == {
        name: each.part for name, each in definition.fields.items()
    }


@pytest.mark.parametrize(("datatype", "value"), GOOD)
def test_a_value_of_its_datatype_fits(datatype, value):
    """The schema refuses no value that the rules accept, alone or in a list."""
    assert Draft202012Validator(item_schema(one_field(datatype))).is_valid({"it": value})
    assert Draft202012Validator(item_schema(one_field(datatype, many=True))).is_valid({"it": [value]})


# What no pattern says: days that no month has, ends in the wrong order, what breaks lines.
BEYOND = [
    ("string", "hai\ndòng"), ("string", "a\u2028b"), ("text", "a\rb"), ("text", "a\x7f"), ("date", "2019-02-30"),
    ("year-less", "--02-30"), ("period", "2025/2021"), ("period", "2021-05-02/2021-05-01"), ("period", "../.."),
    ("decimal", "-0"), ("decimal", "-0.00"),
]  # fmt: skip


@pytest.mark.parametrize(("datatype", "value"), [each for each in BAD if each not in BEYOND])
def test_a_value_of_another_kind_does_not_fit(datatype, value):
    """The schema refuses what is wrong with a value, where JSON Schema has a word for it."""
    assert not Draft202012Validator(item_schema(one_field(datatype))).is_valid({"it": value})


def test_what_the_schema_cannot_say_is_known():
    """The page lists what only the rules decide; each of these cases is one of them."""
    assert all(each in BAD for each in BEYOND)
    for datatype, value in BEYOND:
        assert Draft202012Validator(item_schema(one_field(datatype))).is_valid({"it": value})


SAID = {"I2-field", "I4-required", "I5-condition", "I6-many", "I8-pattern", "I12-schema"}
odd = st.sampled_from(
    [None, True, 0, 49, 501, "", "a", "night", "day", "VN-1234", "2026-05-01", "12.5", [], ["a"], ["a", "a"], {}]
)


@settings(max_examples=400)
@given(st.integers(1, 3), st.dictionaries(st.sampled_from([*WHOLE.fields, "colour"]), odd, max_size=4), st.data())
def test_schema_and_rules_agree_on_records(number, changes, data):
    """A record that the rules accept fits; one that breaks a rule which the schema can say does not."""
    values = {**sample_values(WHOLE, number), **changes}
    for name in data.draw(st.sets(st.sampled_from(sorted(WHOLE.fields)), max_size=4)):
        values.pop(name, None)
    values = prune(values)
    rule = broken_rule(values)
    if rule == "" or rule in SAID:
        assert VALIDATOR.is_valid(values) is (rule == "")


def broken_rule(values):
    """Return the first rule that a record of these values breaks, "" where it breaks none."""
    try:
        check_item(WHOLE, split_fields(WHOLE, values))
    except ItemInvalid as refusal:
        return refusal.rule
    return ""


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS)
def test_made_up_values_are_values_of_their_fields(definition):
    """Every field of every register has two made-up values that keep its datatype, bounds and pattern."""
    for field in definition.fields.values():
        for number in (1, 2):
            assert judge_of(field)(sample_value(field, number)) == "", field.name


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("[A-Z]{2}-[0-9]{4}", "AA-0002"),
        ("VN", "VN"),
        ("[0-9]{2,5}", "02"),
        ("a/[x.]{3}", "a/xxx"),
        ("[0-9a-f]{3}", "002"),
    ],
)
def test_a_pattern_has_a_made_up_match(pattern, text):
    """The number stands at the end where the pattern has room for it."""
    assert match_of(pattern, 2) == text
