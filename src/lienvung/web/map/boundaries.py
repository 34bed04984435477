"""Ranh giới chính thức: bring a layer of units, see what it would change, have it approved; withdraw one."""

from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from lienvung.core.errors import LienVungError
from lienvung.office.access import duties
from lienvung.office.node_access import get_node, today
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.boundaries import BOUNDARY, HeldLayer, held_layers
from lienvung.office.selectors.imports import RegisterImport, import_by_id, imports_of, is_open
from lienvung.office.services.boundaries import boundary_bring, boundary_withdraw
from lienvung.spatial.projection import TM3, VN2000, VN2000_UTM, WGS84
from lienvung.web.intake.import_progress import read_progress, stage_words
from lienvung.web.intake.refusals import say, tells_refusals
from lienvung.web.intake.upload_field import NOT_DECLARED, PaperField
from lienvung.web.map.boundary_rows import boundary_rows
from lienvung.web.sent_once import sent_once
from lienvung.web.snapshot import Snapshot, snapshot


def _projections() -> Iterator[tuple[str, str | Promise]]:
    yield "", _("như tệp nêu")
    yield WGS84, "WGS 84"
    yield VN2000, _("VN-2000, độ")
    for code, zone in zip(VN2000_UTM, ("48", "49"), strict=True):
        yield code, _("VN-2000, UTM múi %(zone)s") % {"zone": zone}
    for meridian, code in TM3.items():
        yield code, _("VN-2000, múi 3°, kinh tuyến trục %(meridian)s") % {"meridian": _degrees(meridian)}


def _degrees(decimal: str) -> str:
    """Return 107.75 as 107°45'."""
    whole, _point, part = decimal.partition(".")
    return f"{whole}°{round(float(f'0.{part or 0}') * 60):02}'"


class LayerForm(forms.Form):
    """A layer and what holds for all of it."""

    file = PaperField(label=_("Tệp lớp: GeoJSON, Shapefile nén zip, GeoPackage"))
    projection = forms.ChoiceField(label=_("Hệ tọa độ"), required=False, choices=_projections)
    since = forms.DateField(
        label=_("Có hiệu lực từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=("%Y-%m-%d", "%d/%m/%Y"),
    )
    standing = forms.ChoiceField(
        label=_("Giá trị"),
        choices=(("official-digital", _("bản số của cơ quan, không phải hồ sơ pháp lý")), ("legal", _("pháp lý"))),
        help_text=_("Chỉ chọn “pháp lý” khi hồ sơ địa giới đã được phê duyệt."),
    )
    maker = forms.CharField(label=_("Cơ quan lập"), max_length=300)
    act = forms.CharField(label=_("Văn bản căn cứ"), max_length=300, required=False)
    accuracy = forms.RegexField(r"\A[1-9][0-9]{0,4}\Z", label=_("Sai số (m)"), required=False)
    licence = forms.CharField(label=_("Điều kiện sử dụng"), max_length=300, required=False)
    citation = forms.CharField(label=_("Nguồn công bố"), max_length=500, required=False)
    nature = forms.ChoiceField(
        label=_("Tính chất dữ liệu"), choices=(("real", _("dữ liệu thực")), ("illustrative", _("dữ liệu minh họa")))
    )
    not_secret = forms.BooleanField(
        label=_("Tôi cam đoan lớp này không chứa bí mật nhà nước (không MẬT)."),
        error_messages={"required": NOT_DECLARED},
    )


@duties(get=Duty.INSPECT, post=Duty.DIGITISE)
@sent_once
def bring(request: HttpRequest) -> HttpResponse:
    """List the official layers that are held, and take in another one for preview."""
    form = LayerForm(request.POST or None, request.FILES or None, initial={"since": today()})
    if request.method == "POST" and form.is_valid():
        try:
            imported = _bring(request, form)
        except LienVungError as error:
            form.add_error("file", say(error))
        else:
            return HttpResponseRedirect(reverse("map:boundary", args=[imported.pk]))
    with snapshot() as seen:
        context = {
            "form": form,
            "layers": [(each, seen.houses[each.steward]) for each in held_layers(seen.reader)],
            "own": seen.houses.own.name,
            "brought": [(each, stage_words(each)) for each in imports_of(BOUNDARY)],
            "may_write": holds(request.user.role, Duty.DIGITISE),
        }
    return render(request, "map/boundaries.html", context, status=422 if form.errors else 200)


@duties(get=Duty.INSPECT)
def preview(request: HttpRequest, imported: object) -> HttpResponse:
    """Show of each feature which unit it is, how its area differs from the outline in force, and what is wrong."""
    found = import_by_id(imported)
    if found is None or found.register != BOUNDARY:
        raise Http404
    with snapshot() as seen:
        rows = boundary_rows(seen, found)
    progress, counted = read_progress(found), found.counted if found.state == "planned" else {}
    context = {
        "imported": found,
        "rows": rows,
        "progress": progress,
        "counted": counted,
        "to_write": counted.get("new", 0) + counted.get("changed", 0),
        "is_open": is_open(found),
        "may_write": holds(request.user.role, Duty.DIGITISE),
    }
    return progress.refresh(render(request, "map/boundary.html", context))


@require_POST
@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@tells_refusals
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask that a layer of ours be withdrawn."""
    with snapshot() as seen:
        layer = _layer_asked(seen, request.POST.get("layer", ""))
    reason = request.POST.get("reason", "").strip()[:500]
    if not reason:
        messages.error(request, gettext("Ghi lý do rút lớp."))
        return HttpResponseRedirect(reverse("map:boundaries"))
    decision = boundary_withdraw(user=request.user, layer=layer, reason=reason)
    messages.success(request, gettext("Đã trình duyệt. Người khác duyệt thì lớp được rút."))
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))


def _bring(request: HttpRequest, form: LayerForm) -> RegisterImport:
    said = form.cleaned_data
    about = {name: said[name] for name in ("standing", "maker", "act", "accuracy", "licence", "citation", "nature")}
    file, where = said["file"], said["projection"]
    return boundary_bring(
        user=request.user, name=file.name, data=file.read(), projection=where, since=said["since"], said=about
    )


def _layer_asked(seen: Snapshot, key: str) -> HeldLayer:
    """Return the layer of ours that holds a record; Http404 for none."""
    for layer in held_layers(seen.reader):
        if layer.steward == get_node().name and key in layer.keys:
            return layer
    raise Http404
