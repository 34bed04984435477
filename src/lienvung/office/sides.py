"""Which sides a phrase names: "Sở Du lịch thành phố Hải Phòng" is Hải Phòng, "hai địa phương" is every party."""

import re
from collections.abc import Iterable, Mapping

from lienvung.core.text import fold

_TYPE_WORDS = re.compile(r"^(thanh pho|tinh)\s+")
_ALL_TOGETHER = re.compile(r"\b(hai|ba|cac|moi|ca hai)\s+(dia phuong|ben|thanh pho|tinh)\b")


def sides_named(phrases: Iterable[str], sides: Mapping[str, str], parties: Iterable[str]) -> tuple[str, ...]:
    """Return the node names that the phrases name, in the order of `sides` (node name -> title).

    A phrase that says "both" means the sides among `parties`; with no parties known it names nobody.
    """
    folded = [fold(phrase) for phrase in phrases]
    named = {node for node, title in sides.items() if any(_names(title, phrase) for phrase in folded)}
    if not named and any(_ALL_TOGETHER.search(phrase) for phrase in folded):
        party_words = [fold(party) for party in parties]
        named = {node for node, title in sides.items() if any(_names(title, party) for party in party_words)}
    return tuple(node for node in sides if node in named)


def _names(title: str, folded_phrase: str) -> bool:
    name = _TYPE_WORDS.sub("", fold(title))
    return re.search(rf"\b{re.escape(name)}\b", folded_phrase) is not None
