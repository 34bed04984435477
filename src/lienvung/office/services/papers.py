"""Name a paper: its number, issuers, date, subject and programme. Everything found in it hangs on this."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from lienvung.digitise import split_joint
from lienvung.office.errors import PaperAlreadyHere, PaperEnteredByPartner
from lienvung.office.models import Draft, SourceFile, User
from lienvung.office.selectors.papers import canonical_number, entered_by_partner, entered_here
from lienvung.office.services.drafts import draft_confirm, draft_propose, draft_reject, draft_undo

Values = Mapping[str, Any]
_OPEN = (Draft.State.PROPOSED, Draft.State.CONFIRMED)


@transaction.atomic
def paper_confirm(
    *,
    user: User,
    source_file: SourceFile,
    revision: int,
    values: Values,
    programmes: list[str],
    new_programme: Values | None = None,
) -> Draft:
    """Confirm the header of a paper and hang its proposals on it and on its programmes.

    `programmes` are keys of programmes that exist; `new_programme` are the values of one to be made with
    this paper. PaperEnteredByPartner and PaperAlreadyHere keep one paper from being entered twice.
    """
    draft = source_file.drafts.get(register="document")
    number = str(values.get("number", ""))
    named = {**values, "number": canonical_number(number), "number-printed": values.get("number-printed") or number}
    if "issuers" in values:
        # Joint headers are printed, and pasted, in one line; each body is an issuer of its own.
        named["issuers"] = [body for line in values["issuers"] for body in split_joint(str(line))]
    _refuse_second_entry({**draft.values, **named}, source_file)
    made = _programme_make(user, source_file, new_programme)
    confirmed = draft_confirm(
        user=user, draft_id=draft.id, revision=revision, values={**named, "programmes": [*programmes, *made]}
    )
    _hang(source_file, confirmed)
    return confirmed


def _refuse_second_entry(values: Values, source_file: SourceFile) -> None:
    partner = entered_by_partner(values)
    if partner:
        raise PaperEnteredByPartner(partner.document.steward, partner.document.key)
    here = entered_here(values, besides=source_file)
    if here is not None:
        origin = str(here.source_file_id) if isinstance(here, Draft) else ""
        raise PaperAlreadyHere(str(values.get("number") or values.get("subject", "")), origin)


def _programme_make(user: User, source_file: SourceFile, values: Values | None) -> list[str]:
    """Confirm the programme that is made with this paper; one from an earlier try is used again or set aside."""
    earlier = source_file.drafts.filter(register="programme", state__in=_OPEN).first()
    if earlier and earlier.state == Draft.State.CONFIRMED:
        earlier = draft_undo(user=user, draft_id=earlier.id)
    if not values:
        if earlier:
            draft_reject(user=user, draft_id=earlier.id, revision=earlier.revision)
        return []
    draft = earlier or draft_propose(
        user=user, register="programme", origin=Draft.Origin.FORM, source_file=source_file, values=values
    )
    return [draft_confirm(user=user, draft_id=draft.id, revision=draft.revision, values=values).key]


def _hang(source_file: SourceFile, header: Draft) -> None:
    """Give every open proposal of the paper its document, programmes, nature and day, where it has none."""
    inherited = {
        "document": header.key,
        "programmes": header.values.get("programmes", []),
        "nature": header.values["nature"],
    }
    for draft in source_file.drafts.filter(state=Draft.State.PROPOSED).exclude(register__in=["document", "programme"]):
        wanted = {**inherited, **_day_of(draft, header)}
        if draft.register == "progress-report":
            wanted = {"nature": inherited["nature"], **_day_of(draft, header)}
        draft.values = {**draft.values, **{name: value for name, value in wanted.items() if value}}
        draft.questions = [name for name in draft.questions if name not in draft.values]
        draft.save()


def _day_of(draft: Draft, header: Draft) -> dict[str, object]:
    field = {"commitment": "agreed-on", "progress-report": "reported-on", "limitation": "since"}.get(draft.register)
    return {field: header.values.get("issued-on", "")} if field and not draft.values.get(field) else {}
