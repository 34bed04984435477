"""The schema that editors use says what the code says."""

import copy
import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lienvung.catalogue.code_list import inline_codes
from lienvung.catalogue.strict_yaml import parse_yaml
from lienvung.core.register.definition_rules import DATATYPES, find_faults
from lienvung.core.register.definition_use import PALETTE, PERIODS

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/formats/definition.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
FILES = sorted((files("lienvung.catalogue") / "registers").iterdir(), key=lambda file: file.name)
WHOLE = parse_yaml((Path(__file__).parent / "whole.yaml").read_text("utf-8")).value

SHAPE = {"D2-unknown", "D3-missing", "D4-type"}
SAID_BY_BOTH = SHAPE | {
    "D5-id",
    "D6-version",
    "D7-label",
    "D8-part",
    "D11-datatype",
    "D12-values",
    "D13-to",
    "D23-unit",
}


def find_all(document):
    """Return the rules that a YAML file of this content breaks."""
    value, unknown = inline_codes(document, None)
    return {fault.rule for fault in unknown or find_faults(value)}


def test_the_schema_is_a_schema():
    """The schema itself keeps the rules of JSON Schema 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_register_of_the_catalogue_fits(file):
    """An editor marks nothing in the files that ship."""
    assert list(VALIDATOR.iter_errors(parse_yaml(file.read_text("utf-8")).value)) == []


def test_a_definition_that_says_everything_fits_both():
    """The sample uses every datatype but one that is for exact bytes, and every attribute; it is right."""
    assert list(VALIDATOR.iter_errors(WHOLE)) == []
    assert find_all(WHOLE) == set()
    used = {each["datatype"] for each in WHOLE["fields"]}
    assert set(DATATYPES) - used == {"verbatim", "extension"}
    assert {name for each in WHOLE["fields"] for name in each} == set(SCHEMA["$defs"]["field"]["properties"])
    assert set(SCHEMA["properties"]) - set(WHOLE) == {"keys", "system", "once"}


def test_the_schema_knows_every_word_of_the_code():
    """Code and schema offer the same datatypes, colours and periods."""
    properties = SCHEMA["properties"]
    assert SCHEMA["$defs"]["field"]["properties"]["datatype"]["enum"] == list(DATATYPES)
    assert properties["map"]["properties"]["colours"]["additionalProperties"]["enum"] == list(PALETTE)
    assert properties["charts"]["items"]["properties"]["per"]["enum"] == list(PERIODS)


def places(value, path=()):
    """Yield the path of every place of a document."""
    yield path
    if isinstance(value, dict | list):
        for step, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(child, (*path, step))


odd = st.sampled_from([
    None, True, 0, -1, 1.5, "", " a", "Đ", "a", "name", "seats", "1", "-0", "2019", "year", [], [""], ["a"], ["name"],
    [1, True], {}, {"vi": "a"}, {"vi": ""}, {"a": {"vi": "b"}}, {"const": 1}, {"not": {}}, {"required": ["name"]},
    {"properties": {"seats": {"minimum": 1}}},
])  # fmt: skip
names = st.sampled_from([
    "name", "label", "datatype", "part", "required", "many", "to", "values", "codes", "unit", "minimum", "unique",
    "help", "group", "colour", "if", "then", "else", "schema", "before", "not", "allOf", "enum", "$ref", "pattern",
    "type", "sum", "per", "due", "past", "where", "days", "colours", "over", "fields",
])  # fmt: skip


@settings(max_examples=600)
@given(st.data())
def test_schema_and_code_agree(data):
    """What the schema refuses the rules refuse; what breaks the structure the schema refuses too."""
    document = copy.deepcopy(WHOLE)
    *way, last = data.draw(st.sampled_from([path for path in places(document) if path]))
    place = document
    for step in way:
        place = place[step]
    change = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if change == "remove" and isinstance(place, dict):
        del place[last]
    elif change == "add" and isinstance(place, dict):
        place[data.draw(names)] = data.draw(odd)
    else:
        place[last] = data.draw(odd)
    rules = find_all(document)
    refused = not VALIDATOR.is_valid(document)
    assert rules or not refused
    assert refused or not rules & SAID_BY_BOTH
