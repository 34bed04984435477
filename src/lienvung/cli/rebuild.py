"""`lienvung rebuild`: make the register tables again from the logs. Imports no web framework."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console

from lienvung.catalogue.load import load_catalogue
from lienvung.node.home import load_home, open_store
from lienvung.node.rebuild import dump_lines, rebuild
from lienvung.node.stores.port import Store
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Make every register table again from the logs and the values held, and say whether anything changed."""
    found = load_home(home)
    console = Console(stderr=True, highlight=False)
    store = open_store(found)
    try:
        before = table_digest(store)
        step = None if as_json else lambda origin, done, total: console.print(f"{origin}  {done}/{total}", markup=False)
        rebuild(store, load_catalogue(found.registers), step)
        after = table_digest(store)
    finally:
        store.close()
    facts = {"rows": after[0], "dump": after[1], "changed": after != before}
    if as_json:
        print(orjson.dumps(facts).decode())
        return
    _ = translator()
    print(_("Đã dựng lại %(rows)d dòng; mã băm của bản kê: %(dump)s") % facts)
    print(_("Các bảng trước đó khác với nhật ký và nay đã đúng.") if facts["changed"] else _("Các bảng vốn đã đúng."))


def table_digest(store: Store) -> tuple[int, str]:
    """Return how many rows all tables have, and the SHA-256 of their canonical dump, which no memory need hold."""
    digest, rows = sha256(), 0
    with store.reading() as reader:
        for line in dump_lines(reader):
            digest.update(line)
            rows += 1
    return rows, digest.hexdigest()
