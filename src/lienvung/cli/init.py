"""`lienvung init`: a new node's folder, keys, settings, office database and first account."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.cli.passphrase import fresh_passphrase
from lienvung.core.agreement.contact import spoken_fingerprint
from lienvung.node.contact import read_contact
from lienvung.node.home import Home, create_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys
from lienvung.node.known_keys import write_own
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

PASSWORD_BYTES = 15
ADMINISTRATOR = "quan-tri"


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục sẽ được tạo."))],
    name: Annotated[str, typer.Option(help=_("Tên nút, không đổi về sau: a-z, 0-9 và gạch nối."))],
    title: Annotated[str, typer.Option(help=_("Tên địa phương, như người đọc thấy."))],
    address: Annotated[str, typer.Option(help=_("Địa chỉ để đối tác kết nối, ví dụ https://lienvung.example.vn"))],
    listen: Annotated[str, typer.Option(help=_("Địa chỉ và cổng lắng nghe."))] = "127.0.0.1:8101",
    language: Annotated[str, typer.Option(help=_("vi hoặc en."))] = "vi",
    allow_loopback: Annotated[
        bool, typer.Option(help=_("Cho phép đối tác ở ngay trên máy này (để trình diễn)."))
    ] = False,
    store: Annotated[
        str,
        typer.Option(
            help=_("Nơi chứa kho: một dòng postgresql://… thay cho tệp SQLite; mật khẩu để trong PGPASSFILE.")
        ),
    ] = "",
    unprotected: Annotated[
        bool, typer.Option("--unprotected", help=_("Khóa không có mật khẩu (để trình diễn, để thử)."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Create a node: its folder, keys, settings and an administrator's account."""
    passphrase = None if unprotected else fresh_passphrase()
    keys = NodeKeys.generate()
    settings = Settings(
        name, title, address.rstrip("/"), listen, language=language, allow_loopback=allow_loopback, store=store
    )
    created = create_home(home, settings, keys, secrets.token_bytes, passphrase)
    root = introduce(created, keys)
    password = create_office(created)
    if as_json:
        facts = {"home": str(home), "name": name, "fingerprint": root, "user": ADMINISTRATOR, "password": password}
        print(orjson.dumps(facts).decode())
        return
    _ = translator()
    print(_("Đã tạo nút %(name)s tại %(home)s.") % {"name": name, "home": home})
    print(_("Dấu vân khóa gốc, để đọc cho bên kia nghe: %(words)s") % {"words": spoken_fingerprint(root)})
    print(_("Tài khoản quản trị: quan-tri, mật khẩu: %(password)s (chỉ hiện lần này)") % {"password": password})
    print(_("Chạy: lienvung serve %(home)s") % {"home": home})


def introduce(home: Home, keys: NodeKeys) -> str:
    """Let the node introduce itself in its own log; return the fingerprint of its root key."""
    node = open_node(home, now=lambda: datetime.now(UTC), random=secrets.token_bytes, keys=keys)
    by = {"entered-by": ADMINISTRATOR, "approved-by": ADMINISTRATOR}
    try:
        document = introduce_node(node, title=home.settings.title, address=home.settings.address, attribution=by)
    finally:
        node.store.close()
    write_own(home.keys, document)
    return read_contact(document).fingerprint


def create_office(home: Home) -> str:
    """Make the office database and its administrator; return the password, which is stored nowhere."""
    from lienvung.office.database import migrate_office, open_office

    open_office(home.path)
    migrate_office()
    from lienvung.office.services.people import user_create

    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user_create(
        username=ADMINISTRATOR,
        password=password,
        role="administrator",
        full_name="Quản trị nút",
        office_name=home.settings.title,
    )
    return password
