"""What a clerk does with one proposal: correct and confirm, set aside, take back; or draw a new one on a scan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.text import nfc
from lienvung.office.access import duties
from lienvung.office.roles import Duty
from lienvung.office.selectors import review as selectors
from lienvung.office.selectors.review import Draft
from lienvung.office.services.drafts import draft_confirm, draft_edit, draft_reject, draft_undo
from lienvung.office.services.source_files import draft_draw
from lienvung.web.intake.draw_form import DrawForm
from lienvung.web.intake.papers import paper_or_404
from lienvung.web.intake.record_form import RecordForm
from lienvung.web.intake.refusals import say, tells_refusals
from lienvung.web.intake.review_asked import ReviewAsked, asked_review
from lienvung.web.intake.review_page import record_form, review_page
from lienvung.web.pages.asking import read_number


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
def act(request: HttpRequest, draft: object) -> HttpResponse:
    """Do to a proposal what the pressed button says."""
    found = selectors.draft(draft)
    if found is None:
        raise Http404
    action = _ACTIONS.get(request.POST.get("action", ""))
    return action(request, found) if action else HttpResponseBadRequest()


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@tells_refusals
def draw(request: HttpRequest, paper: object) -> HttpResponse:
    """Propose what a person read inside a rectangle of a page image."""
    source_file = paper_or_404(paper)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return review_page(request, source_file, draw_form=form, status=422)
    made = draft_draw(
        user=request.user,
        source_file=source_file,
        register=form.cleaned_data["register"],
        page=form.cleaned_data["page"],
        rectangle=form.rectangle(),
        exact=nfc(form.cleaned_data["exact"].strip()),
    )
    messages.success(request, gettext("Đã thêm đề xuất; còn phải xác nhận."))
    return HttpResponseRedirect(_review(source_file.pk, page=str(form.cleaned_data["page"])) + f"#de-xuat-{made.pk}")


def _confirm(request: HttpRequest, draft: Draft) -> HttpResponse:
    return _with_values(request, draft, draft_confirm)


def _edit(request: HttpRequest, draft: Draft) -> HttpResponse:
    return _with_values(request, draft, draft_edit)


@tells_refusals
def _reject(request: HttpRequest, draft: Draft) -> HttpResponse:
    draft_reject(user=request.user, draft_id=draft.pk, revision=_revision(request))
    return _next(request, draft)


@tells_refusals
def _undo(request: HttpRequest, draft: Draft) -> HttpResponse:
    draft_undo(user=request.user, draft_id=draft.pk)
    return HttpResponseRedirect(_to_card(asked_review(request), draft, str(draft.pk)))


def _with_values(request: HttpRequest, draft: Draft, service: object) -> HttpResponse:
    """Confirm or save with the typed values; a mistake comes back at its field with everything kept."""
    form = record_form(draft, request.POST)
    if not form.is_valid():
        return _again(request, draft, form)
    try:
        service(  # type: ignore[operator] # one of the two services above
            user=request.user, draft_id=draft.pk, revision=_revision(request), values=form.record_values()
        )
    except ItemInvalid as error:
        form.add_error(error.field if error.field in form.fields else None, say(error))
        return _again(request, draft, form)
    except LienVungError as error:
        form.add_error(None, say(error))
        return _again(request, draft, form, status=409)
    return _next(request, draft)


def _again(request: HttpRequest, draft: Draft, form: RecordForm, status: int = 422) -> HttpResponse:
    return review_page(request, draft.source_file, wrong=form, wrong_draft=str(draft.pk), status=status)


def _next(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Go on to the next open proposal of those chosen, so that a paper is worked through with one key."""
    asked = asked_review(request)
    chosen = asked.chosen(selectors.proposals(draft.source_file))
    after = [each for each in chosen if each.state == "proposed" and each.position > draft.position]
    open_ones = after if asked.by_place and after else [each for each in chosen if each.state == "proposed"]
    return HttpResponseRedirect(_to_card(asked, draft, str(open_ones[0].pk)) if open_ones else _to_end(asked, draft))


def _to_card(asked: ReviewAsked, draft: Draft, name: str) -> str:
    return f"{_review(draft.source_file_id)}{asked.address(**{'de-xuat': name})}#de-xuat-{name}"


def _to_end(asked: ReviewAsked, draft: Draft) -> str:
    return f"{_review(draft.source_file_id)}{asked.filters()}#trinh"


def _review(paper: object, page: str = "") -> str:
    return reverse("intake:review", args=[paper]) + (f"?trang={page}" if page else "")


def _revision(request: HttpRequest) -> int:
    # No draft has revision 0: what is no number is refused as a page that is out of date.
    return read_number(request.POST.get("revision", ""), 0)


_ACTIONS = {"confirm": _confirm, "edit": _edit, "reject": _reject, "undo": _undo}
