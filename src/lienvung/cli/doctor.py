"""`lienvung doctor`: what this machine lacks, before it matters."""

import re
import socket
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import Distribution, requires
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console

from lienvung.catalogue import read_own_registers
from lienvung.cli.refusal import REFUSED
from lienvung.core.errors import LienVungError
from lienvung.node.home import Home, load_home
from lienvung.node.keys import key_files
from lienvung.node.protected import is_protected
from lienvung.wording.errors import explain
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

if TYPE_CHECKING:
    from lienvung.node.guard import Guard

# One of each kind that tools/build_assets.py copies: for pages, and for pictures of maps.
BUILT = ("web/static/vendor/htmx.min.js", "spatial/fonts/BeVietnamPro_400Regular.ttf")
# Versions 3.7.0 to 3.51.2 can corrupt a database in WAL mode when two connections write or checkpoint at once.
WAL_RESET_FIXED = (3, 51, 3)
PRIVATE = 0o077
ADOPTING = _(
    "Từ nay chỉ bản cài đặt này ký thay nút %(node)s. Nơi mà kho được chép từ đó không bao giờ được ký nữa: hai nơi "
    "cùng ký là hai lịch sử mâu thuẫn, các đối tác sẽ giữ bằng chứng và ngừng nhận. Bản sao lưu cũ cũng thế: nếu đối "
    "tác giữ nhiều hơn kho này (xem ở bên đối tác) thì đừng ký."
)
TWO = 2
GOING_ON = _(
    "Nút %(node)s chưa từng có đối tác nào, nên không ai thấy nhiều hơn bản này. Nút ký lại theo quyết định của hai "
    "người; nơi cũ không bao giờ được ký nữa."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, and the sentence that says so."""

    check: str
    well: bool
    sentence: str


def command(
    home: Annotated[Path | None, typer.Argument(help=_("Thư mục của nút, để xem khóa và cổng của nút."))] = None,
    adopt: Annotated[
        bool, typer.Option("--adopt", help=_("Sau khi khôi phục: từ nay chỉ nơi này ký thay nút; có hỏi lại."))
    ] = False,
    go_on_by: Annotated[
        list[str] | None,
        typer.Option(help=_("Nút chưa từng có đối tác: hai người cùng quyết định cho nút ký lại; nêu tên hai lần.")),
    ] = None,
    reason: Annotated[str, typer.Option(help=_("Lý do của quyết định ấy; được lưu cùng hai tên."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một danh sách JSON."))] = False,
) -> None:
    """Say what this machine lacks: packages, ports, SQLite, key permissions, built assets, registers."""
    if adopt:
        adopt_here(home)
    if go_on_by:
        go_on(home, go_on_by, reason)
    findings = [*machine_findings(), *(home_findings(home) if home else ())]
    if as_json:
        print(orjson.dumps([asdict(finding) for finding in findings]).decode())
    else:
        console = Console(highlight=False)
        for finding in findings:
            # Lines are left to the terminal: a path that was broken cannot be copied.
            console.print(f"{'✓' if finding.well else '✗'} {finding.sentence}", markup=False, soft_wrap=True)
    raise typer.Exit(0 if all(finding.well for finding in findings) else REFUSED)


def adopt_here(home: Path | None) -> None:
    """Let this installation sign for the node, once a person has read what that means and agreed."""
    # The doctor must also run where a package that a node needs is missing.
    from lienvung.cli.opening import opened
    from lienvung.node.contact import contacts
    from lienvung.node.guard import raise_guard
    from lienvung.node.signing import adopt_installation

    _ = translator()
    if home is None:
        raise typer.BadParameter(_("--adopt cần thư mục của nút"))
    with opened(home) as node:
        typer.echo(_(ADOPTING) % {"node": node.name}, err=True)
        typer.confirm(_("Nơi cũ sẽ không bao giờ ký nữa?"), abort=True, err=True)
        adopt_installation(node)
        with node.store.writing() as writer:
            if contacts(writer):
                # Partners may have seen more than this copy has: they are asked before anything is signed.
                raise_guard(node, writer, "adopted")


def go_on(home: Path | None, names: list[str], reason: str) -> None:
    """Let a restored node sign that never had a partner to ask: the decision of two people, which is kept."""
    from lienvung.cli.opening import opened
    from lienvung.node.guard import override_guard

    _ = translator()
    if home is None or len(names) != TWO:
        raise typer.BadParameter(_("cần thư mục của nút và đúng hai tên: --go-on-by A --go-on-by B"))
    with opened(home) as node:
        typer.echo(_(GOING_ON) % {"node": node.name}, err=True)
        override_guard(node, by=(names[0], names[1]), reason=reason)


def machine_findings() -> Iterator[Finding]:
    """Look at what every node on this machine needs."""
    _ = translator()
    missing = list(missing_packages())
    yield Finding(
        "packages",
        not missing,
        _("Thiếu gói: %(names)s. Cài lại môi trường từ requirements.lock.") % {"names": ", ".join(missing)}
        if missing
        else _("Đủ các gói cần thiết."),
    )
    yield sqlite_finding()
    built = all((files("lienvung") / name).is_file() for name in BUILT)
    yield Finding(
        "assets", built, _("Tệp giao diện đã được dựng.") if built else _("Chưa dựng tệp giao diện. Chạy: make demo")
    )


def missing_packages() -> Iterator[str]:
    """Yield the packages without which a part of this programme does not run, and that are not installed."""
    for wanted in requires("lienvung") or ():
        named, _, about = wanted.partition(";")
        name = re.split(r"[^\w.-]", named)[0]
        if "extra" not in about and not any(Distribution.discover(name=name)):
            yield name


def sqlite_finding() -> Finding:
    """Say whether the node store's SQLite is outside the range of the WAL-reset defect."""
    _ = translator()
    if find_spec("apsw") is None:
        return Finding("sqlite", False, _("Không có apsw: kho của nút không mở được."))
    import apsw

    version = apsw.sqlite_lib_version()
    well = tuple(int(each) for each in version.split(".")) >= WAL_RESET_FIXED
    facts = {"version": version, "system": sqlite3.sqlite_version}
    if well:
        return Finding("sqlite", True, _("SQLite của kho nút %(version)s an toàn (của hệ thống: %(system)s).") % facts)
    return Finding("sqlite", False, _("SQLite %(version)s có lỗi hỏng tệp WAL; cần từ 3.51.3.") % facts)


def home_findings(path: Path) -> Iterator[Finding]:
    """Look at one node's folder."""
    _ = translator()
    try:
        home = load_home(path)
    except LienVungError as error:
        yield Finding("home", False, _("Không đọc được thư mục nút: %(error)s") % {"error": error})
        return
    open_to_others = [path.stem for path in key_files(home.keys) if readable_by_others(path)]
    yield Finding(
        "keys",
        not open_to_others,
        _("Người khác đọc được khóa: %(names)s. Chạy: chmod 600.") % {"names": ", ".join(open_to_others)}
        if open_to_others
        else _("Khóa chỉ chủ nút đọc được."),
    )
    if home.settings.address.startswith("https:") and not home.settings.proxies:
        sentence = _(
            "Địa chỉ của nút là https nhưng settings.toml chưa nêu proxies: mọi trang sẽ chuyển hướng về chính nó. "
            "Ghi vào đó địa chỉ IP của máy chủ TLS đứng trước nút."
        )
        yield Finding("proxies", False, sentence)
    yield from protection_findings(home)
    yield from store_findings(home)
    yield from standing_findings(home)
    yield from register_findings(home)
    yield from witness_findings(home)
    yield from erasure_findings(home)
    yield port_finding(home)


def protection_findings(home: Home) -> Iterator[Finding]:
    """Say whether the keys need a passphrase, and whether the root key is kept elsewhere.

    A demonstration goes without both on purpose; that is said all the same.
    """
    _ = translator()
    bare = [path.stem for path in key_files(home.keys) if not is_protected(path.read_bytes())]
    yield Finding(
        "passphrase",
        not bare or home.settings.demonstration,
        _("Khóa không có mật khẩu: %(names)s. Chạy: lienvung keys protect.") % {"names": ", ".join(bare)}
        if bare
        else _("Mọi khóa đều có mật khẩu."),
    )
    if (home.keys / "root.pem").exists():
        yield Finding("root", True, _("Khóa gốc đang ở trên nút; nên cất ra ngoài: lienvung keys root-export."))


def store_findings(home: Home) -> Iterator[Finding]:
    """Say where the store lies, and whether a server that holds it keeps what it acknowledges."""
    _ = translator()
    if not home.settings.store:
        yield Finding("store", True, _("Kho nằm trong tệp %(path)s.") % {"path": home.node_store})
        return
    if readable_by_others(home.path / "settings.toml"):
        yield Finding("store", False, _("Người khác đọc được mật khẩu trong settings.toml. Chạy: chmod 600."))
    from lienvung.node.stores.postgres import PostgresStore

    try:
        with closing(PostgresStore(home.settings.store, home.settings.name)) as store:
            server = store.check()
            facts = {"version": f"{server.version // 10_000}.{server.version % 10_000}", "path": store.address}
    except LienVungError as error:
        told = explain(error, _)
        yield Finding("store", False, f"{told.happened} {told.safe} {told.do}")
        return
    yield Finding("store", True, _("Kho nằm trong PostgreSQL %(version)s tại %(path)s.") % facts)
    if not server.checksums:
        sentence = _(
            "Máy chủ PostgreSQL không dò tổng kiểm trang (data_checksums): đĩa hỏng có thể không ai biết. "
            "Chạy pg_checksums."
        )
        yield Finding("checksums", False, sentence)


def witness_findings(home: Home) -> Iterator[Finding]:
    """Say what the witness policy asks for, and which logs nobody else ever signed for."""
    # The doctor must also run where a package that a store needs is missing.
    from lienvung.cli.witness_findings import policy_finding, unwitnessed_sentences

    yield Finding("policy", *policy_finding(home))
    try:
        for sentence in unwitnessed_sentences(home):
            yield Finding("witnesses", False, sentence)
    except LienVungError as error:
        yield Finding("witnesses", False, explain(error, translator()).happened)


def erasure_findings(home: Home) -> Iterator[Finding]:
    """Say which backups are older than what was erased since."""
    # The doctor must also run where a package that a store needs is missing.
    from lienvung.cli.erasure_findings import erasure_sentences

    try:
        for sentence in erasure_sentences(home):
            yield Finding("erasures", False, sentence)
    except LienVungError as error:
        yield Finding("erasures", False, explain(error, translator()).happened)


def standing_findings(home: Home) -> Iterator[Finding]:
    """Say whether this node may sign, and what the last look at its tables found."""
    from lienvung.node.guard import guard_of
    from lienvung.node.health import last_health
    from lienvung.node.home import open_store
    from lienvung.node.node import Node

    _ = translator()
    if not (home.node_store.exists() or home.settings.store):
        return
    try:
        store = open_store(home)
    except LienVungError as error:
        told = explain(error, _)
        yield Finding("store", False, f"{told.happened} {told.do}")
        return
    try:
        node = Node(home.settings.name, store, None, {}, lambda: datetime.now(UTC), lambda count: b"")
        with store.reading() as reader:
            guard, health = guard_of(node, reader), last_health(reader)
    finally:
        store.close()
    if guard is not None:
        yield Finding("guard", False, guarded_sentence(guard))
    if health is not None:
        facts = {"at": health.at, "count": len(health.findings), "records": health.records}
        well = not health.findings
        yield Finding(
            "health",
            well,
            _("Lần tự kiểm gần nhất %(at)s: %(records)d bản ghi, không có gì sai.") % facts
            if well
            else _("Lần tự kiểm gần nhất %(at)s: %(count)d chỗ sai. Chạy lienvung fsck.") % facts,
        )


def guarded_sentence(guard: "Guard") -> str:
    """Say why a node only reads, and what to do."""
    _ = translator()
    asked = ", ".join(f"{name}: {found}" for name, found in guard.asked.items()) or "-"
    if guard.why == "copied":
        return _("Kho được chép từ nơi khác: chỉ đọc. Nếu nơi cũ đã bỏ hẳn, chạy lienvung doctor --adopt.")
    if guard.stopped:
        return _("Đối tác đã thấy những lần ghi không có ở đây (%(asked)s): không ký. Tìm bản sao lưu mới hơn.") % {
            "asked": asked
        }
    facts = {"asked": asked}
    return _("Vừa khôi phục: chỉ đọc cho đến khi đã hỏi các đối tác (%(asked)s). Chạy lienvung pull.") % facts


def register_findings(home: Home) -> Iterator[Finding]:
    """Say which registers of the operator's own are in use, and what is wrong with each other file."""
    _ = translator()
    own = read_own_registers(home.registers)
    for fault in own.faults:
        told = explain(fault, _)
        yield Finding("register", False, f"{told.happened} {told.safe} {told.do}")
    if own.definitions:
        yield Finding("register", True, _("Sổ của riêng nút: %(names)s.") % {"names": ", ".join(own.definitions)})


def readable_by_others(key: Path) -> bool:
    """Return whether a key file's mode lets anybody but its owner in."""
    return key.exists() and bool(stat.S_IMODE(key.stat().st_mode) & PRIVATE)


def port_finding(home: Home) -> Finding:
    """Say whether the node's port is free."""
    _ = translator()
    host, _colon, port = home.settings.listen.rpartition(":")
    facts = {"listen": home.settings.listen}
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError:
            return Finding("port", False, _("Cổng %(listen)s đang bận.") % facts)
    return Finding("port", True, _("Cổng %(listen)s còn trống.") % facts)
