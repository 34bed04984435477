"""The bounds of a field in words."""

from collections.abc import Callable

from lienvung.wording.sentence import _

_BOUNDS = {
    (True, True): _("từ %(low)s đến %(high)s"),
    (True, False): _("từ %(low)s trở lên"),
    (False, True): _("không quá %(high)s"),
}


def words_of_bounds(low: str, high: str, say: Callable[[str], str]) -> str:
    """Return what lies between two bounds as they are shown, "" where there is neither; `say` translates."""
    return say(_BOUNDS[bool(low), bool(high)]) % {"low": low, "high": high} if low or high else ""
