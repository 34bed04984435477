"""`lienvung import`: a table into any register, seen row by row before anything is put before an approver."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from lienvung.cli.account import open_account
from lienvung.cli.refusal import REFUSED
from lienvung.wording.mistakes import explain_mistake
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

if TYPE_CHECKING:
    from lienvung.core.register.definition import Definition
    from lienvung.office.selectors.imports import RegisterImport, ShownRow

_SHOWN = 50


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    register: Annotated[str, typer.Argument(help=_("Sổ, như tourist-vessel."))],
    file: Annotated[Path, typer.Argument(help=_("Bảng: .xlsx, .csv, .geojson hoặc .jsonl."))],
    user: Annotated[str, typer.Option(help=_("Tài khoản chuyên viên đứng tên xác nhận các hàng."))],
    mapping: Annotated[list[str], typer.Option("--map", help=_("CỘT=TRƯỜNG; lặp lại được; CỘT= thì bỏ qua."))] = [],  # noqa: B006 - typer reads it once
    match: Annotated[
        str, typer.Option(help=_("Trường để nhận ra bản ghi khi hàng không có khóa; nhiều trường thì nối bằng dấu +."))
    ] = "",
    names: Annotated[
        list[str], typer.Option("--name", help=_("TÊN=KHÓA: tên trong bảng là bản ghi nào; lặp lại được."))
    ] = [],  # noqa: B006 - typer reads it once
    clears: Annotated[bool, typer.Option("--clears", help=_("Ô trống nghĩa là xóa giá trị đang có."))] = False,
    write: Annotated[bool, typer.Option("--write/--dry-run", help=_("Trình người duyệt; mặc định chỉ xem."))] = False,
    skip_wrong: Annotated[bool, typer.Option("--skip-wrong", help=_("Bỏ qua các hàng sai."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Show what a table would change in a register; with --write put its rows before an approver.

    Exit code 1 when rows are wrong and not skipped, or the table is refused; nothing is submitted then, and no row is
    kept of what is not submitted.
    """
    clerk = open_account(home, user)
    from lienvung.office.node_access import get_node
    from lienvung.office.selectors.imports import may_be_set_aside
    from lienvung.office.services.import_names import import_name
    from lienvung.office.services.imports import (
        import_bring,
        import_map,
        import_set_aside,
        import_submit,
        import_work,
    )

    if register not in get_node().catalogue:
        raise typer.BadParameter(register, param_hint="REGISTER")
    imported = import_bring(user=clerk, register=register, name=file.name, data=file.read_bytes(), by_job=False)
    try:
        import_work(imported)
        if mapping or match or clears or imported.state == "mapping":
            columns = _columns(get_node().catalogue[register], imported, mapping, match)
            import_map(user=clerk, imported=imported, columns=columns, match=match, clears=clears, by_job=False)
            import_work(imported)
        if names:
            import_name(user=clerk, imported=imported, meant=_meant(imported, names), by_job=False)
            import_work(imported)
        decision = import_submit(user=clerk, imported=imported, skip_wrong=skip_wrong) if write else None
        _tell(imported, str(decision.pk) if decision else "", as_json=as_json)
    finally:
        # What was only looked at, or refused, is brought anew the next time: its rows need not lie in the office.
        imported.refresh_from_db()
        if may_be_set_aside(imported):
            import_set_aside(user=clerk, imported=imported)
    raise typer.Exit(REFUSED if imported.counted.get("wrong") and not skip_wrong else 0)


def _columns(definition: "Definition", imported: "RegisterImport", mapping: list[str], match: str) -> dict[str, str]:
    """Return what each column means, as it was understood or said; a column, field or match of none is wrong usage."""
    from lienvung.office.imports.columns import targets_of
    from lienvung.office.imports.recognition import way_name, ways_open

    known = {"", *(target.name for target in targets_of(definition))}
    pairs = [pair.rpartition("=") for pair in mapping]
    for heading, sign, field in pairs:
        if heading not in imported.headings or not sign or field not in known:
            raise typer.BadParameter(f"{heading}{sign}{field}", param_hint="--map")
    columns = {**imported.columns, **{heading: field for heading, _sign, field in pairs}}
    if match and match not in map(way_name, ways_open(definition, columns)):
        raise typer.BadParameter(match, param_hint="--match")
    return columns


def _meant(imported: "RegisterImport", names: list[str]) -> list[tuple[str, str, str]]:
    """Return (register, text, key) of what is said; to say it of a name that was not asked about is wrong usage."""
    from lienvung.core.register.key import is_key

    pairs = [pair.rpartition("=") for pair in names]
    for text, sign, key in pairs:
        if not sign or not is_key(key) or all(text != asked for _, asked, *_ in imported.names):
            raise typer.BadParameter(f"{text}{sign}{key}", param_hint="--name")
    return [(register, text, key) for text, _, key in pairs for register, asked, *_ in imported.names if asked == text]


def _tell(imported: "RegisterImport", decision: str, *, as_json: bool) -> None:
    from lienvung.office.selectors.imports import all_planned, planned_rows
    from lienvung.office.selectors.titles import record_title

    _ = translator()
    if as_json:
        wrong = [_wrong(row) for row in all_planned(imported, ("wrong",))]
        told = {"import": str(imported.pk), "columns": imported.columns, "counted": imported.counted, "wrong": wrong}
        print(orjson.dumps({**told, "names": imported.names, "decision": decision}).decode())
        return
    shown = Table(_("Hàng"), _("Sẽ"), _("Bản ghi"), _("Thay đổi, chỗ sai"))
    for row in planned_rows(imported, "", 0, _SHOWN):
        shown.add_row(row.place, row.state, row.title, "\n".join(_lines(row)))
    Console(highlight=False).print(shown)
    for register, text, _rows, keys in imported.names:
        if imported.aliases.get(register, {}).get(text) in keys:
            continue
        near = "; ".join(f"{record_title(register, key)} ({key})" for key in keys)
        print(_("“%(text)s” là bản ghi nào? %(near)s") % {"text": text, "near": near or "–"})
    print(", ".join(f"{state}: {count}" for state, count in sorted(imported.counted.items())))
    print(_("Đã trình người duyệt.") if decision else _("Chưa có gì được ghi; thêm --write để trình duyệt."))


def _lines(row: "ShownRow") -> list[str]:
    say = translator()
    changes = [f"{name}: {before or ''} → {after or ''}" for name, before, after in row.changes]
    reasons = ((each, explain_mistake(each.code, each.facts, say)) for each in row.mistakes)
    return [*changes, *(f"{each.field} “{each.cell}”: {said.why}. {said.do}" for each, said in reasons)]


def _wrong(row: "ShownRow") -> dict[str, object]:
    mistakes = [
        {"field": each.field, "cell": each.cell, "code": each.code, "facts": dict(each.facts)} for each in row.mistakes
    ]
    return {"place": row.place, "key": row.key, "mistakes": mistakes}
