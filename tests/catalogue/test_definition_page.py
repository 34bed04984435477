"""The page about definitions: every example on it is read by the code that it explains."""

import re
from pathlib import Path

import pytest

from lienvung.catalogue.code_list import inline_codes, parse_code_list
from lienvung.catalogue.strict_yaml import parse_yaml
from lienvung.core.register.definition import parse_definition
from lienvung.core.register.definition_rules import find_faults

from .test_schema import SCHEMA

PAGE = (Path(__file__).parents[2] / "docs/formats/definition.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml ?(whole|field|codes|)\n(.*?)^```$", PAGE, re.M | re.S)
PIECES = [parse_yaml(text).value for kind, text in EXAMPLES if not kind]
FIELDS = [parse_yaml(text).value for kind, text in EXAMPLES if kind == "field"]
LABEL = {"vi": "Nhãn"}
NATURAL = [each for each in PIECES if "keys" in each]


def whole():
    """Return the register that the smallest example and all pieces make together."""
    (document,) = (parse_yaml(text).value for kind, text in EXAMPLES if kind == "whole")
    conditions = []
    for piece in PIECES:
        if piece not in NATURAL:
            conditions += piece.get("conditions", [])
            document |= piece
    dates = [{"name": name, "label": LABEL, "datatype": "date"} for name in ("permit-from", "permit-until")]
    cost = {"name": "cost", "label": LABEL, "datatype": "money"}
    return {**document, "conditions": conditions, "fields": [*document["fields"], *FIELDS, *dates, cost]}


def faults_of(document):
    value, unknown = inline_codes(document, None)
    return unknown or find_faults(value)


def test_the_pieces_make_a_register():
    """All examples together are one definition without a fault, and nothing of it is lost in reading."""
    document = whole()
    assert faults_of(document) == []
    definition = parse_definition(inline_codes(document, None)[0])
    assert len(definition.questions) == 4
    assert len(definition.schemas) == 1
    assert len(definition.charts) == 3
    assert definition.map is not None
    assert definition.valid_time is not None


def test_a_register_of_chosen_keys_is_one_too():
    """The example of natural keys holds where every part is public."""
    (natural,) = NATURAL
    (document,) = (parse_yaml(text).value for kind, text in EXAMPLES if kind == "whole")
    assert faults_of({**document, **natural}) == []


@pytest.mark.parametrize("text", [text for kind, text in EXAMPLES if kind == "codes"])
def test_the_code_list_is_one(text):
    """The example of a code list is read under its own name."""
    assert parse_code_list("ferry-class", text).values["sea"] == {"vi": "phà biển", "en": "sea ferry"}


def test_every_attribute_has_an_example():
    """Whatever the schema knows stands in an example on the page, but `system`, which is not for others."""
    shown = whole()
    (natural,) = NATURAL
    assert set(SCHEMA["properties"]) - {*shown, *natural} == {"system"}
    assert {name for field in shown["fields"] for name in field} == set(SCHEMA["$defs"]["field"]["properties"])
    for name in ("list", "map"):
        assert set(shown[name]) == set(SCHEMA["properties"][name]["properties"])
    for name in ("charts", "questions"):
        used = {attribute for each in shown[name] for attribute in each}
        assert used == set(SCHEMA["properties"][name]["items"]["properties"])


def test_the_keywords_of_conditions_are_those_of_the_schema():
    """The table of keywords leaves out none that is taken, and names none that is refused."""
    table = PAGE[PAGE.index("| of the record |") : PAGE.index("No `$ref`")]
    for row, kind in (("of the record", "record-schema"), ("of a field", "value-schema")):
        rows = [line for line in table.splitlines() if line.startswith(f"| {row}")]
        named = set(re.findall(r"`([a-zA-Z]+)`", " ".join(rows))) - {"integer", "money", "many"}
        assert named == set(SCHEMA["$defs"][kind]["properties"])
