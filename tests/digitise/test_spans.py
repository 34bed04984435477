"""Spans: quick answers equal to those of looking at every span."""

from hypothesis import given
from hypothesis import strategies as st

from lienvung.digitise.spans import Claims, Spans

spans = st.tuples(st.integers(0, 30), st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(spans), spans)
def test_cover_and_touch(known, asked):
    """A range is covered by a span that holds all of it, and touched by one that shares a character."""
    start, end = asked
    assert Spans(known).cover(start, end) == any(begin <= start and end <= stop for begin, stop in known)
    assert Spans(known).touch(start, end) == any(begin < end and start < stop for begin, stop in known)


@given(st.lists(spans))
def test_claims_never_overlap(asked):
    """Each claim is granted exactly when nothing granted before it shares a character."""
    claims = Claims()
    granted: list[tuple[int, int]] = []
    for start, end in asked:
        free = not any(begin < end and start < stop for begin, stop in granted)
        assert claims.claim(start, end) == free
        if free:
            granted.append((start, end))
