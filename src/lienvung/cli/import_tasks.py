"""`lienvung import-tasks`: the office's own task table as drafts, seen row by row before anything is written."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from lienvung.cli.account import open_account
from lienvung.cli.refusal import REFUSED
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

if TYPE_CHECKING:
    from lienvung.office.tables.plan import RowPlan


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    file: Annotated[Path, typer.Argument(help=_("Bảng: .xlsx, .csv hoặc .docx."))],
    programme: Annotated[str, typer.Option(help=_("Khóa của chương trình mà các dòng thuộc về."))],
    user: Annotated[str, typer.Option(help=_("Tài khoản chuyên viên đứng tên xác nhận các dòng."))],
    nature: Annotated[str, typer.Option(help=_("real (thật) hoặc illustrative (minh họa)."))] = "real",
    write: Annotated[bool, typer.Option("--write", help=_("Xác nhận các dòng và trình người duyệt."))] = False,
    skip_wrong: Annotated[bool, typer.Option("--skip-wrong", help=_("Bỏ qua các dòng sai."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Show what a task table would change; with --write hand its rows to an approver.

    Exit code 1 when rows are wrong or the table is refused; nothing is written then.
    """
    clerk = open_account(home, user)
    from lienvung.office.selectors.tables import table_plan
    from lienvung.office.services.tables import table_bring, table_map, table_write

    table = table_bring(user=clerk, name=file.name, data=file.read_bytes())
    table = table_map(user=clerk, table=table, columns=table.columns, programme=programme, nature=nature)
    plans = table_plan(table)
    submission = table_write(user=clerk, table=table, skip_wrong=skip_wrong) if write else None
    _tell(plans, str(submission.id) if submission else "", as_json=as_json)
    raise typer.Exit(REFUSED if any(plan.state == "wrong" for plan in plans) and not skip_wrong else 0)


def _tell(plans: "list[RowPlan]", submission: str, *, as_json: bool) -> None:
    counted = Counter(plan.state for plan in plans)
    if as_json:
        rows = [{"place": plan.place, "state": plan.state, "text": plan.text, "key": plan.key} for plan in plans]
        print(orjson.dumps({"rows": rows, "counted": dict(counted), "submission": submission}).decode())
        return
    _ = translator()
    shown = Table(_("Dòng"), _("Sẽ"), _("Nội dung"))
    for plan in plans:
        shown.add_row(plan.place, plan.state, plan.text)
    Console(highlight=False).print(shown)
    print(_("Đã trình người duyệt.") if submission else _("Chưa có gì được ghi; thêm --write để trình duyệt."))
