"""What the parts of registers are called: as the register says, else as everybody says, else by their names."""

from collections.abc import Mapping
from typing import Final

from lienvung.core.register.definition import Definition
from lienvung.wording.sentence import _

PARTS: Final[Mapping[str, str]] = {
    "shared": _("dùng chung"),
    "partners": _("giữa các bên"),
    "internal": _("nội bộ"),
    "personal": _("cá nhân"),
    "source": _("nguồn gốc"),
    "attribution": _("người ghi"),
}


def part_words(definition: Definition, part: str) -> str:
    """Return the Vietnamese name of a part of a register."""
    rule = definition.parts.get(part)
    return rule.label["vi"] if rule and rule.label else PARTS.get(part, part)
