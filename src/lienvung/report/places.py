"""What follows from a locality's title: its bare name, and its Party committee."""

import re

_RANKED = re.compile(r"(Thành phố|Tỉnh)\s+(.+)", re.IGNORECASE)


def party_committee(title: str) -> str:
    """Return the Party committee of a locality: Thành phố X has a Thành ủy, Tỉnh X a Tỉnh ủy; else the title."""
    found = _RANKED.fullmatch(title)
    if not found:
        return title
    return f"{'Thành ủy' if found[1].lower().startswith('thành') else 'Tỉnh ủy'} {found[2]}"


def place_name(title: str) -> str:
    """Return a locality's name without its rank, as the place of a paper."""
    found = _RANKED.fullmatch(title)
    return found[2] if found else title
