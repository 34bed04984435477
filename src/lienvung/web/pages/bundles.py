"""Gói dữ liệu ngoại tuyến: give a partner what it may have as one file, and take one in after looking at it."""

import uuid

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.node.contact import contacts
from lienvung.node.exchange.bundle_import import look_into_bundle
from lienvung.office.access import duties
from lienvung.office.body_limit import may_be_long
from lienvung.office.bundle_upload import MAX_BUNDLE, BundleUploadHandler, clear_old
from lienvung.office.node_access import get_node, now
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.bundles import (
    import_job,
    last_failed_export,
    lying_incoming,
    lying_outgoing,
    open_exports,
)
from lienvung.office.services.bundles import (
    CHOICES,
    bundle_drop,
    bundle_export_queue,
    bundle_import_queue,
    incoming,
    outgoing,
)
from lienvung.web.intake.refusals import say, say_again
from lienvung.web.selectors.bundles import read_crossings, read_estimates, show_seen
from lienvung.web.snapshot import snapshot

SECONDS_BETWEEN_LOOKS = "2"


@duties(get=Duty.READ)
def bundles(request: HttpRequest) -> HttpResponse:
    """Show what can be given as a file, what lies here, and every bundle that changed hands with its receipts."""
    clear_old(now())
    may_arrange = holds(request.user.role, Duty.ARRANGE)
    with snapshot() as seen:
        known = contacts(seen.reader)
        context = {
            "partners": [(name, seen.houses[name].title) for name in sorted(known)],
            "crossings": read_crossings(seen),
            "may_arrange": may_arrange,
        }
    chosen = request.GET.get("ben", "")
    if may_arrange:
        running = open_exports()
        failed = last_failed_export()
        context |= {
            "incoming": lying_incoming(),
            "outgoing": lying_outgoing(),
            "running": running,
            "failed": say_again(failed.refusal) if failed else "",
            "chosen": chosen,
            "estimates": read_estimates(known[chosen]) if chosen in known else [],
            "most": MAX_BUNDLE // 2**30,
        }
    response = render(request, "web/bundles.html", context)
    if context.get("running"):
        response["Refresh"] = SECONDS_BETWEEN_LOOKS
    return response


@require_POST
@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def export(request: HttpRequest) -> HttpResponse:
    """Begin to write a bundle for a partner; the page shows when it can be fetched."""
    choice = request.POST.get("tu", "")
    if choice not in CHOICES:
        raise Http404
    try:
        bundle_export_queue(user=request.user, partner=request.POST.get("ben", ""), choice=choice)
    except LienVungError as error:
        messages.error(request, say(error))
    return HttpResponseRedirect(reverse("web:bundles"))


@duties(get=Duty.ARRANGE)
def bundle_file(request: HttpRequest, partner: str, bundle: uuid.UUID) -> FileResponse:
    """Give a written bundle, streamed from where it lies."""
    path = outgoing(partner, bundle)
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"goi-{partner}-{now():%Y%m%d}.zip")
    response["Cache-Control"] = "private, no-store"
    return response


@csrf_exempt
@may_be_long(MAX_BUNDLE)
@require_POST
@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def upload(request: HttpRequest) -> HttpResponse:
    """Take an uploaded file to the node's own folder; the forgery token is judged while it streams in."""
    request.upload_handlers = [BundleUploadHandler(request)]
    return _uploaded(request)


@csrf_protect
def _uploaded(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, gettext("Chọn một tệp gói dữ liệu."))
        return HttpResponseRedirect(reverse("web:bundles"))
    return HttpResponseRedirect(reverse("web:bundle", args=[file.name]))


@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def bundle(request: HttpRequest, bundle: uuid.UUID) -> HttpResponse:
    """Say what an uploaded bundle holds, verified; take it in, or throw it away."""
    path, job = incoming(bundle), import_job(bundle)
    if request.method == "POST":
        return _act(request, bundle)
    if job is not None and job.state in (job.State.QUEUED, job.State.RUNNING):
        response = render(request, "web/bundle.html", {"job": job, "bundle": bundle})
        response["Refresh"] = SECONDS_BETWEEN_LOOKS
        return response
    if not path.exists():
        if job is None:
            raise Http404
        return render(request, "web/bundle.html", {"done": True, "refusal": say_again(job.refusal), "bundle": bundle})
    context = {"bundle": bundle, "refusal": say_again(job.refusal) if job else ""}
    try:
        looked = look_into_bundle(get_node(), path)
    except LienVungError as error:
        return render(request, "web/bundle.html", {**context, "refusal": say(error), "broken": True})
    with snapshot() as seen:
        context |= {"seen": show_seen(seen, looked)}
    return render(request, "web/bundle.html", context)


def _act(request: HttpRequest, bundle: uuid.UUID) -> HttpResponse:
    if request.POST.get("action") == "drop":
        bundle_drop(user=request.user, upload=bundle)
        messages.success(request, gettext("Đã bỏ tệp gói. Không có gì được ghi."))
        return HttpResponseRedirect(reverse("web:bundles"))
    if not incoming(bundle).exists():
        raise Http404
    bundle_import_queue(user=request.user, upload=bundle)
    return HttpResponseRedirect(reverse("web:bundle", args=[bundle]))
