"""`lienvung store`: move a node's store to another place. Imports no web framework."""

from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.catalogue.load import load_catalogue
from lienvung.node.home import Home, load_home, open_store, with_store, write_settings
from lienvung.node.move import MoveRefused, is_marked, move_store
from lienvung.node.serving import alone
from lienvung.node.stores.port import Store
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

FOLDER = "sqlite"
app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def group() -> None:
    """Move a node's store."""


@app.command("move", help=_("Chuyển kho của nút sang nơi khác: PostgreSQL hoặc tệp SQLite."))
def move_command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    to: Annotated[str, typer.Option(help=_("postgresql://… hoặc sqlite (tệp trong thư mục của nút)."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Move a node's store: logs byte-equal, tables made again, and the old place signs no more."""
    here = load_home(home)
    there = with_store(here, "" if to == FOLDER else to)
    if there == here:
        raise MoveRefused("same-place")
    with alone(home):
        with closing(open_store(here)) as source:
            if not there.settings.store:
                make_room(there, source)
            with closing(open_store(there)) as target:
                moved = move_store(here.settings.name, source, target, load_catalogue(here.registers))
        write_settings(there)
    facts = asdict(moved)
    if as_json:
        print(orjson.dumps(facts).decode())
        return
    _ = translator()
    print(_("Đã chuyển kho: %(logs)d nhật ký, %(entries)d lần ghi, %(blobs)d tệp, từng byte như cũ.") % facts)
    print(_("Nơi cũ không ký nữa. Xem lại rồi xóa nó khi không cần."))
    if not moved.same_tables:
        print(_("Các bảng trước đó khác với nhật ký và nay đã đúng."))


def make_room(there: Home, source: Store) -> None:
    """Give another name to the file that a store in the folder would be moved over, unless it is half moved there."""
    old = there.node_store
    if not old.exists():
        return
    with closing(open_store(there)) as before:
        if is_marked(source, before):
            return
    old.rename(old.with_name(f"{old.name}.{datetime.now(UTC):%Y%m%dT%H%M%SZ}"))
