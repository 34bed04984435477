"""`lienvung report`: the review report, the leader's sheet and the agencies' workbooks of a node's programmes."""

import os
import secrets
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.core.programme.records import Programme
from lienvung.node.home import Home, load_home, open_node
from lienvung.node.node import local_day
from lienvung.report.facts import Facts, gather
from lienvung.report.files import report_files
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    out: Annotated[Path, typer.Option(help=_("Thư mục ghi báo cáo; chưa có thì được tạo."))],
    programme: Annotated[
        str, typer.Option(help=_("Khóa của một chương trình; để trống là mọi chương trình của bên này."))
    ] = "",
    nature: Annotated[
        str, typer.Option(help=_("real (thật) hoặc illustrative (minh họa); để trống là theo chương trình."))
    ] = "",
    on: Annotated[str, typer.Option(help=_("Ngày của số liệu, YYYY-MM-DD; để trống là hôm nay."))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("In danh sách JSON các tệp đã ghi."))] = False,
) -> None:
    """Write the review report and the leader's sheet as .docx, and a workbook for each agency."""
    day = parse_day(on) if on else today()
    if nature not in {"", "real", "illustrative"}:
        raise typer.BadParameter("real | illustrative", param_hint="--nature")
    loaded = load_home(home)
    facts = gather_home(loaded)
    chosen = [facts.programme(programme)] if programme else programmes_of(facts, loaded.settings.name)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for one in chosen:
        files = report_files(
            facts,
            programme=one.key,
            side=loaded.settings.name,
            nature=nature or one.nature,
            today=day,
            base=loaded.settings.address,
        )
        for name, data in files:
            write_whole(out / name, data)
            written.append(out / name)
            if not as_json:
                print(out / name)
    if as_json:
        print(orjson.dumps([str(path) for path in written]).decode())
    elif not written:
        _ = translator()
        print(_("Nút này chưa có chương trình nào để báo cáo."))


def gather_home(home: Home) -> Facts:
    """Return everything a node knows of what is followed."""
    node = open_node(home, now=now, random=secrets.token_bytes)
    try:
        with node.store.reading() as reader:
            return gather(reader, node.today(), {home.settings.name: home.settings.title})
    finally:
        node.store.close()


def programmes_of(facts: Facts, side: str) -> list[Programme]:
    """Return the programmes that this side signed."""
    return [one for one in facts.follow_up.programmes if side in one.sides]


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that under its name there is either all of it or what was there before."""
    beginning = path.with_name(f"{path.name}.part")
    beginning.write_bytes(data)
    beginning.replace(path)


def parse_day(text: str) -> date:
    """Return the day; anything but YYYY-MM-DD is wrong usage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("YYYY-MM-DD", param_hint="--on") from None


def now() -> datetime:
    """Return this instant, or the pinned one of LIENVUNG_NOW."""
    pinned = os.environ.get("LIENVUNG_NOW")
    return datetime.fromisoformat(pinned).astimezone(UTC) if pinned else datetime.now(UTC)


def today() -> date:
    """Return today's date in Viet Nam."""
    return local_day(now())
