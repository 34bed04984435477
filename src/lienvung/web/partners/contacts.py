"""Contacts: add one in two steps, look at one, approve what it changed about itself."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.core.errors import LienVungError
from lienvung.node.contact import Contact, contacts, offered, read_contact
from lienvung.node.exchange.stopping import resumptions
from lienvung.office.access import duties
from lienvung.office.decisions.contact_add import HOW
from lienvung.office.node_access import now
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.decisions import Decision, decisions_of
from lienvung.office.services.contacts import HEARD, contact_fetch, contact_prepare, fingerprint_shown
from lienvung.web.intake.refusals import say
from lienvung.web.selectors.connections import group_fingerprint, register_title
from lienvung.web.selectors.freshness import Freshness, read_freshness
from lienvung.web.selectors.values import Shower
from lienvung.web.snapshot import snapshot

MOST_LETTERS = 64 * 1024
_KINDS = ("contact-add", "contact-update")


class MeetForm(forms.Form):
    """Where the other node's document comes from: its address, a file, or pasted text."""

    address = forms.CharField(
        label=_("Địa chỉ của nút"),
        max_length=253,
        required=False,
        help_text=_("Ví dụ: https://lienvung.quangninh.example. Nút này chỉ gọi đúng địa chỉ đó, một lần."),
    )
    file = forms.FileField(label=_("Hoặc tệp node.json bên kia gửi"), required=False)
    text = forms.CharField(
        label=_("Hoặc dán nội dung node.json"),
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, object]:
        """Refuse a form that names no source, and a file that no node.json is."""
        values = super().clean()
        file = values.get("file")
        if file and file.size > MOST_LETTERS:
            self.add_error("file", gettext("Tệp này quá lớn, không phải node.json."))
        if not any(values.get(name) for name in ("address", "file", "text")):
            raise forms.ValidationError(gettext("Gõ địa chỉ, chọn tệp, hoặc dán nội dung node.json."))
        return values


class CompareForm(forms.Form):
    """What the officer heard, from whom, and how."""

    node_json = forms.CharField(widget=forms.HiddenInput, max_length=MOST_LETTERS, strip=False)
    heard = forms.CharField(
        label=_("Bốn nhóm cuối, nghe bên kia đọc rồi gõ"),
        max_length=40,
        help_text=_("16 chữ và số, viết liền hay cách đều được. Trang này cố ý không hiện chúng."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    compared_with = forms.CharField(label=_("Cán bộ bên kia đã đọc"), max_length=200, help_text=_("Họ tên, cơ quan"))
    compared_how = forms.ChoiceField(
        label=_("Đối chiếu bằng cách nào"), choices=tuple(HOW.items()), initial="voice", widget=forms.RadioSelect
    )


@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def meet(request: HttpRequest) -> HttpResponse:
    """First step: get the other node's document. Nothing is kept yet."""
    form = MeetForm(request.POST, request.FILES) if request.method == "POST" else MeetForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _ask_to_compare(request, _document(form))
        except LienVungError as error:
            form.add_error(None, say(error))
        except UnicodeDecodeError:
            form.add_error("file", gettext("Tệp này không phải node.json."))
    return render(request, "partners/meet.html", {"form": form}, status=422 if form.errors else 200)


@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def compare(request: HttpRequest) -> HttpResponse:
    """Second step: what was heard goes before a second person, or is refused here when it is not the same."""
    form = CompareForm(request.POST or None)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("partners:meet"))
    if form.is_valid():
        values = form.cleaned_data
        node_json = values.pop("node_json").encode()
        try:
            decision = contact_prepare(user=request.user, node_json=node_json, **values)
        except LienVungError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, gettext("Dấu vân khóa khớp. Việc kết nối đang chờ người thứ hai quyết định."))
            return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))
    try:
        offer = read_contact(form.data.get("node_json", "").encode())
    except LienVungError as error:
        messages.error(request, say(error))
        return HttpResponseRedirect(reverse("partners:meet"))
    return _compare_page(request, offer, form, 422)


@dataclass(frozen=True, slots=True)
class ShownKey:
    """One published key: what it is for, its public bytes, and when it speaks."""

    title: str
    key: str
    since: date
    until: date | None
    revoked: bool


@dataclass(frozen=True, slots=True)
class ShownResumption:
    """One decision to follow a stopped register again: which, when, who, why."""

    register: str
    at: str
    officers: str
    reason: str


@dataclass(frozen=True, slots=True)
class ContactPage:
    """One contact: who it is, how its copy is, how it was compared, what it changed about itself."""

    contact: Contact
    freshness: Freshness
    fingerprint: str
    approved_by: str
    approved_at: str
    compared: Decision | None
    compared_with: str
    offer: Contact | None
    keys: list[ShownKey]
    history: list[Decision]
    resumptions: list[ShownResumption]


@duties(get=Duty.READ)
def contact(request: HttpRequest, name: str) -> HttpResponse:
    """Show one contact: its keys, who compared them with whom, and how its copy is."""
    return render(request, "partners/contact.html", {"page": _read(name), **rights(request)})


def _read(name: str) -> ContactPage:
    with snapshot() as seen:
        known = contacts(seen.reader)
        peer = seen.reader.peer(name)
        if peer is None or name not in known:
            raise Http404
        offer = offered(seen.reader, name)
        resumed = _resumptions(seen.shower, name)
        fresh = next(each for each in read_freshness(seen.reader, seen.houses, now()) if each.name == name)
    history = decisions_of(_KINDS, name=name)
    done = [each for each in history if each.state == Decision.State.DONE and each.kind == "contact-add"]
    return ContactPage(
        contact=known[name],
        freshness=fresh,
        fingerprint=group_fingerprint(known[name].fingerprint),
        approved_by=peer.approved_by,
        approved_at=peer.approved_at,
        compared=done[-1] if done else None,
        compared_with=done[-1].facts["compared-with"] if done else "",
        offer=offer,
        keys=_keys(known[name]),
        history=history,
        resumptions=resumed,
    )


def _resumptions(shower: Shower, name: str) -> list[ShownResumption]:
    """Return every decision to follow a log of this partner again, log by log, oldest first."""
    reader = shower.reader
    origins = sorted({row.origin for row in reader.evidence() if row.node == name})
    return [
        ShownResumption(register_title(shower, origin), each["at"], ", ".join(each["officers"]), each["reason"])
        for origin in origins
        for each in resumptions(reader, origin)
    ]


def _keys(contact: Contact) -> list[ShownKey]:
    uses = {
        "log": gettext("ký sổ"),
        "witness": gettext("ký chứng kiến"),
        "request": gettext("ký lượt hỏi"),
        "encryption": gettext("nhận gói mã hóa"),
    }
    return [
        ShownKey(title, each.key.hex(), each.since, each.until, each.revoked is not None)
        for use, title in uses.items()
        for each in getattr(contact.keys, use)
    ]


def rights(request: HttpRequest) -> dict[str, bool]:
    """Tell a template what its reader may prepare, decide and test."""
    role = request.user.role
    return {
        "may_arrange": holds(role, Duty.ARRANGE),
        "may_inspect": holds(role, Duty.INSPECT),
        "may_manage": holds(role, Duty.MANAGE),
    }


def _document(form: MeetForm) -> bytes:
    values = form.cleaned_data
    if values["file"]:
        return values["file"].read()
    return values["text"].strip().encode() or contact_fetch(values["address"])


def _ask_to_compare(request: HttpRequest, node_json: bytes) -> HttpResponse:
    return _compare_page(request, read_contact(node_json), CompareForm(initial={"node_json": node_json.decode()}), 200)


def _compare_page(request: HttpRequest, offer: Contact, form: CompareForm, status: int) -> HttpResponse:
    groups = fingerprint_shown(offer).split()
    context = {
        "offer": offer,
        "rows": [groups[at : at + 4] for at in range(0, len(groups), 4)],
        "hidden": range(HEARD),
        "form": form,
    }
    return render(request, "partners/compare.html", context, status=status)
