"""What one asked to be written and is open again: returned by an approver, or taken back by oneself."""

from dataclasses import dataclass

from django.urls import reverse

from lienvung.office.node_access import get_node
from lienvung.office.selectors.form_drafts import Draft, drafts_sent_back
from lienvung.office.selectors.people import User
from lienvung.office.selectors.titles import values_title
from lienvung.web.registers.editing import RETURNED
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class CameBack:
    """A change of one's own that is open again, why, and where it goes on; `draft` is what may be dropped."""

    register: str
    title: str
    url: str
    reason: str
    draft: Draft


def came_back(seen: Snapshot, user: User, register: str = "") -> list[CameBack]:
    """Return what is open again of a person's own changes, of one register or of all."""
    return [_back(seen, draft) for draft in drafts_sent_back(user, register)]


def _back(seen: Snapshot, draft: Draft) -> CameBack:
    """Return where it goes on: the record's form, its page where nothing can be corrected, or a new record's form.

    What the programme's own registers hold has no form: it is asked for anew where it was, and may be dropped here.
    """
    definition, record = get_node().catalogue[draft.register], seen.reader.record(draft.register, draft.key)
    if record is None:
        form = f"{reverse('registers:create', args=[draft.register])}?{RETURNED}={draft.pk}"
        url = "" if definition.system else form
        title = values_title(definition, draft.values, draft.key)
    else:
        page = "registers:change" if draft.op == Draft.Op.PUT else "web:record"
        url = reverse(page, args=[draft.register, draft.key])
        title = f"{draft.get_op_display()}: {seen.shower.title(record)}"
    return CameBack(say(definition.title), title, url, draft.reason, draft)
