"""`lienvung fsck`: check everything a node holds, trusting only keys. Imports no web framework."""

import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console

from lienvung.catalogue.load import load_catalogue
from lienvung.cli.refusal import REFUSED
from lienvung.node.fsck import Report, fsck
from lienvung.node.home import Home, load_home, open_store
from lienvung.node.known_keys import LogKeys, read_known_keys
from lienvung.node.serving import alone
from lienvung.node.stores.port import Store
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    tables: Annotated[bool, typer.Option(help=_("Dựng lại từng bảng rồi so sánh."))] = True,
    repair: Annotated[
        bool,
        typer.Option("--repair", help=_("Sửa: lấy lại từ đối tác những gì hỏng; tệp hỏng được giữ dưới tên khác.")),
    ] = False,
    partners: Annotated[list[str] | None, typer.Option("--from", help=_("Đối tác giúp sửa; có thể nêu nhiều."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Check everything a node holds, trusting only keys: logs, tiles, heads, values, files and tables."""
    found = load_home(home)
    if repair:
        repair_here(found, partners or [], as_json)
        return
    console = Console(stderr=True, highlight=False)
    store = open_store(found)
    try:
        keys = log_keys(found, store)
        progress = None if as_json else lambda origin, size: console.print(f"{origin}  {size}", markup=False)
        report = fsck(store, keys, load_catalogue(found.registers) if tables else None, progress)
    finally:
        store.close()
    print_report(report, as_json)
    raise typer.Exit(0 if report.sound else REFUSED)


def repair_here(home: Home, partners: list[str], as_json: bool) -> None:
    """Make a sound store with the partners' help and put it in the damaged one's place."""
    from lienvung.node.repair_home import repair_home

    _ = translator()
    if home.settings.store:
        raise typer.BadParameter(_("kho ở máy chủ: khôi phục vào một kho trống bằng lienvung backup restore"))
    with alone(home.path):
        done = repair_home(home, partners, now=lambda: datetime.now(UTC), random=secrets.token_bytes)
    print_report(done.after, as_json)
    if not as_json:
        facts = {"entries": done.done.entries, "lacking": done.done.lacking, "logs": len(done.done.dropped)}
        print(_("Đã lấy lại %(entries)d lần ghi, %(logs)d sổ của đối tác, giá trị của %(lacking)d lần ghi.") % facts)
        for row in done.done.lost:
            print(_("Không sửa được, đối tác không giữ: %(row)s") % {"row": row})
        for path in done.kept:
            print(_("Tệp hỏng được giữ ở %(path)s") % {"path": path})
    raise typer.Exit(0 if done.after.sound else REFUSED)


def log_keys(home: Home, store: Store) -> LogKeys:
    """Return each node's public log keys: our own from beside the store, partners' as they were approved."""
    with store.reading() as reader:
        return read_known_keys(home, reader).log


def print_report(report: Report, as_json: bool) -> None:
    """Print what was checked and each finding."""
    if as_json:
        print(orjson.dumps({**asdict(report), "sound": report.sound}).decode())
        return
    _ = translator()
    for finding in report.findings:
        print(f"✗ {finding}")
    facts = {"logs": report.logs, "entries": report.entries, "blobs": report.blobs, "findings": len(report.findings)}
    print(
        _("Đã kiểm tra %(logs)d nhật ký, %(entries)d lần ghi, %(blobs)d tệp: không có gì sai.") % facts
        if report.sound
        else _("Đã kiểm tra %(logs)d nhật ký, %(entries)d lần ghi, %(blobs)d tệp: %(findings)d chỗ sai.") % facts
    )
