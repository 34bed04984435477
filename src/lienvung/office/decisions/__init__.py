"""Acts that take two people, one module a kind.

To add a kind: write `office/decisions/<kind>.py` with one `KIND = Kind(code="<kind>", …)` (see `kind.Kind`), name it
in KINDS below, and call `services.decisions.prepare_decision(user=, kind="<kind>", facts={…})` from the page on
which a person prepares it. Facts are JSON without floats and say everything that `perform` needs: bytes as text,
records by key, never a row of the office that may change meanwhile. The pages /quyet-dinh/ list it, show what
`describe` says, and let another person with the duty `decides` carry it out or return it; nothing else is to do.
A kind that needs more than lines to be judged adds a template in `web/pages/decision_details.py`.
"""

from lienvung.office.decisions import (
    agreement_answer,
    agreement_propose,
    boundary_withdraw,
    contact_add,
    contact_update,
    erase,
    hand_over_answer,
    hand_over_claim,
    hand_over_give,
    log_resume,
    proposal_accept,
    proposal_refuse,
    proposal_send,
    register_add,
    register_extend,
    register_import,
)
from lienvung.office.decisions.kind import Facts, Kind, Line, People

__all__ = ["KINDS", "Facts", "Kind", "Line", "People"]

_MODULES = (
    contact_add,
    contact_update,
    log_resume,
    agreement_propose,
    agreement_answer,
    proposal_send,
    proposal_accept,
    proposal_refuse,
    hand_over_give,
    hand_over_answer,
    hand_over_claim,
    erase,
    register_import,
    register_add,
    register_extend,
    boundary_withdraw,
)
KINDS: dict[str, Kind] = {module.KIND.code: module.KIND for module in _MODULES}
