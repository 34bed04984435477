"""Merge a duplicate into the record that lasts: find it, see both side by side, choose field by field, say why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition, Field
from lienvung.core.register.record import Record
from lienvung.node.stores.port import Query
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.services.record_changes import place_of, record_merge
from lienvung.web.intake.refusals import say as say_refusal
from lienvung.web.registers.duplicates import find_duplicates
from lienvung.web.registers.editing import writable
from lienvung.web.registers.undoing import ReasonForm
from lienvung.web.selectors.houses import House
from lienvung.web.selectors.values import Linked, Shower, say
from lienvung.web.sent_once import sent_once
from lienvung.web.snapshot import Snapshot, snapshot

OTHER = "ban-ghi"
STAY, TAKE, BOTH = "giu", "lay", "ca-hai"
_MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """One field of the two records, and what was chosen of it."""

    name: str
    label: str
    lasting: str
    merged: str
    differs: bool
    many: bool
    chosen: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records."""

    key: str
    title: str
    url: str
    steward: House
    time: str


@duties(get=Duty.DIGITISE, post=Duty.DIGITISE)
@sent_once
def merge(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Ask to merge one of our records into another one."""
    with snapshot() as seen:
        definition, merged = writable(register), _ours(seen, register, key)
        other = request.GET.get(OTHER, "")
        if not other:
            return _choose(request, seen, definition, merged)
        lasting = seen.record(register, other)
        if lasting.key == key or lasting.state != "live":
            raise Http404
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            asked = {"register": register, "key": key, "into": lasting.key, "seen": request.POST.get("seen", "")}
            values = _chosen_values(request.POST, definition, lasting, merged) if _is_own(lasting) else None
            try:
                submission = record_merge(user=request.user, **asked, values=values, **form.cleaned_data)
            except LienVungError as error:
                form.add_error(None, say_refusal(error))
            else:
                messages.success(request, _("Đã trình người duyệt; chưa ghi vào sổ."))
                return HttpResponseRedirect(reverse("intake:approval", args=[submission.pk]))
        context = {
            "merged": _side(seen, merged), "lasting": _side(seen, lasting), "own": _is_own(lasting), "form": form,
            "pairs": list(_pairs(seen.shower, definition, lasting, merged, request.POST)),
            "seen": request.POST.get("seen") or place_of(lasting), "register": register,
            "register_title": say(definition.title),
        }  # fmt: skip
        return render(request, "registers/merge.html", context, status=422 if form.errors else 200)


def _choose(request: HttpRequest, seen: Snapshot, definition: Definition, merged: Record) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "record": merged, "title": seen.shower.title(merged), "q": text, "register_title": say(definition.title),
        "likely": find_duplicates(seen, definition, merged),
        "found": list(_found(seen, merged, text)) if text else [],
    }  # fmt: skip
    return render(request, "registers/merge_choose.html", context)


def _found(seen: Snapshot, merged: Record, text: str) -> Iterator[Linked]:
    for record in seen.reader.find(merged.register, Query(text=text, limit=_MOST_FOUND)).records:
        if record.key != merged.key:
            yield Linked(seen.shower.title(record), "", on=record.key, about=seen.houses[record.steward].short)


def _ours(seen: Snapshot, register: str, key: str) -> Record:
    record = seen.record(register, key)
    if not _is_own(record) or record.state == "merged":
        raise Http404
    return record


def _is_own(record: Record) -> bool:
    return record.steward == get_node().name


def _side(seen: Snapshot, record: Record) -> Side:
    url = reverse("web:record", args=[record.register, record.key])
    return Side(record.key, seen.shower.title(record), url, seen.houses[record.steward], record.time)


def _pairs(
    shower: Shower, definition: Definition, lasting: Record, merged: Record, posted: Mapping[str, str]
) -> Iterator[Pair]:
    for name, field in definition.fields.items():
        ours, theirs = lasting.values.get(name), merged.values.get(name)
        if ours is None and theirs is None:
            continue
        chosen = posted.get(f"f-{name}") or (TAKE if ours is None else STAY)
        yield Pair(
            name, say(field.label), shower.plain(field, ours), shower.plain(field, theirs), ours != theirs,
            field.many and bool(ours) and bool(theirs), chosen,
        )  # fmt: skip


def _chosen_values(
    posted: Mapping[str, str], definition: Definition, lasting: Record, merged: Record
) -> dict[str, Any]:
    chosen = {
        name: _chosen(field, posted.get(f"f-{name}", STAY), lasting.values.get(name), merged.values.get(name))
        for name, field in definition.fields.items()
    }
    return {**lasting.values, **chosen}


def _chosen(field: Field, choice: str, lasting: Any, merged: Any) -> Any:
    if choice == BOTH and field.many:
        return [*(lasting or []), *(each for each in merged or [] if each not in (lasting or []))]
    return merged if choice == TAKE else lasting
