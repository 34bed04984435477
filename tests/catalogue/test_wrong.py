"""Sixty ways to write a register wrongly: each is told with its line, its place and what to do.

Each file in `wrong/` begins with the rule that it breaks, the line and the place, and why that is wrong.
"""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lienvung.catalogue import load_catalogue
from lienvung.catalogue.check import find_faults_beside, with_names
from lienvung.catalogue.strict_yaml import YamlFault, parse_yaml
from lienvung.wording.rules import RULES

from .test_schema import SAID_BY_BOTH, SCHEMA

FILES = sorted((Path(__file__).parent / "wrong").glob("*.yaml"))
ELSEWHERE = {
    "D17-additive": "test_definition.py",
    "D18-compatible": "test_definition.py",
    "D19-many": "test_project.py",
    "D21-fields": "test_definition.py",
    "D36-size": "below",
}


def expected(file):
    """Return (rule, line, place) as a file's first line says."""
    rule, line, place = file.read_text("utf-8").splitlines()[0].removeprefix("# ").split(" ")
    return rule, int(line), "" if place == "-" else place


def faults_of(file):
    return find_faults_beside(file, load_catalogue().keys(), {})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_wrong_definition_is_told_at_its_line(file):
    """The first fault has the rule, the line and the place that the file promises, and all faults have a remedy."""
    faults = [with_names(fault, file.read_bytes()) for fault in faults_of(file)]
    assert (faults[0].rule, faults[0].line, faults[0].field) == expected(file)
    assert all(fault.rule in RULES or fault.rule.startswith("C") for fault in faults)
    assert all(fault.file == str(file) for fault in faults)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_schema_marks_what_is_wrong_with_the_structure(file):
    """An editor with the schema marks each file whose structure is wrong, without our programme."""
    try:
        document = parse_yaml(file.read_bytes()).value
    except YamlFault:
        return
    refused = not Draft202012Validator(SCHEMA).is_valid(document)
    assert refused or not {fault.rule for fault in faults_of(file)} & SAID_BY_BOTH


def test_every_rule_about_definitions_is_broken_once():
    """A rule that no file breaks, and no other test, would be a rule that nobody has seen work."""
    rules = {rule for rule in RULES if rule.startswith("D")}
    assert rules - {expected(file)[0] for file in FILES} == set(ELSEWHERE)
    assert len(FILES) >= 40


@pytest.mark.parametrize(
    ("kind", "number", "one"),
    [
        ("groups", 31, "{{name: g{0}, label: {{vi: G}}}}"),
        ("conditions", 65, "{{before: [since, until]}}"),
        ("charts", 13, "{{by: stage}}"),
        ("questions", 25, "{{name: q{0}, label: {{vi: Q}}, where: {{stage: open}}}}"),
        ("unique", 9, "{{fields: [name], over: [since, until]}}"),
    ],
)
def test_more_than_a_page_can_ask_is_refused(tmp_path, kind, number, one):
    """A definition, whoever sends it, cannot make a page ask without end; the most there may be is taken."""
    base = (Path(__file__).parent / "wrong/map-of-words.yaml").read_text("utf-8").replace("map: {geometry: name}\n", "")
    for count, rules in ((number, ["D36-size"]), (number - 1, [])):
        file = tmp_path / f"{count}.yaml"
        file.write_text(f"{base}{kind}: [{', '.join(one.format(each) for each in range(count))}]\n", "utf-8")
        assert [fault.rule for fault in faults_of(file)] == rules
