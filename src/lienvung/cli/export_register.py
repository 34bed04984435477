"""`lienvung export-register`: a register as a file, as far as one account may see, with a line in the trail."""

from collections.abc import Iterable, Mapping
from errno import EEXIST, ENOTDIR
from os import strerror
from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.cli.account import open_account
from lienvung.report.exports.files import FORMS
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    register: Annotated[str, typer.Argument(help=_("Sổ, như tourist-vessel."))],
    to: Annotated[Path, typer.Option(help=_("Tệp để ghi vào; chưa có tệp nào tên này."))],
    user: Annotated[str, typer.Option(help=_("Tài khoản mà vai trò quyết định phần nào có trong tệp."))],
    form: Annotated[str, typer.Option(help=_("Dạng tệp: csv, xlsx, geojson, jsonl, datapackage."))] = "csv",
    where: Annotated[list[str], typer.Option(help=_("TRƯỜNG=GIÁ_TRỊ; lặp lại được."))] = [],  # noqa: B006 - typer reads it once
    text: Annotated[str, typer.Option(help=_("Từ cần tìm, không cần dấu."))] = "",
    sort: Annotated[str, typer.Option(help=_("Trường để sắp xếp; -TRƯỜNG thì ngược lại."))] = "",
    as_of: Annotated[str, typer.Option(help=_("Như đã biết lúc này, như 2026-10-01T17:00:00Z."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Write what a query finds in a register to a file; an existing file is never written over."""
    person = open_account(home, user)
    from lienvung.node.stores.port import Query
    from lienvung.office.node_access import get_node
    from lienvung.office.selectors.registers import definitions_in_use, typed_value
    from lienvung.office.services.exports import register_export

    with get_node().store.reading() as reader:
        definition = definitions_in_use(reader).get(register)
    if definition is None:
        raise typer.BadParameter(register, param_hint="REGISTER")
    if form not in FORMS:
        raise typer.BadParameter(form, param_hint="--form")
    asked = _pairs(where, definition.fields)
    wanted = {name: tuple(typed_value(definition.fields[name], each) for each in said) for name, said in asked.items()}
    order = (sort,) if sort else definition.sort or ("-time",)
    query = Query(where=wanted, text=text, sort=order, as_of=as_of or None)
    chosen = [(name, each) for name, said in asked.items() for each in said]
    _require_free(to)
    made = register_export(
        user=person, definition=definition, query=query, form=form, asked=[("q", text), *chosen] if text else chosen
    )
    told = {"file": str(to), "bytes": _write_whole(to, made.pieces)}
    print(orjson.dumps(told).decode() if as_json else translator()(_("Đã ghi %(file)s (%(bytes)d byte).")) % told)


def _require_free(to: Path) -> None:
    """Raise before anything is read, and before the trail says that a file was made."""
    if to.exists():
        raise FileExistsError(EEXIST, strerror(EEXIST), str(to))
    if not to.parent.is_dir():
        raise NotADirectoryError(ENOTDIR, strerror(ENOTDIR), str(to.parent))


def _write_whole(to: Path, pieces: Iterable[bytes]) -> int:
    """Write a file so that under its name there is all of it or nothing; return its size."""
    partial = to.with_name(f".{to.name}.partial")
    try:
        with partial.open("wb") as file:
            size = sum(file.write(piece) for piece in pieces)
        partial.replace(to)
    finally:
        partial.unlink(missing_ok=True)
    return size


def _pairs(where: list[str], fields: Mapping[str, object]) -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {}
    for pair in where:
        name, sign, value = pair.partition("=")
        if not sign or name not in fields:
            raise typer.BadParameter(pair, param_hint="--where")
        asked.setdefault(name, []).append(value)
    return asked
