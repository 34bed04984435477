"""The review page: text or page image at left, proposals at right, each with its form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from lienvung.office.node_access import get_node
from lienvung.office.selectors import review as selectors
from lienvung.office.selectors.papers import entered_by_partner
from lienvung.office.selectors.programmes import commitments_of
from lienvung.office.selectors.review import Draft, SourceFile
from lienvung.office.selectors.sides import sides_known
from lienvung.web.intake.draw_form import DrawForm
from lienvung.web.intake.header_form import HeaderForm
from lienvung.web.intake.record_form import Choices, RecordForm, label_of, nodes_as_choices
from lienvung.web.intake.review_asked import CARDS, asked_review
from lienvung.web.intake.review_left import LeftSide, left_side
from lienvung.web.intake.review_pages import KINDS, card_pages


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal with its form; `questions` are labels of fields only a person can answer."""

    draft: Draft
    title: str
    form: RecordForm
    questions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    is_wrong: bool
    passage: str

    @property
    def percent(self) -> int:
        """How certain the machine is, in per cent."""
        return round(self.draft.confidence * 100)


def review_page(
    request: HttpRequest,
    paper: SourceFile,
    *,
    header_form: HeaderForm | None = None,
    draw_form: DrawForm | None = None,
    wrong: RecordForm | None = None,
    wrong_draft: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page; a form that is handed over was refused and keeps what was typed."""
    drafts = selectors.proposals(paper)
    header = selectors.header_of(paper)
    partner = entered_by_partner(header.values) if header and header.state == "proposed" else None
    titles = sides_known()
    asked = asked_review(request)
    chosen = asked.chosen(drafts)
    asked = replace(asked, focus=wrong_draft or asked.focus).in_sight(chosen)
    shown = chosen[(asked.page - 1) * CARDS : asked.page * CARDS]
    left = left_side(paper, drafts, shown, asked)
    asked = replace(asked, part=left.number)
    choices = _choices(titles, header, drafts, shown)
    context = {
        "paper": paper,
        "header": header,
        "header_form": header_form or HeaderForm.of(paper),
        "cards": [_card(draft, wrong if str(draft.pk) == wrong_draft else None, choices, left) for draft in shown],
        "pages": card_pages(asked, chosen, drafts),
        "asked": asked,
        "confirmed": sum(draft.state == "confirmed" for draft in [*drafts, header] if draft),
        "partner": partner,
        "partner_title": titles.get(partner.document.steward, partner.document.steward) if partner else "",
        "left": left,
        "draw_form": (draw_form or DrawForm()) if left.scan else None,
    }
    return render(request, "intake/review.html", context, status=status)


def record_form(draft: Draft, data: object = None) -> RecordForm:
    """Return the form of one proposal."""
    paper = draft.source_file
    choices = _choices(sides_known(), selectors.header_of(paper), selectors.proposals(paper), [draft])
    return _form(draft, choices, data)


def _card(draft: Draft, wrong: RecordForm | None, choices: Mapping[str, Choices], left: LeftSide) -> Card:
    definition = get_node().catalogue[draft.register]
    fields = definition.fields
    form = wrong or _form(draft, choices)
    questions = tuple(label_of(fields[name]) for name in draft.questions if name in fields)
    return Card(
        draft,
        gettext(KINDS[draft.register]),
        form,
        questions,
        _facts(form, draft),
        wrong is not None,
        left.passages.get(str(draft.pk), ""),
    )


def _form(draft: Draft, choices: Mapping[str, Choices], data: object = None) -> RecordForm:
    definition = get_node().catalogue[draft.register]
    return RecordForm(definition, data, values=draft.values, choices=choices, prefix=f"d{draft.pk.hex[:8]}")


def _facts(form: RecordForm, draft: Draft) -> tuple[tuple[str, str], ...]:
    """What the proposal says besides its text, in words."""
    shown = []
    for name, field in form.fields.items():
        value = draft.values.get(name)
        if name != "text" and value:
            shown.append((str(field.label), _in_words(field, value)))
    return tuple(shown)


def _in_words(field: Field, value: object) -> str:
    names = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [field.prepare_value(value)]
    return ", ".join(names.get(str(each), str(each)) for each in values)


def _choices(
    titles: Mapping[str, str], header: Draft | None, drafts: Sequence[Draft], shown: Iterable[Draft]
) -> dict[str, Choices]:
    """Sides by title; for results also the commitments they may belong to: the paper's own, and its programmes'."""
    choices = nodes_as_choices(titles)
    if any(draft.register == "progress-report" for draft in shown):
        named = header.values.get("programmes", []) if header else []
        found = commitments_of(list(named))
        held = [(record.key, str(record.values.get("text", record.key))[:120]) for record in found]
        drawn = [
            (draft.key, str(draft.values.get("text", ""))[:120])
            for draft in drafts
            if draft.register == "commitment" and draft.state != "sent"
        ]
        choices["commitment"] = [*held, *drawn]
    return choices
