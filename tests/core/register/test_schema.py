"""Conditions as JSON Schema: what ours says, the library says, and no schema runs away."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lienvung.core.register.canonical import prune
from lienvung.core.register.schema import DEEPEST, MOST_SCHEMAS, find_schema_faults, holds, named_fields

FIELDS = {
    "name": {"name": "name", "datatype": "string"},
    "stage": {"name": "stage", "datatype": "enumeration", "values": {"open": {}, "shut": {}}},
    "cost": {"name": "cost", "datatype": "money"},
    "wooden": {"name": "wooden", "datatype": "boolean"},
    "sides": {"name": "sides", "datatype": "string", "many": True},
    "counts": {"name": "counts", "datatype": "integer", "many": True},
    "length": {"name": "length", "datatype": "measure"},
    "place": {"name": "place", "datatype": "geometry"},
}
scalars = {
    "name": st.sampled_from(["a", "ab", "đò", "1"]),
    "stage": st.sampled_from(["open", "shut"]),
    "cost": st.integers(-2, 3),
    "wooden": st.booleans(),
    "sides": st.sampled_from(["a", "ab"]),
    "counts": st.integers(0, 2),
    "length": st.sampled_from(["1", "1.5"]),
}
records = st.fixed_dictionaries(
    {},
    optional={
        **{name: each for name, each in scalars.items() if not FIELDS[name].get("many")},
        "sides": st.lists(scalars["sides"], min_size=1, max_size=3, unique=True),
        "counts": st.lists(scalars["counts"], min_size=1, max_size=3, unique=True),
        "place": st.just({"type": "Point", "coordinates": ["106", "20"]}),
    },
)


def branches(inner):
    some = st.lists(inner, min_size=1, max_size=2)
    return {"allOf": some, "anyOf": some, "oneOf": some, "not": inner}


def one_of(keywords):
    """Return schemas of one to three of these keywords."""
    return st.fixed_dictionaries({}, optional=keywords).filter(bool)


def value_schemas(name):
    own = {"const": scalars[name], "enum": st.lists(scalars[name], min_size=1, max_size=2)}
    if FIELDS[name]["datatype"] in ("integer", "money"):
        own |= dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), st.integers(-1, 2))
    elif FIELDS[name]["datatype"] in ("string", "enumeration"):
        own |= dict.fromkeys(("minLength", "maxLength"), st.integers(0, 3))
    one = st.recursive(one_of(own), lambda inner: one_of(branches(inner)), max_leaves=3)
    if FIELDS[name].get("many"):
        counts = dict.fromkeys(("minItems", "maxItems"), st.integers(0, 3))
        one = one_of({**counts, "contains": one, "items": one})
    return one


fields = st.lists(st.sampled_from(sorted(FIELDS)), min_size=1, max_size=2)
leaves = one_of(
    {
        "required": fields,
        "dependentRequired": st.dictionaries(st.sampled_from(sorted(FIELDS)), fields, min_size=1, max_size=2),
        "properties": st.fixed_dictionaries(
            {}, optional={name: st.just(name).flatmap(value_schemas) for name in scalars}
        ).filter(bool),
    }
)
schemas = st.recursive(
    leaves,
    lambda inner: (
        one_of(branches(inner)) | st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner})
    ),
    max_leaves=4,
)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=400)
@given(schemas, records)
def test_ours_says_what_the_library_says(schema, record):
    """A schema that we take means what JSON Schema 2020-12 means by it, for every record."""
    assert list(find_schema_faults(schema, FIELDS, ())) == []
    assert prune(schema) == schema
    assert holds(schema, record) is Draft202012Validator(schema).is_valid(record)


@given(schemas, records)
def test_only_the_fields_it_names_matter(schema, record):
    """What a condition says of a record hangs on the fields that it names, and on no others."""
    named = set(named_fields(schema))
    assert holds(schema, record) is holds(schema, {name: value for name, value in record.items() if name in named})


def test_what_is_asked_for_is_named_before_what_it_hangs_on():
    """A refusal stands at the field that is to be filled in, not at the one that asks for it."""
    schema = {"if": {"properties": {"stage": {"const": "open"}}}, "then": {"required": ["cost"]}}
    assert named_fields(schema) == ("cost", "stage")


def deep(times):
    schema = {"required": ["name"]}
    for _ in range(times):
        schema = {"not": schema}
    return schema


@pytest.mark.parametrize(
    ("rule", "schema"),
    [
        ("D27-schema", {}),
        ("D27-schema", True),
        ("D27-schema", {"not": {}}),
        ("D27-schema", {"$ref": "#"}),
        ("D27-schema", {"type": "object"}),
        ("D27-schema", {"then": {"required": ["name"]}}),
        ("D27-schema", {"required": []}),
        ("D27-schema", {"required": [1]}),
        ("D27-schema", {"required": [["name"]]}),
        ("D27-schema", {"required": "name"}),
        ("D27-schema", {"dependentRequired": {"name": "cost"}}),
        ("D27-schema", {"dependentRequired": [["name"]]}),
        ("D27-schema", {"allOf": {"required": ["name"]}}),
        ("D27-schema", {"anyOf": [1]}),
        ("D27-schema", {"properties": [1]}),
        ("D27-schema", {"properties": {"name": {"pattern": "(a+)+$"}}}),
        ("D27-schema", {"properties": {"name": {"minimum": 1}}}),
        ("D27-schema", {"properties": {"name": {"required": ["cost"]}}}),
        ("D27-schema", {"properties": {"name": {"const": None}}}),
        ("D27-schema", {"properties": {"name": {"enum": [""]}}}),
        ("D27-schema", {"properties": {"name": {"minLength": True}}}),
        ("D27-schema", {"properties": {"name": {"minLength": -1}}}),
        ("D27-schema", {"properties": {"cost": {"minimum": "1"}}}),
        ("D27-schema", {"properties": {"cost": {"minimum": 0.5}}}),
        ("D27-schema", {"properties": {"length": {"maximum": 3}}}),
        ("D27-schema", {"properties": {"sides": {"const": "a"}}}),
        ("D27-schema", {"properties": {"place": {"const": "a"}}}),
        ("D27-schema", {1: {"required": ["name"]}}),
        ("D27-schema", deep(DEEPEST)),
        ("D27-schema", {"allOf": [{"required": ["name"]}] * MOST_SCHEMAS}),
        ("D15-reference", {"required": ["nmae"]}),
        ("D15-reference", {"properties": {"nmae": {"const": "a"}}}),
        ("D15-reference", {"dependentRequired": {"name": ["nmae"]}}),
        ("D35-value", {"properties": {"stage": {"const": "opne"}}}),
        ("D35-value", {"properties": {"cost": {"enum": [1, "2"]}}}),
        ("D35-value", {"properties": {"cost": {"const": True}}}),
        ("D35-value", {"properties": {"sides": {"contains": {"const": 1}}}}),
    ],
)
def test_what_is_not_of_our_part_is_refused(rule, schema):
    """What would run, repeat, refer, mean nothing or be about nothing is refused before anything is judged."""
    assert rule in {fault.rule for fault in find_schema_faults(schema, FIELDS, ())}


def test_the_deepest_and_longest_are_taken():
    """The bounds themselves are inside."""
    assert list(find_schema_faults(deep(DEEPEST - 1), FIELDS, ())) == []
    assert list(find_schema_faults({"allOf": [{"required": ["name"]}] * (MOST_SCHEMAS - 1)}, FIELDS, ())) == []


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["if", "then", "not", "allOf", "properties", "required", "name", "sides", "const", "items", "x"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(anything, records)
def test_no_schema_from_elsewhere_crashes_the_reader(schema, record):
    """Whatever a partner calls a condition is refused by name, or judges every record."""
    if not list(find_schema_faults(schema, FIELDS, ())):
        assert holds(schema, record) in (True, False)


def test_the_worst_schema_is_judged_at_once():
    """The longest schema over the longest list costs milliseconds."""
    item = {"not": {"enum": [f"v{number}" for number in range(100)]}}
    schema = {"properties": {"sides": {"items": {"allOf": [item] * (MOST_SCHEMAS // 2 - 3)}}}}
    assert list(find_schema_faults(schema, FIELDS, ())) == []
    begun = time.process_time()
    assert holds(schema, {"sides": [f"side{number}" for number in range(100)]})
    assert time.process_time() - begun < 2
