"""What every store finds, in which order, page by page (node/stores/port/records.py)."""

import pytest

from lienvung.node.errors import UnknownField
from lienvung.node.stores.rows import Query
from tests.contracts.gateways import key, names


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (Query(), [3, 2, 1, 0]),
        (Query(sort=("name",)), [3, 2, 1, 0]),
        (Query(sort=("-name",)), [0, 1, 2, 3]),
        (Query(sort=("length",)), [3, 1, 0, 2]),
        (Query(sort=("-length", "name")), [2, 0, 1, 3]),
        (Query(sort=("kind", "-length")), [2, 3, 0, 1]),
        (Query(sort=("key",)), [0, 1, 2, 3]),
        (Query(where={"kind": "biển"}, sort=("key",)), [2, 3]),
        (Query(where={"length": (3, 5)}, sort=("key",)), [0, 1]),
        (Query(where={"sides": "quang-ninh"}, sort=("key",)), [0, 1]),
        (Query(where={"sides": ("hai-phong",), "kind": "biển"}), [3]),
        (Query(where={"next": key(0)}), [2]),
        (Query(states=("retired",)), [4]),
        (Query(states=("live", "retired"), sort=("key",)), [0, 1, 2, 3, 4]),
        (Query(text="dong tri", sort=("key",)), [0, 1]),
        (Query(text="ĐÔNG TRIỀU", sort=("-key",)), [0, 1]),
        (Query(text="trieu dong", sort=("key",)), [0, 1]),
        (Query(text="tri dong", sort=("key",)), []),
        (Query(text="Ăn Hải", sort=("-key",)), [2, 3]),
        (Query(text="không có"), []),
        (Query(text="!!", sort=("key",)), [0, 1, 2, 3]),
    ],
)
def test_query_finds_and_orders(shown, query, found):
    """Lists filter by one value or several, search without marks (exact ones first), and sort as Vietnamese does."""
    with shown.reading() as reader:
        page = reader.find("gateway", query)
    assert (names(page), page.total, page.next) == (found, len(found), None)


@pytest.mark.parametrize("sort", [("-time",), ("name",), ("-length",)])
@pytest.mark.parametrize("text", ["", "hải", "Hải"])
@pytest.mark.parametrize("after", ["x", "\0", "hai-phong-aaaaaaaaaaaaaaab"])
def test_after_a_record_that_is_not_there_nothing_comes(shown, sort, text, after):
    """A broken cursor ends the reading: from the beginning again it would go on for ever."""
    with shown.reading() as reader:
        page = reader.find("gateway", Query(sort=sort, text=text, after=after))
    assert (page.records, page.next) == ((), None)


@pytest.mark.parametrize("sort", [("-time",), ("name",), ("length",), ("-length",), ("kind", "-length"), ("-kind",)])
@pytest.mark.parametrize("text", ["", "hải", "Hải"])
def test_pages_follow_one_another(shown, sort, text):
    """Pages of any size, one after the other, show each record once and in the order of one long page."""
    with shown.reading() as reader:
        whole = names(reader.find("gateway", Query(sort=sort, text=text)))
        for limit in (1, 2, 3):
            walked: list[int] = []
            after = None
            while True:
                page = reader.find("gateway", Query(sort=sort, text=text, limit=limit, after=after))
                walked += names(page)
                after = page.next
                if after is None:
                    break
            assert walked == whole


def test_count_and_unknown_fields(shown):
    """Counts agree with lists and stop at their cap; a field the register does not have is refused by name."""
    with shown.reading() as reader:
        assert reader.count("gateway") == 4
        assert reader.count("gateway", {"kind": "biển"}) == 2
        assert reader.count("gateway", cap=3) == 3
        assert reader.count("no-such-register") == 0
        for query in (Query(where={"colour": "x"}), Query(sort=("colour",))):
            with pytest.raises(UnknownField):
                reader.find("gateway", query)
