"""The words that pages use for what the rings below name by codes."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienvung.office.eyes import HIDDEN
from lienvung.report.words import CELL_NAMES, PROGRESS_NAMES, REASONS
from lienvung.wording import datatypes, parts

OPERATIONS = {
    "put": _("ghi"),
    "retire": _("rút khỏi sổ"),
    "restore": _("đưa trở lại"),
    "merge": _("nhập vào bản ghi khác"),
    "erase": _("xóa phần cá nhân"),
    "define": _("định nghĩa sổ"),
    "hand-over": _("bàn giao chủ quản"),
}

PART_STATES = {
    "held": _("đang giữ"),
    "withheld": _("không nằm trong phạm vi chia sẻ"),
    "erased": _("đã xóa theo quy định"),
    "unavailable": _("chưa nhận được"),
    "invalid": _("không qua kiểm chứng, không hiển thị"),
    HIDDEN: _("vai trò này không được đọc"),
}

PARTS = {name: _(text) for name, text in parts.PARTS.items()}

DATATYPES = {name: _(text) for name, text in datatypes.DATATYPES.items()}

RECORD_STATES = {
    "live": _("đang có trong sổ"),
    "retired": _("đã rút khỏi sổ"),
    "merged": _("đã nhập vào bản ghi khác"),
    "invalid": _("không hợp lệ"),
    "withheld": _("không nằm trong phạm vi chia sẻ"),
}

ATTRIBUTION = {
    "entered-by": _("Người nhập"),
    "entered-office": _("Cơ quan"),
    "confirmed-by": _("Người xác nhận"),
    "confirmed-at": _("Xác nhận lúc"),
    "approved-by": _("Người duyệt"),
    "approved-at": _("Duyệt lúc"),
    "reason": _("Lý do"),
}


def cell_word(cell: str) -> str:
    """Return the word for a commitment's cell."""
    return gettext(_NAMES_OF_CELLS[cell])


def cell_words() -> dict[str, str]:
    """Return the word for each cell, the four of the statistics first."""
    return {cell: gettext(name) for cell, name in _NAMES_OF_CELLS.items()}


def progress_word(progress: str) -> str:
    """Return the word for a side's progress, nothing for none; a newer definition may know more than we do."""
    return gettext(_NAMES_OF_PROGRESS[progress]) if progress in _NAMES_OF_PROGRESS else progress


def reason_words(reason: str) -> str:
    """Return the rule that put a commitment in its cell, as a sentence."""
    return gettext(REASONS[reason])


_NAMES_OF_CELLS: Mapping[str, str] = {str(cell): name for cell, name in CELL_NAMES.items()}
_NAMES_OF_PROGRESS: Mapping[str, str] = {str(progress): name for progress, name in PROGRESS_NAMES.items()}
