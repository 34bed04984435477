"""How far a table is on its way into a register: in words, whether a job is at it, and why one could not go on."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext

from lienvung.office.selectors.imports import RegisterImport, job_of, may_be_set_aside
from lienvung.web.intake.refusals import say_again

_SECONDS_BETWEEN_LOOKS = "2"
_WORKING = (RegisterImport.State.READING, RegisterImport.State.PLANNING)


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page of a table says of it; `done` and `total` are rows, `refusal` is why its job ended."""

    stage: str
    is_working: bool = False
    done: int = 0
    total: int = 0
    refusal: str = ""

    def refresh(self, response: HttpResponse) -> HttpResponse:
        """Let a page open itself again while a job is at it."""
        if self.is_working:
            response["Refresh"] = _SECONDS_BETWEEN_LOOKS
        return response


def read_progress(imported: RegisterImport) -> Progress:
    """Return how far a table is."""
    stage, job = stage_words(imported), job_of(imported)
    if job is None:
        return Progress(stage)
    if job.state == "failed":
        return Progress(stage, refusal=say_again(job.refusal))
    return Progress(stage, imported.state in _WORKING, job.done, job.total)


def stage_words(imported: RegisterImport) -> str:
    """Return in words what happens with a table, or has."""
    if imported.decision is not None and imported.state == RegisterImport.State.PLANNED:
        return {
            "waiting": gettext("chờ duyệt"),
            "doing": gettext("đang ghi vào sổ"),
            "failed": gettext("chưa ghi được"),
            "returned": gettext("đã trả lại"),
        }.get(imported.decision.state, gettext("đang xem trước"))
    if imported.state in _WORKING and may_be_set_aside(imported):
        return gettext("dừng giữa chừng")
    return {
        "reading": gettext("đang đọc"),
        "mapping": gettext("chờ chọn cột"),
        "planning": gettext("đang so với sổ"),
        "planned": gettext("đang xem trước"),
        "written": gettext("đã ghi"),
        "aside": gettext("đã bỏ"),
    }[imported.state]
