"""Real and illustrative data, told apart in every address and never summed."""

from collections.abc import Mapping

from lienvung.core.programme.records import ILLUSTRATIVE, REAL

PARAMETER, SPELLED = "tinh_chat", "minh-hoa"


def asked_nature(query: Mapping[str, str]) -> str:
    """Return the nature of data that an address asks for; real unless it says otherwise."""
    return ILLUSTRATIVE if query.get(PARAMETER) == SPELLED else REAL


def nature_filter(nature: str) -> dict[str, str]:
    """Return the part of an address that asks for this nature."""
    return {PARAMETER: SPELLED} if nature == ILLUSTRATIVE else {}
