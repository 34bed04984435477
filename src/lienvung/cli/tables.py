"""`lienvung tables`: the register tables for other programmes, as one file or for a role of the database."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.cli.opening import opened
from lienvung.core.register.entry import format_time
from lienvung.node.tables.geopackage import write_tables
from lienvung.node.tables.role import grant_reader, sql_store
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    to: Annotated[
        Path | None, typer.Option(help=_("Tệp GeoPackage để ghi, ví dụ tables.gpkg; tệp cũ được thay cả tệp."))
    ] = None,
    role: Annotated[
        str, typer.Option("--grant-reader", help=_("Vai trò PostgreSQL đã có, được đọc các bảng và không gì khác."))
    ] = "",
    internal: Annotated[
        bool, typer.Option("--internal", help=_("Cả phần nội bộ; không bao giờ có phần cá nhân."))
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Write the register tables to a GeoPackage, or let a role of PostgreSQL read them."""
    say = translator()
    if bool(role) == (to is not None):
        raise typer.BadParameter(say(_("Nêu một trong hai: --to hoặc --grant-reader.")))
    with opened(home) as node:
        if to is not None:
            # Only who draws shapes pays for what judges them.
            from lienvung.spatial.sovereignty import may_be_drawn

            written = write_tables(node.store, to, format_time(node.now()), draws=may_be_drawn, internal=internal)
            facts = {"file": str(to), **asdict(written)}
            text = say(_("Đã ghi %(file)s: %(tables)d bảng, %(rows)d dòng, của %(logs)d nhật ký.")) % facts
        else:
            views = grant_reader(sql_store(node.store), role, internal=internal)
            facts = {"role": role, "schema": views.schema, "views": len(views.names)}
            text = say(_("Vai trò %(role)s nay đọc được %(views)d bảng trong lược đồ %(schema)s.")) % facts
    print(orjson.dumps(facts).decode() if as_json else text)
