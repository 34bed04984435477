"""How the node is: files, engines, logs, work that did not end well."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.office.access import duties
from lienvung.office.node_access import get_node
from lienvung.office.roles import Duty
from lienvung.office.selectors.health import LogHealth, node_health
from lienvung.office.selectors.sides import sides_known
from lienvung.web.intake.refusals import say_again
from lienvung.web.intake.values import title_of

_JOBS = {"digitise": _("đọc văn bản"), "pull": _("nhận về từ các bên")}


@dataclass(frozen=True, slots=True)
class LogLine:
    """One log under the title of its register, its witnesses by name."""

    title: str
    log: LogHealth
    witnesses: str


@dataclass(frozen=True, slots=True)
class FailedWork:
    """Work that ended with a refusal, and why."""

    title: str
    at: datetime | None
    why: str


@duties(get=Duty.OVERSEE)
def health(request: HttpRequest) -> HttpResponse:
    """Show how the node is; nothing here changes it."""
    seen, titles = node_health(), sides_known()
    context = {
        "health": seen,
        "logs": [_line(log, titles) for log in seen.logs],
        "failed": [
            FailedWork(str(_JOBS.get(job.kind, job.kind)), job.ended_at, _why(job.refusal)) for job in seen.failed_jobs
        ],
    }
    return render(request, "oversight/health.html", context)


def _line(log: LogHealth, titles: dict[str, str]) -> LogLine:
    definition = get_node().catalogue.get(log.register)
    witnesses = ", ".join(titles.get(name, name) for name in log.witnesses)
    return LogLine(title_of(definition) if definition else log.register, log, witnesses)


def _why(refusal: dict[str, object]) -> str:
    known = refusal and refusal["code"] != "error"
    return say_again(refusal) if known else gettext("Lỗi không lường trước; chi tiết trong nhật ký chạy của nút.")
