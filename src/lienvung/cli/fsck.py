"""`lienvung fsck`: check everything a node holds, trusting only keys. Imports no web framework."""

from dataclasses import asdict
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
from lienvung.node.stores.port import Store
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    tables: Annotated[bool, typer.Option(help=_("Dựng lại từng bảng rồi so sánh."))] = True,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Check everything a node holds, trusting only keys: logs, tiles, heads, values, files and tables."""
    found = load_home(home)
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
