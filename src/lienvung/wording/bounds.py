"""The bounds of a field in words."""

from collections.abc import Callable

from lienvung.core.register.definition import Field
from lienvung.wording.sentence import _

_BOUNDS = {
    (True, True): _("từ %(low)s đến %(high)s"),
    (True, False): _("từ %(low)s trở lên"),
    (False, True): _("không quá %(high)s"),
}


def words_of_bounds(field: Field, say: Callable[[str], str], show: Callable[[Field, str], str]) -> str:
    """Return what lies within the bounds of a field, "" of one without; `show` spells a bound, `say` translates."""
    said = _BOUNDS.get((bool(field.minimum), bool(field.maximum)))
    if said is None:
        return ""
    shown = {"low": field.minimum, "high": field.maximum}
    return say(said) % {end: show(field, bound) if bound else "" for end, bound in shown.items()}
