"""`lienvung append`: append the changes of a YAML or JSON file to our own logs. Imports no web framework."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.cli.written import read_written
from lienvung.core.register.definition import Definition
from lienvung.core.register.item import Item, split_fields
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.errors import UnknownRegister
from lienvung.node.home import load_home, open_node
from lienvung.node.node import Node
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

_OBJECTS = ("values", "source", "attribution")
_NAMES = {"op", "register", "key", "values", "source", "attribution"}


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    file: Annotated[
        Path, typer.Argument(help=_("Danh sách: register, values; thêm được key, op, source, attribution."))
    ],
    idempotency_key: Annotated[
        str, typer.Option(help=_("Cùng một khóa chỉ ghi một lần; để trống là mã băm của tệp."))
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Append the changes of a file as one batch: all of them or none. The same file again appends nothing."""
    data = file.read_bytes()
    rows = read_rows(data)
    node = open_node(load_home(home), now=lambda: datetime.now(UTC), random=secrets.token_bytes)
    try:
        once = idempotency_key or sha256(data).hexdigest()
        receipt = append(node, [change_of(node, row) for row in rows], idempotency_key=once)
    finally:
        node.store.close()
    if as_json:
        print(orjson.dumps(receipt).decode())
        return
    _ = translator()
    print(_("Đã ghi %(count)d thay đổi, lô %(batch)s.") % {"count": len(receipt.entries), "batch": receipt.batch})
    for origin, index, key in receipt.entries:
        print(f"{origin}  {index}  {key}")


def read_rows(data: bytes) -> list[Mapping[str, Any]]:
    """Return the changes that a YAML or JSON text lists; leave with a usage error where it is neither."""
    rows, say = read_written(data), translator()
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.keys() <= _NAMES for row in rows):
        names = {"names": ", ".join(sorted(_NAMES))}
        raise typer.BadParameter(say(_("cần một danh sách, mỗi thay đổi gồm các mục trong: %(names)s")) % names)
    for number, row in enumerate(rows, 1):
        for name in _OBJECTS:
            if not isinstance(row.get(name), dict | None):
                sentence = say(_("thay đổi %(number)d: mục %(name)s cần các cặp tên và giá trị"))
                raise typer.BadParameter(sentence % {"number": number, "name": name})
    return rows


def change_of(node: Node, row: Mapping[str, Any]) -> Change:
    """Return the change that one row asks for; a put without a key begins a new record."""
    register, op = str(row.get("register", "")), str(row.get("op", "put"))
    if register not in node.catalogue:
        raise UnknownRegister(register)
    key = str(row.get("key", "")) or new_key(node.name, format_token(node.random(TOKEN_BYTES)))
    return Change(op, register, key, _item(node.catalogue[register], op, row))


def _item(definition: Definition, op: str, row: Mapping[str, Any]) -> Item:
    values, source, attribution = (row.get(name) or {} for name in ("values", "source", "attribution"))
    if op == "put":
        return split_fields(definition, values, source=source, attribution=attribution)
    return {"shared": values, "source": source, "attribution": attribution}
