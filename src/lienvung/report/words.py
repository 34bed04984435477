"""The words of follow-up as people read them, and sentences made of them.

Vietnamese is the message itself; a face that speaks another language translates it.
"""

from datetime import date

from lienvung.core.programme.deadline import DeadlineKind
from lienvung.core.programme.records import Commitment, Paper
from lienvung.core.programme.sheet import DecisionKind, FigureName
from lienvung.core.programme.sides import ProgressState
from lienvung.core.programme.status import Cell, Status, Term
from lienvung.core.programme.tally import Denominator, Share
from lienvung.core.text.date import format_date
from lienvung.core.text.number import format_number


def _(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


ILLUSTRATIVE_MARK = _("dữ liệu minh họa")

CELL_NAMES = {
    Cell.DONE_ON_TIME: _("hoàn thành đúng hạn"),
    Cell.DONE_LATE: _("hoàn thành quá hạn"),
    Cell.OPEN_IN_TERM: _("đang thực hiện trong hạn"),
    Cell.OPEN_OVERDUE: _("đang thực hiện quá hạn"),
    Cell.DONE_UNDATED: _("hoàn thành, không đặt thời hạn"),
    Cell.NO_DEADLINE: _("chưa có thời hạn"),
    Cell.RECURRING: _("thường xuyên"),
    Cell.SUSPENDED: _("tạm dừng"),
    Cell.CANCELLED: _("hủy"),
    Cell.UNCLEAR: _("chưa rõ"),
    Cell.RESTATED: _("đã nêu lại"),
}
# A sign beside each word, so that colour never carries the meaning alone.
CELL_SIGNS = {
    Cell.DONE_ON_TIME: "✓",
    Cell.DONE_LATE: "✓",
    Cell.OPEN_IN_TERM: "●",
    Cell.OPEN_OVERDUE: "▲",
    Cell.DONE_UNDATED: "✓",
    Cell.NO_DEADLINE: "○",
    Cell.RECURRING: "↻",
    Cell.SUSPENDED: "‖",
    Cell.CANCELLED: "✕",
    Cell.UNCLEAR: "?",
    Cell.RESTATED: "→",
}
TERM_NAMES = {
    Term.IN_TERM: _("trong hạn"),
    Term.DUE_SOON: _("sắp đến hạn"),
    Term.OVERDUE: _("quá hạn"),
    Term.UNDETERMINED: _("không xác định"),
}
PROGRESS_NAMES = {
    ProgressState.NOT_STARTED: _("chưa thực hiện"),
    ProgressState.IN_PROGRESS: _("đang thực hiện"),
    ProgressState.DONE: _("hoàn thành"),
    ProgressState.SUSPENDED: _("tạm dừng"),
    ProgressState.CANCELLED: _("hủy"),
}
REASONS = {
    "restated": _("Đã được nêu lại bằng một cam kết mới hơn; chỉ cam kết mới nhất được tính."),
    "cancelled-by-all": _("Các bên còn phải làm đều báo hủy, có căn cứ."),
    "suspended-by-all": _("Các bên còn phải làm đều báo tạm dừng, có căn cứ."),
    "recurring": _("Việc thường xuyên, không tính hạn."),
    "done-by-all": _("Mọi bên phải làm đều đã báo hoàn thành, có minh chứng, không ai không thống nhất."),
    "nothing-published": _("Chưa thấy nguồn nào công bố kết quả."),
    "nothing-published-since-due": _("Chưa thấy nguồn nào công bố kết quả từ sau thời hạn."),
    "disputed": _("Có bên không thống nhất với báo cáo."),
    "no-evidence": _("Đã báo hoàn thành nhưng chưa có minh chứng."),
    "other-side-open": _("Một bên đã xong phần mình, còn chờ bên kia."),
    "in-progress": _("Đang thực hiện."),
    "no-report": _("Chưa có báo cáo tiến độ."),
}
DENOMINATOR_NAMES = {
    Denominator.DUE: _("số cam kết đã đến hạn"),
    Denominator.DATED: _("số cam kết có thời hạn"),
    Denominator.FOLLOWED: _("số cam kết đang theo dõi"),
}
FIGURE_NAMES = {
    FigureName.FOLLOWED: _("cam kết theo dõi"),
    FigureName.DONE: _("đã hoàn thành"),
    FigureName.IN_TERM: _("đang làm, trong hạn"),
    FigureName.OVERDUE: _("đang làm, quá hạn"),
    FigureName.RAISED_AGAIN: _("nêu từ 2 kỳ, chưa xong"),
}
DECISION_NAMES = {
    DecisionKind.ESCALATION: _("Vượt thẩm quyền, chờ trả lời"),
    DecisionKind.DISPUTE: _("Hai bên chưa thống nhất"),
    DecisionKind.UNDATED: _("Đã lâu, chưa có thời hạn"),
}


def format_day(day: date) -> str:
    """Return a day as dd/mm/yyyy."""
    return f"{day:%d/%m/%Y}"


def format_share(share: Share) -> str:
    """Return a percentage with its denominator named and counted; rounded down, so 100 % means all."""
    if share.basis_points is None:
        return f"chưa có {DENOMINATOR_NAMES[share.denominator].removeprefix('số ')}"
    percent = f"{share.basis_points // 100},{share.basis_points % 100:02}"
    counted = f"{format_number(share.part)}/{format_number(share.whole)}"
    return f"{percent} % {DENOMINATOR_NAMES[share.denominator]} ({counted})"


def format_deadline(commitment: Commitment, status: Status) -> str:
    """Return the deadline in force in words, with the one first agreed when it was extended."""
    if commitment.deadline.kind is DeadlineKind.RECURRING:
        return commitment.deadline.text or CELL_NAMES[Cell.RECURRING]
    if status.due is None:
        return _undated(commitment)
    agreed = commitment.deadline.text or format_date(commitment.deadline.value)
    if not status.extended:
        return agreed
    return f"{format_day(status.due)} (đã gia hạn; hạn gốc {agreed})"


def format_status(status: Status) -> str:
    """Return the status in words: the cell, how late or how near, how old, how often raised."""
    words = [CELL_NAMES[status.cell] + _lateness(status)]
    if status.cell in {Cell.NO_DEADLINE, Cell.RECURRING, Cell.UNCLEAR} and status.age_days is not None:
        words.append(f"{format_number(status.age_days)} ngày kể từ ngày thống nhất")
    if status.open and status.raised > 1:
        words.append(f"đã nêu {status.raised} kỳ")
    if status.disputed:
        words.append("có bên không thống nhất")
    return "; ".join(words)


def format_paper(paper: Paper) -> str:
    """Return a paper as it is cited: type, number, day."""
    kind = paper.doc_type[:1].upper() + paper.doc_type[1:] if paper.doc_type else "Văn bản"
    number = f" số {paper.number}" if paper.number else ""
    day = f" ({format_date(paper.issued_on)})" if paper.issued_on else ""
    if len(paper.issued_on) == len("2019-05-30"):
        day = f" ngày {format_date(paper.issued_on)}"
    return f"{kind}{number}{day}"


def clip(text: str, length: int) -> str:
    """Return the text, or its beginning up to a word's end and an ellipsis, at most `length` characters."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def sentence_case(text: str) -> str:
    """Return the text with its first letter capital."""
    return text[:1].upper() + text[1:]


def _lateness(status: Status) -> str:
    if status.days_late:
        return f" {format_number(status.days_late)} ngày"
    return f", còn {status.days_left} ngày" if status.term is Term.DUE_SOON and status.days_left is not None else ""


def _undated(commitment: Commitment) -> str:
    if commitment.deadline.value:
        return format_date(commitment.deadline.value)
    unset = CELL_NAMES[Cell.NO_DEADLINE]
    return f"{unset} (văn bản ghi: {commitment.deadline.text})" if commitment.deadline.text else unset
