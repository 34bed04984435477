"""Say a refusal in Vietnamese: what happened, what is safe, what to do.

The one table from an error's `code` to its wording. A sentence may name the error's facts as
`%(fact)s`. The Vietnamese text is itself the message id of the English catalogue; a face hands in
the function that translates, because this ring knows no framework.
"""

from collections.abc import Callable
from dataclasses import dataclass

from lienvung.core.errors import LienVungError


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person reads about one refusal."""

    happened: str
    safe: str
    do: str


def explain(error: LienVungError, translate: Callable[[str], str] = str) -> Wording:
    """Return the wording of `error` with its facts filled in.

    A code without a line here still reads as a sentence; a test keeps the table complete.
    """
    wording = WORDINGS.get(error.code, UNWORDED)
    facts = {"code": error.code, **error.facts()}
    return Wording(*(translate(text) % facts for text in (wording.happened, wording.safe, wording.do)))


def _(message: str) -> str:
    """Mark a sentence for the catalogue; it is translated when it is shown."""
    return message


NOTHING_WRITTEN = _("Chưa có gì được ghi; dữ liệu đang có vẫn nguyên vẹn.")
COPY_KEPT = _("Bản sao đã kiểm chứng trước đó vẫn được giữ và dùng được.")
UNWORDED = Wording(_("Yêu cầu bị từ chối (mã %(code)s)."), NOTHING_WRITTEN, _("Báo mã này cho người vận hành nút."))

WORDINGS: dict[str, Wording] = {
    "error": UNWORDED,
}
