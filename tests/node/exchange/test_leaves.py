"""The fast check of leaves accepts nothing that the strict reader refuses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienvung.core.register.entry import Entry, format_entry, parse_entry
from lienvung.core.register.errors import EntryInvalid
from lienvung.core.register.order import LogOrder
from lienvung.node.exchange.leaves import LeafCheck

PARTS = dict.fromkeys(("attribution", "internal", "shared", "source"), "0" * 64)


def leaf(**changes: object) -> bytes:
    fields = {
        "register": "limitation",
        "key": "hai-phong-aaaaaaaaaaaaaaaa",
        "op": "put",
        "time": "2026-11-22T08:00:00Z",
        "definition": "1" * 64,
        "batch": "b" * 16,
        "parts": PARTS,
    }
    return format_entry(Entry(**(fields | changes)))  # type: ignore[arg-type]  # of the test's own making


LEAF = leaf()


def begun() -> LeafCheck:
    """Return a check in the middle of a log."""
    return LeafCheck("limitation", LogOrder(parse_entry(LEAF)))


@pytest.mark.parametrize(
    "changes",
    [{}, {"op": "merge"}, {"time": "2024-02-29T23:59:59Z"}, {"parts": PARTS | {"personal": "2" * 64}}, {"key": "a"}],
)
def test_entries_of_any_form_pass(changes: dict[str, object]) -> None:
    """After a usual entry an unusual one passes too, and a usual one after it."""
    check = begun()
    for each in (LEAF, leaf(**changes), LEAF):
        check.check(each)


@settings(deadline=None)
@given(st.integers(0, len(LEAF) - 1), st.integers(0, 255), st.booleans())
def test_whatever_is_changed_both_readers_agree(place: int, byte: int, cut: bool) -> None:
    """A leaf with any byte replaced or dropped is refused exactly when the strict reader refuses it."""
    changed = LEAF[:place] + (b"" if cut else bytes([byte])) + LEAF[place + 1 :]
    check = begun()
    check.check(LEAF)
    try:
        LogOrder(parse_entry(LEAF)).check(parse_entry(changed, "limitation"))
    except EntryInvalid:
        with pytest.raises(EntryInvalid):
            check.check(changed)
    else:
        check.check(changed)


def test_a_leaf_of_another_register_is_refused() -> None:
    """A log holds entries of its own register."""
    with pytest.raises(EntryInvalid):
        LeafCheck("escalation", LogOrder()).check(LEAF)
