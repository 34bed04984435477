"""`lienvung export`: everything of a node in one sealed archive, readable without this programme. No web framework."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.cli.opening import opened
from lienvung.node.contact import contact
from lienvung.node.export.create import write_export
from lienvung.node.node import Node
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    to: Annotated[Path, typer.Option(help=_("Thư mục để ghi vào; chưa có bản xuất nào của nút này."))],
    sealed: Annotated[bool, typer.Option("--sealed", help=_("Mã hóa tất cả; hiện chỉ xuất được bản mã hóa."))] = False,
    recipient: Annotated[str, typer.Option(help=_("Nút kế thừa, đã kết nối: chỉ khóa của nút ấy mở được."))] = "",
    passphrase_file: Annotated[
        Path | None, typer.Option(help=_("Tệp có cụm mật khẩu, ít nhất 16 ký tự, một dòng."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Write all that a node holds, internal and personal parts too, for its successor or under a passphrase."""
    say = translator()
    if not sealed:
        raise typer.BadParameter(say(_("Bản xuất có cả phần nội bộ và dữ liệu cá nhân: thêm --sealed.")))
    if bool(recipient) == (passphrase_file is not None):
        raise typer.BadParameter(say(_("Nêu một trong hai: --recipient hoặc --passphrase-file.")))
    with opened(home) as node:
        secret = passphrase_file.read_text("utf-8").rstrip("\r\n") if passphrase_file else key_of(node, recipient)
        archive = write_export(node, to, secret)
    facts = {"file": str(archive), "bytes": archive.stat().st_size}
    text = say(_("Đã ghi %(file)s (%(bytes)d byte). Đọc DOC-TRUOC.txt ở cùng thư mục để mở và kiểm chứng.")) % facts
    print(orjson.dumps(facts).decode() if as_json else text)


def key_of(node: Node, recipient: str) -> bytes:
    """Return a contact's encryption key (ContactUnknown)."""
    with node.store.reading() as reader:
        return contact(reader, recipient).encryption_key
