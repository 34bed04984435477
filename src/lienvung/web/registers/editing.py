"""Write a new record, or other values of one of ours: the form of the register, then an approver."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors.form_drafts import Draft, draft_by_id, draft_sent_back
from lienvung.office.services.record_changes import place_of, record_change, record_create
from lienvung.office.services.source_files import evidence_store
from lienvung.office.services.submissions import Submission
from lienvung.web.intake.refusals import say as say_refusal
from lienvung.web.registers.form import RegisterForm
from lienvung.web.selectors.values import say
from lienvung.web.sent_once import sent_once
from lienvung.web.snapshot import Snapshot, snapshot

RETURNED = "ban-nhap"


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def create(request: HttpRequest, register: str) -> HttpResponse:
    """Ask for a new record of a register."""
    with snapshot() as seen:
        definition = writable(register)
        returned = draft_by_id(register, request.GET.get(RETURNED) or request.POST.get(RETURNED, ""))
        form = _form(request, seen, definition, returned.values if returned else {})
        if request.method == "POST" and form.is_valid():
            instead_of = returned.pk if returned else None
            sent = _send(request, form, partial(record_create, register=register, instead_of=instead_of))
            if sent:
                return _sent(request, sent)
        heading = _("Bản ghi mới: %(register)s") % {"register": say(definition.title)}
        return _page(request, definition, form, {"heading": heading, "returned": returned})


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def change(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Ask for other values of one of our records."""
    with snapshot() as seen:
        definition, record = writable(register), own_live_record(seen, register, key)
        returned = draft_sent_back(register, key)
        values = returned.values if returned and returned.op == Draft.Op.PUT else record.values
        form = _form(request, seen, definition, values, key)
        place = request.POST.get("seen") or place_of(record)
        reason = request.POST.get("ly-do") or (returned.grounds if returned else "")
        if request.method == "POST" and form.is_valid():
            asked = partial(record_change, register=register, key=key, seen=place, reason=reason)
            if sent := _send(request, form, asked):
                return _sent(request, sent)
        more = {
            "heading": _("Sửa bản ghi"), "record": record, "title": seen.shower.title(record), "returned": returned,
            "seen": place, "reason": reason,
        }  # fmt: skip
        return _page(request, definition, form, more)


@duties(get=Duty.DIGITISE)
def offers(request: HttpRequest, register: str, field: str) -> HttpResponse:
    """Offer the records that a link may name, while somebody types."""
    with snapshot() as seen:
        linked = seen.definition(register).fields.get(field)
        if linked is None or linked.datatype != "link":
            raise Http404
        form = RegisterForm(seen.shower, seen.definition(register), request.GET)
        box = form[field]
        widget = form.fields[field].widget
        value = widget.value_from_datadict(request.GET, {}, box.html_name)
        context = widget.get_context(box.html_name, value, {"id": box.auto_id})
        return render(request, "registers/widgets/offers.html", {**context, "name": box.html_name, "id": box.auto_id})


def writable(register: str) -> Definition:
    """Return the definition of a register that people of this node write (Http404)."""
    definition = get_node().catalogue.get(register)
    if definition is None or definition.system:
        raise Http404
    return definition


def own_live_record(seen: Snapshot, register: str, key: str) -> Record:
    """Return a record that this node may change (Http404)."""
    record = seen.record(register, key)
    if record.steward != get_node().name or record.state in ("retired", "merged"):
        raise Http404
    return record


def _form(
    request: HttpRequest, seen: Snapshot, definition: Definition, values: Mapping[str, Any], key: str = ""
) -> RegisterForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return RegisterForm(seen.shower, definition, *sent, values=values, key=key)


def _send(request: HttpRequest, form: RegisterForm, ask: Any) -> Submission | None:
    """Put what was typed before an approver; a refusal becomes an error of the form."""
    try:
        values = form.record_values(lambda upload: _keep(upload, not_secret=form.not_secret))
        return ask(user=request.user, values=values)
    except LienVungError as error:
        form.add_error(None, say_refusal(error))
        return None


def _keep(upload: UploadedFile, *, not_secret: bool) -> str:
    return evidence_store(str(upload.name), upload.read(), not_secret=not_secret)


def _sent(request: HttpRequest, submission: Submission) -> HttpResponse:
    messages.success(request, _("Đã trình người duyệt; chưa ghi vào sổ."))
    return HttpResponseRedirect(reverse("intake:approval", args=[submission.pk]))


def _page(request: HttpRequest, definition: Definition, form: RegisterForm, more: Mapping[str, Any]) -> HttpResponse:
    register = definition.register
    record = more.get("record")
    back = reverse("web:record", args=[register, record.key]) if record else reverse("web:register", args=[register])
    context = {"form": form, "definition": definition, "register_title": say(definition.title), "back": back, **more}
    return render(request, "registers/form.html", context, status=422 if form.errors else 200)
