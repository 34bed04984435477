"""How a hand-over stands, in the words of pages and commands alike. `%(names)s` are the nodes it waits for."""

from lienvung.wording.sentence import _

HAND_OVER_STATES: dict[str, str] = {
    "holds": _("có hiệu lực"),
    "waiting-given": _("chờ %(names)s giao"),
    "waiting-taken": _("chờ %(names)s nhận"),
    "waiting-accepted": _("chờ %(names)s chấp thuận"),
    "declined": _("bên nhận không nhận"),
    "refused": _("một bên đã từ chối, nên không có hiệu lực"),
    "overlap": _("nhiều bên cùng nhận, nên chưa bên nào được ghi"),
    "void": _("vô hiệu: các bản ghi này đã được giao trước đó"),
    "cut-unknown": _("chưa xét được: nút này chưa giữ đủ sổ cũ"),
    "cut-differs": _("vô hiệu: không khớp bản sao sổ cũ ở nút này"),
    "agreement-unknown": _("chưa xét được: nút này không giữ thỏa thuận làm căn cứ"),
}
