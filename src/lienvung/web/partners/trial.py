"""Kiểm tra kết nối: each step of a trial in words that somebody without a machine room understands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienvung.node.contact import contacts
from lienvung.node.exchange.trial import Step, try_contact
from lienvung.node.home import load_home
from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.web.intake.refusals import say
from lienvung.web.snapshot import open_reader

_STEPS = ("reach", "key", "clock", "heads", "parts", "ledger")


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step: what is tried, whether it went well (None: not reached), and what was seen or why not."""

    title: str
    passed: bool | None
    words: str


@require_POST
@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def trial(request: HttpRequest, name: str) -> HttpResponse:
    """Try the connection with one partner now and say step by step how it went; nothing is changed."""
    with open_reader() as reader:
        contact = contacts(reader).get(name)
    if contact is None:
        raise Http404
    allow_loopback = load_home(Path(settings.LIENVUNG_HOME)).settings.allow_loopback
    made = {step.name: step for step in try_contact(get_node(), contact, allow_loopback=allow_loopback)}
    steps = [_show(each, made.get(each)) for each in _STEPS]
    context = {"contact": contact, "steps": steps, "passed": all(step.passed for step in steps)}
    return render(request, "partners/trial.html", context)


def _show(name: str, step: Step | None) -> ShownStep:
    if step is None:
        return ShownStep(_titles()[name], None, _("chưa thử, vì bước trước không qua"))
    if step.trouble:
        return ShownStep(_titles()[name], False, say(step.trouble))
    return ShownStep(_titles()[name], True, _WORDS[name](step.facts))


def _titles() -> Mapping[str, str]:
    return {
        "reach": _("Gọi được nút"),
        "key": _("Đúng là bên ấy"),
        "clock": _("Đồng hồ hai bên"),
        "heads": _("Bên kia nhận ra ta"),
        "parts": _("Hỏi thử"),
        "ledger": _("Sổ trao đổi hai bên"),
    }


def _key(facts: Mapping[str, Any]) -> str:
    if facts["version"] > facts["approved"]:
        return _("Dấu vân khóa khớp. Bên kia có bản khóa mới số %(version)s; ta đang dùng số %(approved)s.") % facts
    return _("Dấu vân khóa khớp với lần hai cán bộ đối chiếu.")


def _clock(facts: Mapping[str, Any]) -> str:
    if facts["seconds"] is None:
        return _("Bên kia không cho biết giờ; các bước sau vẫn thử.")
    return _("Lệch %(seconds)s giây, trong mức cho phép.") % {"seconds": abs(facts["seconds"])}


def _ledger(facts: Mapping[str, Any]) -> str:
    if facts["here"] or facts["there"]:
        return (
            _("%(both)s dòng khớp; %(here)s dòng chỉ có ở ta, %(there)s dòng chỉ có ở bên kia (lượt hỏi bị đứt).")
            % facts
        )
    return _("%(both)s dòng, hai bên khớp nhau.") % facts


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "reach": lambda facts: _("Trả lời sau %(milliseconds)s mili giây, tại %(address)s.") % facts,
    "key": _key,
    "clock": _clock,
    "heads": lambda facts: _("Chữ ký của ta được nhận. Bên kia có %(logs)s sổ, cho ta đọc %(readable)s.") % facts,
    "parts": lambda facts: (
        _("Hỏi một phần không ai cho: đúng là không có gì được gửi. Mã giao dịch %(transaction)s.") % facts
    ),
    "ledger": _ledger,
}
