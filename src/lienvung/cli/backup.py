"""`lienvung backup`: write a sealed backup, look at those there are, verify one, make a node again from one."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.catalogue.load import load_catalogue
from lienvung.cli.opening import opened
from lienvung.cli.refusal import REFUSED
from lienvung.node.backup.check import Checked
from lienvung.node.backup.create import backups_in, create_backup, read_header, verify_backup
from lienvung.node.backup.heads import head_opener, own_log_keys
from lienvung.node.backup.restore import restore_home
from lienvung.node.backup.sealed_file import Secret
from lienvung.node.backup.standby import with_standby
from lienvung.node.home import Home, ensure_secret, load_home, open_file, open_store
from lienvung.node.keys import load_keys
from lienvung.node.known_keys import LogKeys
from lienvung.node.serving import alone
from lienvung.node.stores.port import Store
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

app = typer.Typer(no_args_is_help=True, add_completion=False)

HomeArgument = Annotated[Path, typer.Argument(help=_("Thư mục của nút."))]
FileArgument = Annotated[Path, typer.Argument(help=_("Tệp sao lưu."))]
Folder = Annotated[Path | None, typer.Option("--to", help=_("Thư mục sao lưu; mặc định: backups trong thư mục nút."))]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(help=_("Tệp chứa cụm mật khẩu, thay cho khóa encryption của nút; không có khóa thì cần tệp này.")),
]
Json = Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))]


@app.command("create", help=_("Sao lưu mọi thứ nút đang giữ vào một tệp niêm phong, khi nút vẫn chạy; rồi đọc lại."))
def create_command(
    home: HomeArgument,
    to: Folder = None,
    keep: Annotated[int | None, typer.Option(min=1, help=_("Chỉ giữ lại ngần này bản mới nhất."))] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write everything into one sealed file while the node works, and read it again."""
    found = load_home(home)
    folder = to or home / "backups"
    with opened(home) as node:
        created = create_backup(
            node, found, folder, secret_of(found, passphrase_file), head_opener(own_log_keys(found)), keep=keep
        )
    facts = {"file": str(created.path), "sha256": created.sha256, **facts_of(created.checked)}
    if as_json:
        print(orjson.dumps({**facts, "removed": [str(path) for path in created.removed]}).decode())
        return
    _ = translator()
    print(_("Đã sao lưu và kiểm tra lại %(file)s: %(logs)d nhật ký, %(entries)d lần ghi, %(blobs)d tệp.") % facts)
    print(_("SHA-256 %(sha256)s") % facts)
    print(_("Tệp này không chứa khóa riêng. Cất thư mục keys ở một nơi khác: thiếu khóa thì không mở được tệp."))


@app.command("list", help=_("Liệt kê các bản sao lưu của nút, mới nhất trước."))
def list_command(home: HomeArgument, to: Folder = None, as_json: Json = False) -> None:
    """List a node's backups, newest first."""
    found = load_home(home)
    rows = [
        {"file": str(path), "made": header.made, "bytes": path.stat().st_size}
        for path, header in backups_in(to or home / "backups", found.settings.name)
    ]
    if as_json:
        print(orjson.dumps(rows).decode())
        return
    _ = translator()
    for row in rows:
        print(f"{row['made']}  {row['bytes']:>12}  {row['file']}")
    if not rows:
        print(_("Chưa có bản sao lưu nào. Chạy: lienvung backup create %(home)s") % {"home": home})


@app.command("verify", help=_("Kiểm tra một bản sao lưu như fsck kiểm tra kho, không ghi gì vào nút."))
def verify_command(
    home: HomeArgument, file: FileArgument, passphrase_file: PassphraseFile = None, as_json: Json = False
) -> None:
    """Check a backup as fsck checks a store, without putting it anywhere."""
    found = load_home(home)
    checked = verify_backup(
        [file], secret_of(found, passphrase_file), head_opener(own_log_keys(found)), node=found.settings.name
    )
    print_checked(checked, as_json)
    raise typer.Exit(0 if checked.sound else REFUSED)


@app.command("restore", help=_("Dựng lại nút từ một bản sao lưu. Nút chỉ đọc cho đến khi đã đối chiếu với đối tác."))
def restore_command(
    home: HomeArgument,
    file: FileArgument,
    standby: Annotated[Path | None, typer.Option(help=_("Thư mục bản sao dự phòng, để thêm những gì mới hơn."))] = None,
    passphrase_file: PassphraseFile = None,
    replace: Annotated[bool, typer.Option(help=_("Thay kho đang có; kho cũ được giữ dưới tên khác."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Không hỏi lại."))] = False,
    as_json: Json = False,
) -> None:
    """Make a node again from a backup; it only reads until it has compared with its partners."""
    name = read_header(file).node
    keys = own_keys(home, name)
    secret = secret_in(home, passphrase_file)
    _ = translator()
    if not yes:
        typer.echo(_(RESTORING) % {"node": name}, err=True)
        typer.confirm(_("Nơi cũ sẽ không bao giờ ký nữa?"), abort=True, err=True)
    files = with_standby(file, standby, name) if standby else [file]
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(home):
        restored = restore_home(
            home,
            files,
            secret,
            name=name,
            open_head=head_opener(keys),
            open_beside=open_file,
            open_server=lambda: server_of(home),
            read_catalogue=load_catalogue,
            now=lambda: datetime.now(UTC),
            replace=replace,
        )
        # The web framework's secret is in no backup.
        ensure_secret(load_home(home), secrets.token_bytes)
    facts = {**facts_of(restored.checked), "home": str(home), "files": [str(each) for each in files]}
    if as_json:
        print(orjson.dumps({**facts, "kept": [str(path) for path in restored.kept]}).decode())
        return
    print(_("Đã dựng lại nút tại %(home)s: %(logs)d nhật ký, %(entries)d lần ghi, %(blobs)d tệp.") % facts)
    print(_("Nút chỉ đọc cho đến khi đã đối chiếu với các đối tác. Chạy: lienvung pull %(home)s") % facts)


RESTORING = _(
    "Nút %(node)s sẽ được dựng lại từ bản sao lưu và từ nay ký ở đây. Nơi cũ không bao giờ được ký nữa: hai nơi cùng "
    "ký là hai lịch sử mâu thuẫn. Trước khi ký, nút này sẽ hỏi các đối tác đã thấy sổ đến đâu và lấy lại phần thiếu."
)


def server_of(home: Path) -> Store | None:
    """Return the store that the folder's settings name on a server, if they do; it must be empty."""
    if not (home / "settings.toml").exists():
        return None
    found = load_home(home)
    return open_store(found) if found.settings.store else None


def secret_of(home: Home, passphrase_file: Path | None) -> Secret:
    """Return what seals and opens a node's backups."""
    return secret_in(home.path, passphrase_file)


def secret_in(home: Path, passphrase_file: Path | None) -> Secret:
    """Return the passphrase of a file, or the encryption keys of a folder (KeyUnreadable)."""
    if passphrase_file is None:
        return load_keys(home / "keys").opening()
    passphrase = passphrase_file.read_text(encoding="utf-8").strip()
    if not passphrase:
        raise typer.BadParameter(_("tệp cụm mật khẩu trống"), param_hint="--passphrase-file")
    return passphrase


def own_keys(home: Path, name: str) -> LogKeys:
    """Return our own log keys from the folder's `keys`, which the operator puts there before restoring."""
    return {name: tuple(load_keys(home / "keys").signing("log"))}


def print_checked(checked: Checked, as_json: bool) -> None:
    """Print what a backup has in it, and each finding."""
    facts = facts_of(checked)
    if as_json:
        print(orjson.dumps({**facts, "findings": [str(each) for each in checked.findings]}).decode())
        return
    _ = translator()
    for finding in checked.findings:
        print(f"✗ {finding}")
    told = {**facts, "findings": len(checked.findings)}
    print(
        _("%(node)s, %(made)s: %(logs)d nhật ký, %(entries)d lần ghi, %(blobs)d tệp; không có gì sai.") % told
        if checked.sound
        else _("%(node)s, %(made)s: %(findings)d chỗ sai.") % told
    )


def facts_of(checked: Checked) -> dict[str, object]:
    """Return what was checked as a machine reads it."""
    return {
        "node": checked.node,
        "made": checked.made,
        "logs": checked.logs,
        "entries": checked.entries,
        "blobs": checked.blobs,
        "sound": checked.sound,
    }
