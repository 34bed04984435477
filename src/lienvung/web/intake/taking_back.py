"""Rút lại: what one submitted, while nobody decided it; and drop what came back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.office.access import duties
from lienvung.office.roles import Duty
from lienvung.office.selectors import submissions as selectors
from lienvung.office.selectors.form_drafts import drafts_sent_back
from lienvung.office.services.drafts import draft_reject
from lienvung.office.services.submissions import submission_take_back
from lienvung.web.intake.refusals import say


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
def take_back(request: HttpRequest, submission: object) -> HttpResponse:
    """Take back what the reader submitted; it goes on where it can be corrected."""
    found = selectors.submission(submission)
    if found is None:
        raise Http404
    try:
        submission_take_back(user=request.user, submission_id=found.pk)
    except LienVungError as error:
        messages.error(request, say(error))
        return HttpResponseRedirect(reverse("intake:approval", args=[found.pk]))
    messages.success(request, gettext("Đã rút lại; chưa có gì vào sổ. Sửa rồi trình lại, hoặc bỏ hẳn."))
    paper = found.source_file_id
    return HttpResponseRedirect(reverse("intake:review", args=[paper]) if paper else reverse("intake:approvals"))


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
def drop(request: HttpRequest, draft: object) -> HttpResponse:
    """Drop one of the reader's own changes that came back."""
    found = next((each for each in drafts_sent_back(request.user) if each.pk == draft), None)
    if found is None:
        raise Http404
    try:
        draft_reject(user=request.user, draft_id=found.pk, revision=found.revision, reason=found.reason)
    except LienVungError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, gettext("Đã bỏ; sổ vẫn như cũ."))
    return HttpResponseRedirect(reverse("intake:approvals"))
