"""How a value of each datatype is typed: the words that people read and write, and the value that is stored.

A `Shape` is what one value looks like on a form: one box, or one box for each of its parts. Reading raises a
LienVungError where the words say no such value; `wrong` then tells how to write it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lienvung.core.errors import LienVungError
from lienvung.core.text.date import check_date, format_date, parse_date_text
from lienvung.core.text.errors import DateUnreadable, NumberUnreadable
from lienvung.spatial.words import read_place, show_place
from lienvung.web.numbers import read_amount, read_number, show_number

MOST_LETTERS = 20_000  # five printed pages: more was pasted by mistake
_MOST_IN_A_LINE = 2_000
_MOST_IN_A_PLACE = 1_000_000
_OPEN = ".."


@dataclass(frozen=True, slots=True)
class Spelling:
    """One box: `show` gives the words of a stored value, `read` the value of words, `hint` what nobody would guess."""

    show: Callable[[Any], str] = str
    read: Callable[[str], Any] = str
    wrong: str | Promise = ""
    rows: int = 1
    mode: str = ""
    longest: int = _MOST_IN_A_LINE
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One box of a value, with its name and label; the only box of a plain value has no name."""

    name: str
    label: str | Promise
    spelling: Spelling
    required: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The boxes of a value, and how the value is put together from what they say and taken apart again."""

    parts: tuple[Part, ...]
    compose: Callable[[Mapping[str, Any]], Any] = dict
    apart: Callable[[Any], Mapping[str, Any]] = dict

    @property
    def plain(self) -> Spelling | None:
        """The spelling of a value of one box."""
        return self.parts[0].spelling if not self.parts[0].name else None

    def words(self, value: Any) -> dict[str, str]:
        """Return what stands in each box for a stored value; what cannot be shown stands as it is."""
        held = self.apart(value) if value not in (None, "") else {}
        return {part.name: _shown(part.spelling, held.get(part.name)) for part in self.parts}


def is_boxed(datatype: str) -> bool:
    """Tell whether values of a datatype are typed into boxes, not chosen or uploaded."""
    return datatype in _SHAPES


def shape_of(datatype: str) -> Shape:
    """Return how a value of a datatype is typed."""
    return _SHAPES[datatype]


def _shown(spelling: Spelling, value: Any) -> str:
    if value in (None, ""):
        return ""
    try:
        return spelling.show(value)
    except (LienVungError, ValueError, TypeError, KeyError):
        return str(value)


def _read_date(words: str) -> str:
    try:
        return check_date(words)
    except LienVungError:
        return parse_date_text(words)


def _show_date(value: str) -> str:
    if value.startswith("--"):
        return _show_yearless(value)
    words = value.replace("/", "-") if "/" in value else format_date(value)
    # A quarter or a month has no English words that are read again; as it is stored it is read everywhere.
    return value if get_language() == "en" and words[0].isalpha() else words


def _read_whole(words: str) -> int:
    number = read_number(words)
    if "." in number:
        raise NumberUnreadable(words)
    return int(number)


def _read_yearless(words: str) -> str:
    value = words if words.startswith("--") else parse_date_text(words if words[0].isalpha() else f"ngày {words}")
    if not check_date(value).startswith("--"):
        raise DateUnreadable(words)
    return value


def _show_yearless(value: str) -> str:
    month, day = value.removeprefix("--").split("-")
    return f"{day}/{month}"


def _read_text(words: str) -> str:
    return "\n".join(words.splitlines())


def _period(said: Mapping[str, Any]) -> str:
    return f"{said.get('since') or _OPEN}/{said.get('until') or _OPEN}"


def _ends(period: str) -> dict[str, str]:
    since, _slash, until = period.partition("/")
    return {"since": since.replace(_OPEN, ""), "until": until.replace(_OPEN, "")}


_LINE = Spelling()
_TEXT = Spelling(read=_read_text, rows=3, longest=MOST_LETTERS)
_DATE = Spelling(
    _show_date, _read_date, _("Không đọc được ngày. Ví dụ: 30/5/2019, tháng 5/2024, quý IV/2024."), longest=60
)
_WHOLE = Spelling(show_number, _read_whole, _("Không đọc được số nguyên. Ví dụ: 1.941 hoặc 1941."), 1, "numeric", 40)
_MONEY = Spelling(
    show_number, read_amount, _("Không đọc được số tiền. Ví dụ: 1.941.000 hoặc 1,5 tỷ."), mode="text", longest=40
)
_DECIMAL = Spelling(show_number, read_number, _("Không đọc được số. Ví dụ: 1.941,5."), 1, "decimal", 40)
_YEARLESS = Spelling(_show_yearless, _read_yearless, _("Không đọc được ngày và tháng. Ví dụ: 18/10."), longest=20)
_PLACE = Spelling(
    show_place,
    read_place,
    _("Không đọc được vị trí. Ví dụ: 20.8449, 106.6881 (vĩ độ, kinh độ); hoặc dán GeoJSON, WKT."),
    rows=2,
    longest=_MOST_IN_A_PLACE,
    hint=_("Vĩ độ, kinh độ, ví dụ 20.8449, 106.6881; hoặc dán GeoJSON, WKT."),
)


def _one_box(spelling: Spelling) -> Shape:
    return Shape((Part("", "", spelling),), lambda said: said[""], lambda value: {"": value})


_SHAPES: Mapping[str, Shape] = {
    "string": _one_box(_LINE),
    "text": _one_box(_TEXT),
    "verbatim": _one_box(_TEXT),
    "integer": _one_box(_WHOLE),
    "money": _one_box(_MONEY),
    "decimal": _one_box(_DECIMAL),
    "measure": _one_box(_DECIMAL),
    "date": _one_box(_DATE),
    "deadline": _one_box(_DATE),
    "year-less": _one_box(_YEARLESS),
    "geometry": _one_box(_PLACE),
    "period": Shape((Part("since", _("Từ ngày"), _DATE), Part("until", _("Đến hết ngày"), _DATE)), _period, _ends),
    "milestone": Shape(
        (
            Part("on", _("Ngày"), _DATE, required=True),
            Part("what", _("Việc"), _LINE, required=True),
            Part("citation", _("Nguồn"), _LINE),
        )
    ),
    "extension": Shape(
        (
            Part("until", _("Gia hạn đến"), _DATE, required=True),
            Part("reason", _("Lý do"), _LINE),
            Part("asked-by", _("Bên đề nghị"), _LINE),
            Part("approved-by", _("Bên đồng ý"), _LINE),
            Part("paper", _("Văn bản"), _LINE),
        )
    ),
    "docref": Shape(
        (
            Part("number", _("Số, ký hiệu"), _LINE, required=True),
            Part("issuer", _("Cơ quan ban hành"), _LINE),
            Part("issued-on", _("Ngày ban hành"), _DATE),
            Part("title", _("Trích yếu"), _LINE),
            Part("citation", _("Nguồn"), _LINE),
        )
    ),
}
