"""The review page: text or page image at left, proposals at right, each with its form."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from lienvung.digitise.scan import page_sizes
from lienvung.office.node_access import get_node
from lienvung.office.selectors import review as selectors
from lienvung.office.selectors.papers import entered_by_partner
from lienvung.office.selectors.programmes import commitments_of
from lienvung.office.selectors.review import Draft, SourceFile
from lienvung.office.selectors.sides import sides_known
from lienvung.web.intake.draw_form import DrawForm
from lienvung.web.intake.header_form import HeaderForm
from lienvung.web.intake.record_form import Choices, RecordForm, label_of, nodes_as_choices

_MM_PER_POINT = 25.4 / 72
_KINDS = {
    "commitment": gettext_noop("cam kết"),
    "progress-report": gettext_noop("kết quả"),
    "limitation": gettext_noop("hạn chế, vướng mắc"),
    "escalation": gettext_noop("vấn đề vượt thẩm quyền"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal with its form; `questions` are labels of fields only a person can answer."""

    draft: Draft
    title: str
    form: RecordForm
    questions: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    is_wrong: bool

    @property
    def percent(self) -> int:
        """How certain the machine is, in per cent."""
        return round(self.draft.confidence * 100)


def review_page(
    request: HttpRequest,
    paper: SourceFile,
    *,
    header_form: HeaderForm | None = None,
    wrong: RecordForm | None = None,
    wrong_draft: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page; `header_form` or `wrong` is a form that was refused and keeps what was typed."""
    drafts = selectors.proposals(paper)
    header = selectors.header_of(paper)
    partner = entered_by_partner(header.values) if header and header.state == "proposed" else None
    titles = sides_known()
    context = {
        "paper": paper,
        "header": header,
        "header_form": header_form or HeaderForm.of(paper),
        "cards": _cards(drafts, titles, wrong, wrong_draft),
        "confirmed": sum(draft.state == "confirmed" for draft in [*drafts, header] if draft),
        "partner": partner,
        "partner_title": titles.get(partner.document.steward, partner.document.steward) if partner else "",
        **_left_side(request, paper, drafts),
    }
    return render(request, "intake/review.html", context, status=status)


def record_form(draft: Draft, data: object = None) -> RecordForm:
    """Return the form of one proposal."""
    return _form(draft, _choices(sides_known(), draft), data)


def _cards(drafts: list[Draft], titles: Mapping[str, str], wrong: RecordForm | None, wrong_draft: str) -> list[Card]:
    choices = _choices(titles, *drafts)
    return [_card(draft, wrong if wrong and str(draft.pk) == wrong_draft else None, choices) for draft in drafts]


def _card(draft: Draft, wrong: RecordForm | None, choices: Mapping[str, Choices]) -> Card:
    definition = get_node().catalogue[draft.register]
    fields = definition.fields
    form = wrong or _form(draft, choices)
    questions = tuple(label_of(fields[name]) for name in draft.questions if name in fields)
    return Card(draft, gettext(_KINDS[draft.register]), form, questions, _facts(form, draft), wrong is not None)


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


def _choices(titles: Mapping[str, str], *drafts: Draft) -> dict[str, Choices]:
    choices = nodes_as_choices(titles)
    if any(draft.register == "progress-report" for draft in drafts):
        found = commitments_of([])
        choices["commitment"] = [(record.key, str(record.values["text"])[:120]) for record in found]
        choices["commitment"] += [
            (draft.key, str(draft.values.get("text", ""))[:120]) for draft in drafts if draft.register == "commitment"
        ]
    return choices


def _left_side(request: HttpRequest, paper: SourceFile, drafts: list[Draft]) -> dict[str, object]:
    reading = selectors.newest_reading(paper)
    if reading:
        text = selectors.stored_bytes(reading.layer_sha256).decode()
        return {"pieces": selectors.pieces(text, drafts)}
    return {"scan": _scan(request, paper, drafts), "draw_form": DrawForm()}


@dataclass(frozen=True, slots=True)
class Box:
    """A proposal's rectangle in thousandths of its page, for an SVG of 1000 by 1000."""

    draft: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ScanPage:
    """One page image with the rectangles on it; `width` and `height` in millimetres."""

    number: int
    count: int
    width: float
    height: float
    boxes: tuple[Box, ...]

    @property
    def previous(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def following(self) -> int:
        """The page after."""
        return self.number + 1


def _scan(request: HttpRequest, paper: SourceFile, drafts: list[Draft]) -> ScanPage:
    sizes = page_sizes(selectors.stored_bytes(paper.sha256), paper.name)
    asked = request.GET.get("trang", "1")
    number = min(max(int(asked) if asked.isdigit() else 1, 1), len(sizes))
    width, height = sizes[number - 1]
    here = [draft for draft in drafts if draft.passage.get("page") == number]
    boxes = tuple(_box(str(draft.pk), draft.passage["rectangle"], width, height) for draft in here)
    return ScanPage(number, len(sizes), width * _MM_PER_POINT, height * _MM_PER_POINT, boxes)


def _box(name: str, rectangle: list[int], width: float, height: float) -> Box:
    # Hundredths of a point, times ten, over the width in points: thousandths of the page.
    x0, y0, x1, y1 = (corner * 10 for corner in rectangle)
    return Box(name, round(x0 / width), round(y0 / height), round((x1 - x0) / width), round((y1 - y0) / height))
