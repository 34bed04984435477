"""`lienvung units`: load administrative units, resolve, count, convert a table, compare official notes."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from lienvung.cli.opening import opened
from lienvung.core.geography.gazetteer import Gazetteer
from lienvung.core.geography.plain import Plain, plain_answer
from lienvung.node.node import Node
from lienvung.node.unit_changes import append_review
from lienvung.node.unit_notes import Line, compare_notes, read_notes
from lienvung.node.units import load_units, read_gazetteer
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator
from lienvung.wording.units import DOUBTS, EXTENTS, WHAT

app = typer.Typer(no_args_is_help=True, add_completion=False)

_DAYS = ["%Y-%m-%d", "%d/%m/%Y"]
Json = Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=_DAYS, help=_("Ngày của tên; bỏ trống là hôm nay."), show_default=False),
]
To = Annotated[
    datetime | None,
    typer.Option("--to", formats=_DAYS, help=_("Đổi sang ngày; bỏ trống là hôm nay."), show_default=False),
]


@app.callback()
def at_home(
    context: typer.Context, home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."), show_default=False)]
) -> None:
    """Remember whose units they are."""
    context.obj = home


@app.command(
    "load", help=_("Nạp danh mục đơn vị hành chính kèm phần mềm vào sổ của nút này; chạy lại chỉ ghi phần còn thiếu.")
)
def load_command(
    context: typer.Context,
    provinces: Annotated[
        list[str] | None, typer.Option("--province", help=_("Chỉ xã, huyện của tỉnh có mã này; dùng nhiều lần được."))
    ] = None,
    as_json: Json = False,
) -> None:
    """Append the seed to our own logs; what stands already stays."""
    with opened(context.obj) as node:
        loaded = load_units(node, frozenset(provinces or ()))
    if as_json:
        print(orjson.dumps({"appended": loaded.appended, "unchanged": loaded.unchanged}).decode())
        return
    facts = {"new": loaded.appended, "old": loaded.unchanged}
    print(translator()(_("Đã ghi %(new)d bản ghi; %(old)d bản ghi đã có sẵn.")) % facts)


@app.command("resolve", help=_("Tên, địa chỉ hoặc mã: ngày ấy là đơn vị nào, nay là đơn vị nào."))
def resolve_command(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help=_("Tên, địa chỉ hoặc mã."))],
    on: On = None,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Show every unit that was meant and what each is on the other day; exit code 1 where there is none."""
    with opened(context.obj) as node:
        gazetteer, then, now = _gazetteer(node), _day(on, node), _day(to, node)
    answer = plain_answer(gazetteer, gazetteer.resolve(text, then), now)
    if as_json:
        print(orjson.dumps(answer).decode())
    else:
        _print_answer(answer)
    raise typer.Exit(0 if answer["found"] else 1)


def _print_answer(answer: Plain) -> None:
    say = translator()
    if not answer["found"]:
        print(say(_("Ngày ấy không có đơn vị nào như thế.")))
    for unit in answer["found"] or answer["elsewhen"]:
        print(_named(unit))
        for share in unit.get("then", {}).get("units", ()):
            acts = "; ".join(each["act"] for each in share["acts"] if each["act"])
            print(f"  → {_named(share)}: {say(EXTENTS[share['extent']])}" + (f", {acts}" if acts else ""))


def _named(unit: Plain) -> str:
    around = ", ".join(each["name"] for each in unit["within"])
    return f"{unit['name']} ({unit['code']})" + (f", {around}" if around else "")


@app.command("count", help=_("Đếm đơn vị theo cấp và loại ở một ngày."))
def count_command(context: typer.Context, on: On = None, as_json: Json = False) -> None:
    """Show how many units there were on a day."""
    with opened(context.obj) as node:
        counted, fields = _gazetteer(node).atlas.count(_day(on, node)), node.catalogue["administrative-unit"].fields
    if as_json:
        print(orjson.dumps(counted).decode())
        return
    for level, kinds in counted.items():
        words = ", ".join(f"{n} {fields['kind'].values[kind]['vi']}" for kind, n in sorted(kinds.items()))
        print(f"{fields['level'].values[level]['vi']}: {sum(kinds.values())}" + (f" = {words}" if words else ""))


@app.command("convert", help=_("Thêm vào một bảng các cột: ngày đó là đơn vị nào, nay là gì, theo văn bản nào."))
def convert_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("Bảng: .xlsx hoặc .csv."), exists=True, dir_okay=False)],
    out: Annotated[Path, typer.Option("--out", help=_("Ghi ra tệp .xlsx này."))],
    on: On = None,
    to: To = None,
    as_json: Json = False,
) -> None:
    """Convert a table; rows that want a person are marked. Exit code 1 where there are any."""
    from lienvung.core.geography.columns import recognise
    from lienvung.office.unit_tables import OUTCOMES, convert_table, read_file, write_workbook

    if out.resolve() == file.resolve():
        raise typer.BadParameter(translator()(_("đó là bảng gốc; ghi ra một tệp khác")), param_hint="--out")
    with opened(context.obj) as node:
        gazetteer, then, now = _gazetteer(node), _day(on, node), _day(to, node)
    table = read_file(file.read_bytes(), file.name)
    conversion = convert_table(gazetteer, table, recognise(table.headings), then, now)
    out.write_bytes(write_workbook(gazetteer, conversion, now, translator()))
    counted = conversion.counted
    if as_json:
        print(orjson.dumps(counted).decode())
    else:
        for outcome, n in counted.most_common():
            print(f"{n:>8}  {translator()(OUTCOMES[outcome])}")
    raise typer.Exit(0 if counted.keys() <= {"done", "empty"} else 1)


@app.command(
    "import-notes",
    help=_("So một danh mục có ghi chú của cơ quan thống kê với sổ; thêm --write để ghi những gì đọc được chắc chắn."),
)
def notes_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("Danh mục: .json hoặc .csv."), exists=True, dir_okay=False)],
    effective: Annotated[
        datetime, typer.Option("--effective", formats=_DAYS, help=_("Ngày có hiệu lực của thay đổi."))
    ],
    by: Annotated[str, typer.Option("--by", help=_("Họ tên người đã xem và chịu trách nhiệm."))] = "",
    write: Annotated[bool, typer.Option("--write", help=_("Ghi vào sổ của nút này."))] = False,
    as_json: Json = False,
) -> None:
    """Show what a newer list changes; with --write append what reads without doubt, under a person's name."""
    say = translator()
    if write and not by:
        raise typer.BadParameter(say(_("cần --by: ai đã xem")), param_hint="--by")
    with opened(context.obj) as node:
        review = compare_notes(_gazetteer(node), read_notes(file.read_bytes(), file.name), effective.date())
        if write:
            append_review(node, review, by)
    if as_json:
        print(orjson.dumps([line.facts() for line in review.lines]).decode())
        return
    table = Table(say(_("Mã")), say(_("Đơn vị")), say(_("Thay đổi")), say(_("Từ")), say(_("Cần xem")))
    for line in review.lines:
        table.add_row(line.code, line.name, say(WHAT[line.what]), "; ".join(line.sources), _doubt(line, say))
    Console(highlight=False).print(table)
    for what, n in Counter(line.what for line in review.lines).most_common():
        print(f"{n:>8}  {say(WHAT[what])}")


def _doubt(line: Line, say: Callable[[str], str]) -> str:
    words = say(DOUBTS[line.doubt]) if line.doubt else ""
    return f"{words}: {line.about}" if line.about else words


def _gazetteer(node: Node) -> Gazetteer:
    with node.store.reading() as reader:
        return read_gazetteer(reader)


def _day(said: datetime | None, node: Node) -> date:
    return said.date() if said else node.today()
