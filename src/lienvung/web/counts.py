"""Counts as people read them: beyond a thousand nobody waits for the exact number."""

from django.utils.translation import ngettext

from lienvung.node.stores.port import COUNT_CAP
from lienvung.web.numbers import show_number


def capped(count: int) -> str:
    """Return a count that was capped at COUNT_CAP: "1.000+"."""
    return f"{show_number(COUNT_CAP - 1)}+" if count >= COUNT_CAP else show_number(count)


def count_words(count: int) -> str:
    """Return how many records there are, in words."""
    return ngettext("%(n)s bản ghi", "%(n)s bản ghi", count) % {"n": capped(count)}
