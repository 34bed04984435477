"""The rules that people break themselves are said in words."""

import re
from pathlib import Path

import pytest

from lienvung.core.register.errors import DefinitionInvalid, EntryInvalid, ItemInvalid
from lienvung.wording.errors import explain
from lienvung.wording.rules import RULES

_ROOT = Path(__file__).parents[2]
_PAGES = {"item": "DI", "entry": "AVK", "agreement": "T"}


@pytest.mark.parametrize(("page", "letters"), _PAGES.items())
def test_every_rule_that_people_break_has_words(page: str, letters: str) -> None:
    """Each rule of definitions, items, arguments, versions, keys and terms is worded, and no other."""
    text = (_ROOT / f"docs/formats/{page}.md").read_text("utf-8")
    written = set(re.findall(rf"^\| ([{letters}]\d+-[a-z0-9-]+) \|", text, re.MULTILINE))
    assert written == {rule for rule in RULES if rule[0] in letters}


def test_a_refusal_says_its_rule_in_words() -> None:
    """Whoever wrote a wrong definition reads file, line, field, the rule, and what to do about it."""
    happened = explain(DefinitionInvalid("so-tau.yaml", 7, "fields/0/to", "D13-to")).happened
    assert all(fact in happened for fact in ("so-tau.yaml", "dòng 7", "fields/0/to", "D13-to: kiểu link cần to"))


def test_a_rule_of_signed_bytes_stays_a_number() -> None:
    """What only an operator can act on is named by the number that the page explains."""
    assert "(E7-time)" in explain(EntryInvalid("E7-time")).happened


def test_a_condition_speaks_in_its_own_words() -> None:
    """Where a record breaks a condition, people read the sentence that the register gave it."""
    broken = ItemInvalid("ferry", "seats", "I12-schema", "Tàu gỗ chở nhiều nhất 48 khách")
    assert "I12-schema: Tàu gỗ chở nhiều nhất 48 khách" in explain(broken).happened
    assert "I12-schema: giá trị" in explain(ItemInvalid("ferry", "seats", "I12-schema")).happened
