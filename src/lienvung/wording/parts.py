"""What the parts of registers are called; a part that a register named itself keeps that name."""

from collections.abc import Mapping
from typing import Final

from lienvung.wording.sentence import _

PARTS: Final[Mapping[str, str]] = {
    "shared": _("dùng chung"),
    "partners": _("giữa các bên"),
    "internal": _("nội bộ"),
    "personal": _("cá nhân"),
    "source": _("nguồn gốc"),
    "attribution": _("người ghi"),
}
