"""Records: the newest valid entry of a key; history: all of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.register.diff import FieldChange, diff
from lienvung.core.register.entry import OPS, parse_entry
from lienvung.core.register.errors import VersionRefused
from lienvung.core.register.record import Version, check_follows, fold_versions

from .vectors import read_vector

ENTRY = parse_entry(read_vector("entry-put")["entry"].encode())
RECORD_OPS = [op for op in OPS if op not in ("define", "hand-over")]
ARGUMENTS = {
    "retire": {"reason": "a"},
    "restore": {"reason": "a"},
    "merge": {"into": "hai-phong-zzzzzzzzzzzzzzzz", "reason": "a"},
    "erase": {"parts": ["personal"], "ground": "a"},
}


def version(index, op="put", origin="hai-phong/sample", states=None, **parts):
    """Return one version; a put says `parts`, other ops their arguments."""
    values = parts or ({"shared": {"name": f"lần {index}"}} if op == "put" else {"shared": ARGUMENTS[op]})
    held = dict.fromkeys(ENTRY.parts, "held")
    return Version(origin, index, replace(ENTRY, op=op), {**held, **(states or {})}, values)


def fold(*ops):
    """Fold versions with these ops."""
    return fold_versions(version(index, op) for index, op in enumerate(ops))


def test_nothing_is_no_record():
    """A key without a valid entry has no record."""
    assert fold() is None
    assert fold("retire", "merge") is None


def test_a_put_replaces_all_values():
    """What a later put does not say is gone from the record, and stays in the history."""
    record = fold_versions([version(0, shared={"name": "A", "cost": 5}), version(1, shared={"name": "B"})])
    assert (record.values, record.index, record.op, record.state) == ({"name": "B"}, 1, "put", "live")


def test_the_record_says_who_and_where():
    """Reserved parts stand apart from the values, all other parts are one flat mapping."""
    record = fold_versions([version(3, shared={"name": "A"}, internal={"note": "n"}, source={"citation": ["b"]})])
    assert (record.values, record.source) == ({"name": "A", "note": "n"}, {"citation": ["b"]})
    assert (record.origin, record.steward, record.digests) == ("hai-phong/sample", "hai-phong", ENTRY.parts)


def test_retired_and_restored():
    """A retired record keeps its values and can come back; until then nothing is put over it."""
    retired = fold("put", "retire", "put")
    assert (retired.state, retired.values, retired.index) == ("retired", {"name": "lần 0"}, 1)
    assert fold("put", "retire", "restore").state == "live"
    assert fold("put", "retire", "restore", "put").values == {"name": "lần 3"}


def test_merging_is_for_good():
    """A merged key leads to another for ever, and only personal data can still be erased from it."""
    merged = fold("put", "merge", "put", "restore", "retire", "merge", "erase")
    assert (merged.state, merged.into, merged.op) == ("merged", "hai-phong-zzzzzzzzzzzzzzzz", "erase")


def test_erasing_hides_the_part_even_where_it_is_still_held():
    """After an erase the part reads as erased, whatever a careless store kept; a later put may say it anew."""
    put = version(0, shared={"name": "A"}, personal={"phone": "0225"})
    erased = fold_versions([put, version(1, "erase")])
    assert (erased.parts["personal"], erased.values) == ("erased", {"name": "A"})
    again = fold_versions([put, version(1, "erase"), version(2, shared={"name": "A"}, personal={"phone": "0226"})])
    assert (again.parts["personal"], again.values) == ("held", {"name": "A", "phone": "0226"})


@pytest.mark.parametrize(
    ("shared", "state"),
    [("held", "live"), ("withheld", "withheld"), ("unavailable", "withheld"), ("invalid", "invalid")],
)
def test_a_record_whose_shared_part_is_not_held_says_so(shared, state):
    """Withheld and bad parts are told apart, and neither stops the steward's next entry."""
    hidden = version(0, states={"shared": shared}, internal={"note": "n"})
    assert fold_versions([hidden]).state == state
    assert fold_versions([hidden, version(1)]).values == {"name": "lần 1"}


def test_a_withheld_merge_still_merges():
    """The op stands in the log; where to is said in a part that may not be ours."""
    record = fold_versions([version(0), replace(version(1, "merge"), values={})])
    assert (record.state, record.into) == ("merged", None)


@pytest.mark.parametrize(
    ("state", "op", "rule"),
    [
        (None, "retire", "V1-first"),
        ("retired", "put", "V2-retired"),
        ("retired", "retire", "V2-retired"),
        ("live", "restore", "V3-live"),
        ("withheld", "restore", "V3-live"),
        ("merged", "put", "V4-merged"),
        ("merged", "restore", "V4-merged"),
    ],
)
def test_what_may_not_follow_is_refused_by_name(state, op, rule):
    """The refusal names the rule that the entry breaks."""
    with pytest.raises(VersionRefused) as refusal:
        check_follows(state, replace(ENTRY, op=op))
    assert (refusal.value.rule, refusal.value.op) == (rule, op)


@given(st.lists(st.sampled_from(RECORD_OPS), max_size=12), st.sampled_from(RECORD_OPS))
def test_a_refused_entry_changes_nothing(ops, op):
    """For any history, one more entry is either refused and the record stays, or is its newest entry."""
    before, after = fold(*ops), fold(*ops, op)
    try:
        check_follows(before.state if before else None, replace(ENTRY, op=op))
    except VersionRefused:
        assert after == before
    else:
        assert (after.index, after.op) == (len(ops), op)


def test_a_diff_names_what_changed():
    """Changed and added fields come in the new order, those that went come last; equal ones are not named."""
    changes = diff({"name": "A", "cost": 5, "open": False}, {"open": True, "name": "A", "sides": ["b"]})
    assert changes == [
        FieldChange("open", False, True),
        FieldChange("sides", None, ["b"]),
        FieldChange("cost", 5, None),
    ]
    assert diff({"name": "A"}, {"name": "A"}) == []


@pytest.mark.parametrize("op", RECORD_OPS)
def test_what_is_said_once_is_not_said_again(op):
    """Where a definition says `once`, the first put stands and nothing may follow it."""
    check_follows(None, ENTRY, once=True)
    with pytest.raises(VersionRefused, match="V7-once"):
        check_follows("live", replace(ENTRY, op=op), once=True)
