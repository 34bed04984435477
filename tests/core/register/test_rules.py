"""The pages and the code name the same rules."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
_PAGES = (
    "item", "part", "entry", "batch", "agreement", "acceptance", "proposal", "node-json", "hand-over", "record-proof",
)  # fmt: skip
_RULE = re.compile(r"\b([A-Z]\d{1,2}-[a-z][a-z0-9-]*[a-z0-9])\b")
WRITTEN = {
    rule
    for page in _PAGES
    for rule in re.findall(
        r"^\| ([A-Z]\d+-[a-z0-9-]+) \|", (_ROOT / f"docs/formats/{page}.md").read_text("utf-8"), re.M
    )
}
NAMED = {
    rule
    for area in ("core/register", "core/agreement", "catalogue")
    for file in (_ROOT / "src/lienvung" / area).rglob("*.py")
    for rule in _RULE.findall(file.read_text("utf-8"))
}


def test_every_rule_that_a_refusal_names_is_on_its_page():
    """Whoever reads a rule's name in an error finds it in docs/formats."""
    assert NAMED <= WRITTEN


@pytest.mark.parametrize("letter", sorted({rule[0] for rule in WRITTEN}))
def test_rules_are_numbered_without_gaps(letter):
    """C1, C2, C3 and so on: a number names one rule for ever."""
    numbers = sorted(int(rule[1:].split("-")[0]) for rule in WRITTEN if rule[0] == letter)
    assert numbers == list(range(1, len(numbers) + 1))
