"""One record: what stands, as it was known at a moment, what it was, what it links to, and what may be done with it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.register.definition import Definition
from lienvung.core.register.record import Record
from lienvung.node.lasting import lasting_record
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty, holds
from lienvung.office.selectors.form_drafts import draft_sent_back, draft_waiting
from lienvung.web.addresses import picture_address, record_address
from lienvung.web.dates import show_moment
from lienvung.web.pages.acts import record_acts
from lienvung.web.registers.asked import read_moment
from lienvung.web.registers.duplicates import find_duplicates, find_twins
from lienvung.web.selectors.records import read_record
from lienvung.web.selectors.values import Linked, say
from lienvung.web.snapshot import Snapshot, snapshot

CAME_FROM, KEPT = "tu", "giu"


@dataclass(frozen=True, slots=True)
class Pending:
    """A change of the record that is not in the register yet: it waits, or came back with a reason."""

    words: str
    url: str
    reason: str


def record(request: HttpRequest, register: str, key: str) -> HttpResponse:
    """Show one record of any register; a merged one leads for good to the record that lasts."""
    with snapshot() as seen:
        definition, moment = seen.definition(register), read_moment(request.GET.get("luc", ""))
        if moment is None:
            return _today(request, seen, definition, seen.record(register, key))
        seen.record(register, key)
        found = seen.reader.record(register, key, moment)
        drawn = {"picture_url": picture_address(definition, found, request.GET["luc"])} if found else {}
        context = {**drawn, "moment": moment, "known": show_moment(moment), "today_url": record_address(register, key)}
        if found is None:
            about = {"definition": definition, "register_title": say(definition.title), "key": key}
            return render(request, "registers/not_yet.html", context | about)
        page = read_record(seen.at(moment).shower, definition, found, seen.today)
        return render(request, "web/record.html", {"page": page, **context})


def _today(request: HttpRequest, seen: Snapshot, definition: Definition, found: Record) -> HttpResponse:
    lasting = lasting_record(seen.reader, found)
    if lasting.key != found.key and KEPT not in request.GET:
        return HttpResponsePermanentRedirect(f"{record_address(found.register, lasting.key)}?{CAME_FROM}={found.key}")
    writes = holds(request.user.role, Duty.DIGITISE) and _is_ours(definition, found)
    undoes = writes and found.state not in ("retired", "merged")
    page = read_record(seen.shower, definition, found, seen.today)
    context = {
        "page": page,
        "picture_url": picture_address(definition, found),
        "acts": record_acts(request.user, found),
        "came_from": _came_from(request, seen, found),
        "pending": _pending(found) if holds(request.user.role, Duty.INSPECT) else None,
        "duplicates": find_duplicates(seen, definition, found) if writes and found.state == "live" else [],
        "twins": find_twins(seen, definition, found),
        "undo_url": reverse("registers:undo", args=[found.register, found.key]) if undoes else "",
    }
    return render(request, "web/record.html", context)


def _is_ours(definition: Definition, record: Record) -> bool:
    own = get_node()
    return record.steward == own.name and record.register in own.catalogue and not definition.system


def _came_from(request: HttpRequest, seen: Snapshot, record: Record) -> Linked | None:
    """Return the merged record that led here, if the address says so and it did."""
    old = seen.reader.record(record.register, request.GET.get(CAME_FROM, ""))
    if old is None or old.state != "merged" or lasting_record(seen.reader, old).key != record.key:
        return None
    return Linked(seen.shower.title(old), f"{record_address(old.register, old.key)}?{KEPT}=1")


def _pending(record: Record) -> Pending | None:
    if waiting := draft_waiting(record.register, record.key):
        words = _("Một thay đổi của bản ghi này đang chờ duyệt (%(by)s).") % {"by": waiting.confirmed_by}
        return Pending(words, reverse("intake:approval", args=[waiting.submission_id]), "")
    if back := draft_sent_back(record.register, record.key):
        url = reverse("registers:change", args=[record.register, record.key]) if back.op == "put" else ""
        returned, taken = _("Người duyệt đã trả lại một thay đổi của bản ghi này."), _("Một thay đổi đã được rút lại.")
        return Pending(returned if back.reason else taken, url, back.reason)
    return None
