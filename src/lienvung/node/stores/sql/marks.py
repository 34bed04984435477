"""Which records come first where a text is looked for with its marks: see search_text.py for what is promised."""

from typing import Final

from lienvung.node.stores.port import COUNT_CAP
from lienvung.node.stores.search_text import fold_words, holds_marked, holds_phrase, marked_words
from lienvung.node.stores.sql.matching import Counted
from lienvung.node.stores.sql.search import Search
from lienvung.node.stores.sql.walking import Found

AHEAD: Final = 4
"""So many pages are looked at first for records with the marks."""


def ranked(search: Search, counted: Counted) -> list[Found]:
    """Return the next records, one more than the page shows: those with the marks, then all others.

    How many match does not matter to what that costs, and whoever reads on reads them all.
    """
    wanted, after = search.query.limit + 1, search.query.after
    if counted.few is not None and search.total_of(counted) < COUNT_CAP:
        return _after(_all_ranked(search, counted), after)[:wanted]
    marked, all_met = _marked(search, counted, AHEAD * wanted)
    found = _after(marked, after)
    if len(found) < wanted and not all_met:
        marked, _ = _marked(search, counted, COUNT_CAP)
        found = _after(marked, after)
    if len(found) >= wanted:
        return found[:wanted]
    others = search.without(marked)
    left = counted.numbers and sorted({*counted.numbers} - {each.number for each in marked})
    place = None if after is None or any(each.key == after for each in marked) else search.place_of(after)
    return found + others.behind(counted._replace(numbers=left), place, wanted - len(found))


def _all_ranked(search: Search, counted: Counted) -> list[Found]:
    """Return all records, which are few."""
    folded, marked = fold_words(search.query.text), marked_words(search.query.text)
    found = search.behind(counted, None, COUNT_CAP)
    said = zip(found, search.words_of(found), strict=True)
    first = {each for each, words in said if holds_phrase(words, folded) and holds_marked(words, marked)}
    return sorted(found, key=lambda each: each not in first)


def _marked(search: Search, counted: Counted, reach: int) -> tuple[list[Found], bool]:
    """Return, of the first so many that hold the words together, those with the marks; and whether these are all."""
    near = search.together()
    lying = counted if near is search else near.counted()
    reach = COUNT_CAP if lying.few is not None else min(reach, COUNT_CAP)
    first = near.behind(lying, None, reach)
    marked, said = marked_words(search.query.text), zip(first, near.words_of(first), strict=True)
    return [each for each, words in said if holds_marked(words, marked)], len(first) < reach or reach == COUNT_CAP


def _after(marked: list[Found], key: str | None) -> list[Found]:
    """Return those after a record; none, where it is one of the others."""
    if key is None:
        return marked
    passed = [at for at, each in enumerate(marked, 1) if each.key == key]
    return marked[passed[0] :] if passed else []
