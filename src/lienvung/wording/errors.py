"""Say a refusal in Vietnamese: what happened, what is safe, what to do.

The one way from an error's `code` to its wording. The Vietnamese text is itself the message id of the
English catalogue; a face hands in the function that translates, because this ring knows no framework.
A new refusal gets its line in the file of its area; a test keeps the table complete.
"""

from collections.abc import Callable, Mapping

from lienvung.core.errors import LienVungError
from lienvung.wording.exchange import EXCHANGE
from lienvung.wording.formats import FORMATS
from lienvung.wording.house import HOUSE
from lienvung.wording.imports import IMPORTS
from lienvung.wording.keys import KEYS
from lienvung.wording.office import OFFICE
from lienvung.wording.papers import PAPERS
from lienvung.wording.proposals import PROPOSALS
from lienvung.wording.reports import REPORTS
from lienvung.wording.rules import RULES
from lienvung.wording.sentence import UNWORDED, Wording
from lienvung.wording.spatial import SPATIAL
from lienvung.wording.units import UNITS

CONDITION = "I12-schema"

WORDINGS: dict[str, Wording] = {
    **FORMATS,
    **PAPERS,
    **HOUSE,
    **EXCHANGE,
    **KEYS,
    **OFFICE,
    **PROPOSALS,
    **REPORTS,
    **UNITS,
    **SPATIAL,
    **IMPORTS,
}


def explain(error: LienVungError, translate: Callable[[str], str] = str) -> Wording:
    """Return the wording of `error` with its facts filled in."""
    return explain_code(error.code, error.facts(), translate)


def explain_code(code: str, facts: Mapping[str, object], translate: Callable[[str], str] = str) -> Wording:
    """Return the wording of a refusal that was written down: its code and what was known then.

    A code without a line, which a plug-in may bring, still reads as a sentence, and a fact that an older
    version did not write down reads as "…".
    """
    wording = WORDINGS.get(code, UNWORDED)
    known = _Known({"code": code, **facts})
    rule = str(known.get("rule", ""))
    if rule in RULES:
        # Who wrote a condition wrote its sentence too.
        own = rule == CONDITION and known.get("found")
        known["rule"] = f"{rule}: {own or translate(RULES[rule])}"
    return Wording(*(translate(text) % known for text in (wording.happened, wording.safe, wording.do)))


class _Known(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "…"
