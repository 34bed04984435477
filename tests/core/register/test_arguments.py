"""What ops other than put say, and hand-overs."""

from dataclasses import replace

import pytest

from lienvung.core.register.arguments import check_arguments, check_erasable
from lienvung.core.register.entry import parse_entry
from lienvung.core.register.errors import ArgumentsInvalid, DefinitionInvalid, VersionRefused

from .vectors import read_vector

VECTORS = {op: read_vector(f"entry-{op}") for op in ("put", "retire", "merge", "erase", "define", "hand-over")}
ENTRIES = {op: parse_entry(vector["entry"].encode()) for op, vector in VECTORS.items()}
GOOD = {op: vector["item"]["shared"] for op, vector in VECTORS.items()}
DEFINITION = GOOD["define"]["definition"]


@pytest.mark.parametrize(
    ("op", "changes", "rule"),
    [
        ("put", {}, "A1-arguments"),
        ("retire", {"reason": " "}, "A1-arguments"),
        ("retire", {"by": "A"}, "A1-arguments"),
        ("merge", {"into": ENTRIES["merge"].key}, "A3-into"),
        ("merge", {"into": "Không phải khóa"}, "A3-into"),
        ("merge", {"into": 5}, "A3-into"),
        ("erase", {"parts": []}, "A4-scope"),
        ("erase", {"parts": ["personal", "personal"]}, "A4-scope"),
        ("erase", {"parts": "personal"}, "A4-scope"),
        ("erase", {"files": []}, "A7-files"),
        ("erase", {"files": ["ab"]}, "A7-files"),
        ("erase", {"files": ["cd" * 32, "ab" * 32]}, "A7-files"),
        ("erase", {"files": "ab" * 32}, "A7-files"),
        ("define", {"definition": {**DEFINITION, "version": 2}}, "A2-definition"),
        ("define", {"definition": {**DEFINITION, "keys": ""}}, "D4-type"),
        ("define", {"definition": {**DEFINITION, "parts": {"shared": {}}}}, "D10-field-part"),
        ("hand-over", {"cut-size": -1}, "A1-arguments"),
        ("hand-over", {"cut-size": True}, "A1-arguments"),
        ("hand-over", {"cut-root": "00"}, "A1-arguments"),
        ("hand-over", {"act": ""}, "A1-arguments"),
        ("hand-over", {"scope": "some"}, "A4-scope"),
        ("hand-over", {"scope": []}, "A4-scope"),
        ("hand-over", {"new-log": "hai-duong/sample"}, "A5-logs"),
        ("hand-over", {"old-log": "hai-duong/other"}, "A5-logs"),
        ("hand-over", {"old-log": 5}, "A5-logs"),
    ],
)
def test_wrong_arguments_are_refused_by_rule(op, changes, rule):
    """Each op takes exactly its arguments, each of its kind."""
    with pytest.raises((ArgumentsInvalid, DefinitionInvalid)) as refusal:
        check_arguments(ENTRIES[op], {**GOOD[op], **changes})
    assert refusal.value.rule == rule


def test_a_definition_travels_in_normal_form_only():
    """A part that leaves `public` unsaid means the same and is another spelling: its reader refuses it."""
    lax = {**DEFINITION, "parts": {**DEFINITION["parts"], "shared": {}}}
    with pytest.raises(ArgumentsInvalid, match="A2-definition"):
        check_arguments(ENTRIES["define"], {"definition": lax})


def test_a_definition_of_another_register_is_refused():
    """A log defines its own register."""
    other = replace(ENTRIES["define"], register="other", key="other")
    with pytest.raises(ArgumentsInvalid, match="A2-definition"):
        check_arguments(other, GOOD["define"])


def test_only_personal_parts_are_erased(sample):
    """A mistake in a shared part is corrected or retired, never erased."""
    check_erasable(ENTRIES["erase"], {"parts": ["personal"]}, sample.personal_parts)
    with pytest.raises(VersionRefused, match="V5-personal"):
        check_erasable(ENTRIES["erase"], {"parts": ["personal", "shared"]}, sample.personal_parts)


@pytest.mark.parametrize("scope", ["all", GOOD["hand-over"]["scope"]])
def test_a_hand_over_speaks_of_all_or_of_some_keys(scope):
    """A log may pass on everything, or the keys that it lists."""
    check_arguments(ENTRIES["hand-over"], {**GOOD["hand-over"], "scope": scope})
