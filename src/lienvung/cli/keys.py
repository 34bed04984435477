"""`lienvung keys`: show, rotate, revoke and protect a node's keys; sign for its root on a machine of its own.

What changes keys makes the next keys document. With the root key at hand (in the folder, or `--root FILE` on a USB
stick) it is signed and installed at once; with `--request FILE` it is written for `keys sign` elsewhere and
`keys install` here.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.cli.keys_shown import facts_of, files_of_home, headline_of, line_of, print_facts, rows_of, spell
from lienvung.cli.opening import opened
from lienvung.cli.passphrase import fresh_passphrase
from lienvung.core.agreement.contact import spoken_fingerprint
from lienvung.core.agreement.keys import USES, PublishedKey, countersign, read_request
from lienvung.core.agreement.rotation import Change, set_address, set_roots
from lienvung.core.agreement.signers import VIETNAM, days_at
from lienvung.core.register.entry import format_time
from lienvung.core.tlog.note import decode_base64
from lienvung.node.home import Home as NodeHome
from lienvung.node.home import load_home
from lienvung.node.introduction import RootKeyMissing
from lienvung.node.keys import (
    generate_key,
    key_files,
    load_keys,
    protect_keys,
    public_bytes,
    read_signing,
    write_private,
)
from lienvung.node.node import Node
from lienvung.node.passphrase import read_passphrase
from lienvung.node.protected import format_private, is_protected
from lienvung.node.rotation import (
    OVERLAP,
    QUORUM,
    discard_ended,
    find_key,
    install_document,
    new_key,
    own_contact,
    prepare_document,
    revocation,
)
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

app = typer.Typer(no_args_is_help=True, add_completion=False)

Home = Annotated[Path, typer.Argument(help=_("Thư mục của nút."), show_default=False)]
Json = Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))]
Root = Annotated[
    list[Path] | None, typer.Option("--root", help=_("Tệp khóa gốc, ví dụ trên USB; nhiều khóa thì lặp lại."))
]
Request = Annotated[
    Path | None, typer.Option("--request", help=_("Chỉ ghi bản cần ký vào tệp này, để ký bằng keys sign ở máy khác."))
]
By = Annotated[str, typer.Option("--by", help=_("Họ tên người làm, ghi vào sổ."))]
Uses = Annotated[list[str], typer.Argument(help=_("log, witness, request, encryption: một hoặc nhiều."))]


@app.command("show", help=_("Cho biết các khóa của nút: hạn dùng, thu hồi, có ở đây không, có mật khẩu không."))
def show_command(home: Home, as_json: Json = False) -> None:
    """Show the keys document in force and which private halves are here."""
    with opened(home) as node, node.store.reading() as reader:
        own = own_contact(reader, node)
        facts = facts_of(node, own.keys) | {"fingerprint": own.fingerprint, "roots": sorted(own.roots)}
        facts |= files_of_home(home)
    if as_json:
        print(orjson.dumps(facts).decode())
        return
    _ = translator()
    print(_("%(node)s, bản khóa số %(version)s, %(address)s") % facts)
    print(_("Dấu vân khóa gốc: %(words)s") % {"words": spoken_fingerprint(own.fingerprint)})
    root = own.keys.root
    needed = {"threshold": root.threshold, "count": len(root.keys)}
    print(_("Khóa gốc: cần %(threshold)d chữ ký trong %(count)d.") % needed)
    for row in facts["keys"]:
        print("  " + line_of(row))
    print(_("Khóa trong thư mục có mật khẩu.") if facts["protected"] else _("Khóa trong thư mục không có mật khẩu."))
    print(_("Khóa gốc đang ở trên nút.") if facts["root-here"] else _("Khóa gốc không ở trên nút."))


@app.command("rotate", help=_("Thay khóa: khóa mới chạy từ hôm nay, khóa cũ còn chạy thêm ít ngày rồi hết hạn."))
def rotate_command(
    home: Home,
    use: Uses,
    by: By,
    overlap: Annotated[int, typer.Option(min=0, max=366, help=_("Khóa cũ còn chạy bao nhiêu ngày."))] = OVERLAP,
    root: Root = None,
    request: Request = None,
    as_json: Json = False,
) -> None:
    """Replace keys: make new ones, end the old ones after an overlap."""
    with _changing(home, root, request) as change:
        for each in use:
            _check_use(each)
            change.append(new_key(change.node, change.home.keys, each, overlap, change.passphrase))
        change.finish(by, as_json)


@app.command("revoke", help=_("Thu hồi khóa bị lộ kể từ một lúc, và thay ngay bằng khóa mới."))
def revoke_command(
    home: Home,
    use: Uses,
    at: Annotated[str, typer.Option(help=_("Từ lúc nào khóa có thể đã lộ, ví dụ 2026-11-22T08:00 (giờ Việt Nam)."))],
    by: By,
    key: Annotated[str, typer.Option(help=_("Chỉ thu hồi khóa bắt đầu bằng các chữ này; xem keys show."))] = "",
    witnesses: Annotated[int, typer.Option(min=1, help=_("Bao nhiêu bên phải đã chứng kiến trước lúc ấy."))] = QUORUM,
    keep: Annotated[
        bool, typer.Option("--keep-entries", help=_("Đã kiểm tra: mọi lần ghi trong sổ của nút là của nút."))
    ] = False,
    root: Root = None,
    request: Request = None,
    as_json: Json = False,
) -> None:
    """Revoke keys since a moment, name the entries that are void, and make new keys."""
    moment = _moment(at)
    with _changing(home, root, request) as change:
        for each in use:
            _check_use(each)
            for revoked in _revoked(change, each, key):
                change.append(revocation(change.node, each, revoked.key, moment, quorum=witnesses, keep=keep))
            change.append(new_key(change.node, change.home.keys, each, 0, change.passphrase))
        change.finish(by, as_json)


@app.command("move", help=_("Đổi địa chỉ của nút; mỗi đối tác phải duyệt địa chỉ mới."))
def move_command(
    home: Home,
    address: Annotated[str, typer.Argument(help=_("Địa chỉ mới, ví dụ https://lienvung.example.vn"))],
    by: By,
    root: Root = None,
    request: Request = None,
    as_json: Json = False,
) -> None:
    """Publish a new address, signed by the root."""
    with _changing(home, root, request) as change:
        change.append(set_address(address.rstrip("/")))
        change.finish(by, as_json)


@app.command("new-root", help=_("Làm một khóa gốc mới vào một tệp, ví dụ trên USB; in ra phần công khai."))
def new_root_command(
    file: Annotated[Path, typer.Argument(help=_("Tệp sẽ được tạo; không bao giờ ghi đè."))],
    unprotected: Annotated[bool, typer.Option("--unprotected", help=_("Không đặt mật khẩu."))] = False,
    as_json: Json = False,
) -> None:
    """Make a root key in a file of its own."""
    key = generate_key("root")
    write_private(file, format_private(key, None if unprotected else fresh_passphrase()))
    print_facts({"file": str(file), "public": spell(public_bytes(key))}, as_json, _("Khóa công khai: %(public)s"))


@app.command("roots", help=_("Đổi bộ khóa gốc; khóa gốc cũ và mới đều ký, mỗi đối tác phải duyệt."))
def roots_command(
    home: Home,
    public: Annotated[list[str], typer.Argument(help=_("Các khóa gốc công khai (base64) của bộ mới."))],
    by: By,
    threshold: Annotated[int, typer.Option(min=1, help=_("Cần bao nhiêu chữ ký trong bộ mới."))] = 1,
    root: Root = None,
    request: Request = None,
    as_json: Json = False,
) -> None:
    """Replace the root set."""
    raw = [decode_base64(each) or b"" for each in public]
    with _changing(home, root, request) as change:
        change.append(set_roots(raw, threshold))
        change.finish(by, as_json)


@app.command("sign", help=_("Ký một bản khóa bằng khóa gốc; chạy được trên máy không nối mạng, không cần nút."))
def sign_command(
    file: Annotated[Path, typer.Argument(help=_("Tệp mà --request đã ghi; được ghi lại kèm chữ ký."))],
    root: Annotated[list[Path], typer.Option("--root", help=_("Tệp khóa gốc."))],
    yes: Annotated[bool, typer.Option("--yes", help=_("Không hỏi lại."))] = False,
) -> None:
    """Show what is to be signed, ask, and add the root's signatures to the file."""
    data = file.read_text("utf-8")
    document, _text, _lines = read_request(data)
    _ = translator()
    typer.echo(_("%(node)s, bản khóa số %(version)d, %(address)s") % headline_of(document))
    for row in rows_of(document):
        typer.echo("  " + line_of(row))
    if not yes:
        typer.confirm(_("Ký bản này?"), abort=True)
    for path in root:
        data = countersign(data, read_signing(path))
    file.write_text(data, "utf-8")
    print(_("Đã ký: %(file)s") % {"file": file})


@app.command("install", help=_("Dùng một bản khóa đã ký, và công bố cho đối tác. Sau đó khởi động lại dịch vụ."))
def install_command(
    home: Home,
    file: Annotated[Path, typer.Argument(help=_("Tệp đã ký."))],
    by: By,
    as_json: Json = False,
) -> None:
    """Install a signed keys document."""
    with opened(home) as node:
        _install(node, load_home(home), file.read_text("utf-8"), by, as_json)


@app.command("root-export", help=_("Chuyển khóa gốc ra khỏi nút, ví dụ sang USB: chép, đọc lại, rồi xóa ở nút."))
def root_export_command(
    home: Home, file: Annotated[Path, typer.Argument(help=_("Tệp sẽ được tạo; không bao giờ ghi đè."))]
) -> None:
    """Move the root key off the node."""
    found = load_home(home)
    here = found.keys / "root.pem"
    if not here.exists():
        raise RootKeyMissing(found.settings.name)
    before = public_bytes(read_signing(here))
    write_private(file, here.read_bytes())
    if public_bytes(read_signing(file)) == before:
        here.unlink()
    _ = translator()
    print(_("Khóa gốc nay chỉ ở %(file)s. Cất USB vào tủ; chép thêm một bản cất nơi khác.") % {"file": file})


@app.command("protect", help=_("Đặt hoặc đổi mật khẩu của mọi khóa trong thư mục nút."))
def protect_command(home: Home) -> None:
    """Encrypt all keys of a node under a passphrase."""
    keys = load_home(home).keys
    before = read_passphrase if any(is_protected(path.read_bytes()) for path in key_files(keys)) else _nothing
    names = protect_keys(keys, before, fresh_passphrase(ask=before is read_passphrase))
    _ = translator()
    print(_("Đã đặt mật khẩu cho: %(names)s.") % {"names": ", ".join(names)})


@app.command("unprotect", help=_("Bỏ mật khẩu của các khóa; chỉ để trình diễn hoặc khi ổ đĩa đã mã hóa."))
def unprotect_command(home: Home) -> None:
    """Write all keys of a node without a passphrase."""
    names = protect_keys(load_home(home).keys, read_passphrase, None)
    _ = translator()
    print(_("Không còn mật khẩu: %(names)s.") % {"names": ", ".join(names)})


@app.command(
    "discard",
    help=_("Xóa các khóa riêng đã hết hạn hoặc bị thu hồi; gói và bản sao lưu niêm bằng khóa ấy không mở được nữa."),
)
def discard_command(home: Home, as_json: Json = False) -> None:
    """Delete private keys that will never act again."""
    with opened(home) as node:
        names = discard_ended(node, load_home(home))
    print_facts({"discarded": names, "names": ", ".join(names) or "-"}, as_json, _("Đã xóa: %(names)s"))


# ── a change on its way ─────────────────────────────────────────────────────────────────────────


class _Change(list[Change]):
    """The changes that go into the next keys document, and who is to sign it."""

    def __init__(self, node: Node, home: Path, roots: Sequence[Path], request: Path | None) -> None:
        super().__init__()
        self.node, self.home, self.roots, self.request = node, load_home(home), roots, request
        with node.store.reading() as reader:
            self.document = own_contact(reader, node).keys
        if request is None and not self._root_files():
            raise RootKeyMissing(node.name)
        protected = any(is_protected(path.read_bytes()) for path in key_files(self.home.keys))
        self.passphrase = read_passphrase() if protected else None

    def finish(self, by: str, as_json: bool) -> None:
        """Sign and install the document, or write it for signing elsewhere."""
        text = prepare_document(self.node, self)
        if self.request is not None:
            self.request.write_text(text, "utf-8")
            print_facts({"request": str(self.request)}, as_json, _("Cần khóa gốc ký: %(request)s"))
            return
        for path in self._root_files():
            text = countersign(text, read_signing(path))
        # The keys made just now are not among those that were read before.
        _install(replace(self.node, keys=load_keys(self.home.keys)), self.home, text, by, as_json)

    def _root_files(self) -> list[Path]:
        here = self.home.keys / "root.pem"
        return [*self.roots, *([here] if here.exists() else [])]


@contextmanager
def _changing(home: Path, root: Sequence[Path] | None, request: Path | None) -> Iterator[_Change]:
    with opened(home) as node:
        yield _Change(node, home, root or (), request)


def _install(node: Node, home: NodeHome, note: str, by: str, as_json: bool) -> None:
    document = install_document(node, home, note, attribution={"entered-by": by, "approved-by": by})
    facts = facts_of(node, document.keys)
    told = _("Bản khóa số %(version)d đã có hiệu lực và được công bố. Khởi động lại dịch vụ: lienvung serve.")
    print_facts(facts, as_json, told)


def _check_use(use: str) -> None:
    if use not in USES:
        raise typer.BadParameter(", ".join(USES))


def _revoked(change: _Change, use: str, key: str) -> Sequence[PublishedKey]:
    """Return the keys that are to be revoked: the one named, else all that run, for whoever read one read them all."""
    if key:
        return [find_key(change.document, use, key)]
    return change.document.running(use, days_at(change.node.now()))


def _moment(at: str) -> str:
    """Return a moment as entries spell it; one without a zone is Viet Nam's."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise typer.BadParameter("2026-11-22T08:00", param_hint="--at") from None
    return format_time((moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC))


def _nothing() -> bytes:
    return b""
