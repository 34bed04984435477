"""Số hóa: take papers in, name them, and look at text and proposals side by side."""

from contextlib import suppress
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.core.register.errors import ItemInvalid
from lienvung.digitise.scan import render_page
from lienvung.office.access import duties
from lienvung.office.errors import DraftMoved, PaperEnteredByPartner
from lienvung.office.roles import Duty
from lienvung.office.selectors import review as selectors
from lienvung.office.selectors.review import SourceFile
from lienvung.office.services.drafts import draft_edit
from lienvung.office.services.jobs import job_queue
from lienvung.office.services.papers import paper_confirm
from lienvung.office.services.source_files import source_file_upload
from lienvung.office.services.submissions import paper_submit
from lienvung.web.intake.header_form import HeaderForm
from lienvung.web.intake.refusals import say, say_again, tells_refusals
from lienvung.web.intake.review_page import review_page
from lienvung.web.intake.upload_field import NOT_DECLARED, PaperField

_SECONDS_BETWEEN_LOOKS = "2"
_PAGE_DPI = 110


class UploadForm(forms.Form):
    """A paper and the declaration without which nothing is taken in."""

    file = PaperField(label=_("Tệp văn bản (.docx, .pdf, .html, .txt)"))
    not_secret = forms.BooleanField(
        label=_("Tôi cam đoan văn bản này không chứa bí mật nhà nước (không MẬT)."),
        error_messages={"required": NOT_DECLARED},
    )


@duties(get=Duty.INSPECT, post=Duty.DIGITISE)
def queue(request: HttpRequest) -> HttpResponse:
    """List the papers in work; take a new one in."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        taken = _take_in(request, form)
        if taken:
            return taken
    papers = selectors.source_files()
    context = {"form": form, "papers": papers, "reading": any(paper.state == "stored" for paper in papers)}
    return render(request, "intake/queue.html", context, status=422 if form.is_bound else 200)


@duties(get=Duty.INSPECT)
def review(request: HttpRequest, paper: object) -> HttpResponse:
    """Show a paper's text or page beside what was found in it; while it is being read, how far that is."""
    source_file = paper_or_404(paper)
    if source_file.state == "read":
        return review_page(request, source_file)
    job = selectors.open_job(source_file)
    context = {"paper": source_file, "job": job, "refusal": say_again(job.refusal) if job else ""}
    response = render(request, "intake/reading.html", context)
    if source_file.state == "stored":
        response["Refresh"] = _SECONDS_BETWEEN_LOOKS
    return response


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
def read_again(request: HttpRequest, paper: object) -> HttpResponse:
    """Queue the reading of a paper whose reading failed."""
    source_file = paper_or_404(paper)
    job_queue(kind="digitise", subject=source_file.pk, by=request.user)
    return _to_review(source_file)


@duties(get=Duty.INSPECT)
def original(request: HttpRequest, paper: object) -> HttpResponse:
    """Give the original file, byte by byte, as an attachment that no browser renders."""
    source_file = paper_or_404(paper)
    response = HttpResponse(selectors.stored_bytes(source_file.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{_quoted(source_file.name)}"
    response["Cache-Control"] = "no-store"
    return response


@duties(get=Duty.INSPECT)
def page_image(request: HttpRequest, paper: object, page: int) -> HttpResponse:
    """Draw one page of a PDF, counted from 1."""
    source_file = paper_or_404(paper)
    try:
        image = render_page(selectors.stored_bytes(source_file.sha256), page - 1, _PAGE_DPI, source_file.name)
    except (IndexError, LienVungError):
        raise Http404 from None
    return HttpResponse(image, content_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
def header(request: HttpRequest, paper: object) -> HttpResponse:
    """Confirm number, issuers, date, subject and programme of a paper."""
    source_file = paper_or_404(paper)
    form = HeaderForm.of(source_file, request.POST)
    if not form.is_valid():
        return review_page(request, source_file, header_form=form, status=422)
    try:
        paper_confirm(
            user=request.user,
            source_file=source_file,
            revision=form.cleaned_data["revision"],
            values=form.record_values(),
            programmes=form.cleaned_data["programmes"],
            new_programme=form.new_programme(),
        )
    except ItemInvalid as error:
        form.add_error(error.field if error.field in form.fields else None, say(error))
        return review_page(request, source_file, header_form=form, status=422)
    except PaperEnteredByPartner as error:
        return _offer_acceptance(request, source_file, form, error)
    except LienVungError as error:
        form.add_error(None, say(error))
        return review_page(request, source_file, header_form=form, status=409)
    messages.success(request, gettext("Đã xác nhận phần đầu văn bản. Có thể xác nhận từng đề xuất."))
    return _to_review(source_file)


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@tells_refusals
def submit(request: HttpRequest, paper: object) -> HttpResponse:
    """Put what is confirmed before an approver."""
    source_file = paper_or_404(paper)
    submission = paper_submit(user=request.user, source_file=source_file)
    count = submission.drafts.count()
    said = ngettext("Đã trình %(n)d dòng để duyệt.", "Đã trình %(n)d dòng để duyệt.", count) % {"n": count}
    messages.success(request, said)
    return HttpResponseRedirect(reverse("intake:approval", args=[submission.pk]))


def paper_or_404(paper: object) -> SourceFile:
    """Return the paper or raise Http404."""
    found = selectors.source_file(paper)
    if found is None:
        raise Http404
    return found


def _take_in(request: HttpRequest, form: UploadForm) -> HttpResponse | None:
    file = form.cleaned_data["file"]
    try:
        upload = source_file_upload(
            user=request.user, name=file.name, data=file.read(), not_secret=form.cleaned_data["not_secret"]
        )
    except LienVungError as error:
        form.add_error("file", say(error))
        return None
    if not upload.is_new:
        by = upload.source_file.uploaded_by
        messages.info(request, gettext("Tệp này đã được %(by)s tải lên trước đó; mở lại bản đã có.") % {"by": by})
    return _to_review(upload.source_file)


def _offer_acceptance(
    request: HttpRequest, source_file: SourceFile, form: HeaderForm, error: PaperEnteredByPartner
) -> HttpResponse:
    """Keep what was typed, unconfirmed, so that the page can show what the partner drew from the same paper."""
    messages.error(request, say(error))
    header = selectors.header_of(source_file)
    assert header is not None, "its form was sent"
    with suppress(DraftMoved):
        draft_edit(
            user=request.user,
            draft_id=header.pk,
            revision=form.cleaned_data["revision"],
            values=form.record_values(),
        )
    return _to_review(source_file)


def _to_review(source_file: SourceFile) -> HttpResponse:
    return HttpResponseRedirect(reverse("intake:review", args=[source_file.pk]))


def _quoted(name: str) -> str:
    return quote(name, safe="")
