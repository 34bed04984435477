"""The schema that editors use says what the code says."""

import copy
import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lienvung.catalogue import load_catalogue
from lienvung.catalogue.strict_yaml import parse_yaml
from lienvung.core.register.definition_rules import DATATYPES, find_faults

SCHEMA = json.loads((files("lienvung.catalogue") / "definition.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
FILES = sorted((files("lienvung.catalogue") / "registers").iterdir(), key=lambda file: file.name)
# What a schema cannot say: no name twice, references, safe patterns, parts that a field names, natural keys.
BEYOND = {"D9-field", "D10-field-part", "D14-pattern", "D15-reference", "D16-natural"}
DOCUMENT = dict(load_catalogue()["commitment"].document)


def test_the_schema_is_a_schema():
    """The schema itself keeps the rules of JSON Schema 2020-12."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_register_of_the_catalogue_fits(file):
    """An editor marks nothing in the files that ship."""
    assert list(VALIDATOR.iter_errors(parse_yaml(file.read_text("utf-8")).value)) == []


def test_the_schema_knows_every_datatype():
    """Code and schema offer the same datatypes."""
    assert SCHEMA["$defs"]["field"]["properties"]["datatype"]["enum"] == list(DATATYPES)


odd = st.sampled_from([None, True, 0, "", " a", "Đ", "a", [], ["a"], {}, {"vi": "a"}, {"vi": ""}, {"a": {"vi": "b"}}])


@given(st.data())
def test_schema_and_code_agree(data):
    """Whatever one place is changed to, both accept it or both refuse it, but for what a schema cannot say."""
    document = copy.deepcopy(DOCUMENT)
    place = data.draw(st.sampled_from([document, document["fields"][0], document["fields"][5], document["list"]]))
    names = [*document, "name", "label", "datatype", "part", "required", "many", "to", "values", "facets", "colour"]
    place[data.draw(st.sampled_from(names))] = data.draw(odd)
    rules = {fault.rule for fault in find_faults(document)}
    if not rules & BEYOND:
        assert VALIDATOR.is_valid(document) is (not rules)
