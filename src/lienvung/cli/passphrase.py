"""Set a passphrase: as the house laid it ready, else typed twice by whoever sits at the terminal."""

import typer

from lienvung.node.passphrase import ask_passphrase, find_passphrase
from lienvung.wording.translator import translator


def fresh_passphrase(*, ask: bool = False) -> bytes | None:
    """Return a new passphrase: as the house laid it ready, else typed twice at the terminal."""
    if not ask and (found := find_passphrase()) is not None:
        return found
    _ = translator()
    first = ask_passphrase(_("Mật khẩu mới cho khóa: "))
    if ask_passphrase(_("Gõ lại mật khẩu: ")) != first:
        raise typer.BadParameter(_("hai lần gõ khác nhau"))
    return first
