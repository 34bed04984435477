"""`lienvung demo`: three nodes with sample data on this machine, and what a visitor may do to them."""

import signal
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lienvung.cli.refusal import REFUSED
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

FOLDER = Path("demo-data")
SAMPLES = Path("samples")

app = typer.Typer(add_completion=False, no_args_is_help=False)

Folder = Annotated[Path, typer.Option("--folder", help=_("Thư mục chứa các nút trình diễn."))]
Name = Annotated[str, typer.Argument(help=_("Tên nút: hai-phong, quang-ninh hoặc bac-ninh."))]


@app.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help=_("Chạy, kiểm tra rồi dừng; mỗi phép kiểm tra một dòng."))
    ] = False,
    folder: Folder = FOLDER,
    samples: Annotated[Path, typer.Option(help=_("Thư mục bản ghi và văn bản mẫu."))] = SAMPLES,
) -> None:
    """Start the three nodes; on the first start make them and play a round of work."""
    if context.invoked_subcommand:
        return
    from lienvung.demo import check as checks
    from lienvung.demo.run import act, prepare, welcome
    from lienvung.demo.supervise import Servers

    console = Console(highlight=False)
    began = time.monotonic()

    def say(sentence: str) -> None:
        console.print(f"[{time.monotonic() - began:5.1f} s] {sentence}", markup=False, soft_wrap=True)

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, interrupt)
    prepare(folder, samples, say)
    _ = translator()
    say(_("Khởi động ba nút"))
    with Servers(folder) as servers:
        act(folder, samples, say)
        if check:
            raise typer.Exit(0 if checks.report(checks.check(folder), say) else REFUSED)
        console.print(welcome(folder), markup=False, soft_wrap=True)
        servers.watch()


def interrupt(number: int, frame: object) -> None:
    """Leave as on Ctrl-C, also when a service manager asks or a shell started us without it: no server stays."""
    raise KeyboardInterrupt


@app.command(help=_("Đổi một byte của một giá trị mà nút đang giữ và chia sẻ; các nút kia sẽ phát hiện."))
def tamper(name: Name, folder: Folder = FOLDER) -> None:
    """Flip one byte of a value that a node holds and serves; the others will find it."""
    from lienvung.demo.mischief import tamper as act

    print(act(folder, name))


@app.command(help=_("Cho một nút ký hai lịch sử mâu thuẫn của cùng một sổ."))
def fork(name: Name, folder: Folder = FOLDER) -> None:
    """Make a node sign two contradicting histories of one log."""
    from lienvung.demo.mischief import fork as act

    print(act(folder, name))


@app.command(help=_("Cắt kết nối một nút; chạy lần nữa thì nối lại."))
def offline(name: Name, folder: Folder = FOLDER) -> None:
    """Cut a node off; the same again brings it back."""
    from lienvung.demo.mischief import offline as act

    print(act(folder, name))


@app.command(help=_("Xóa phần trình diễn; lần chạy sau sẽ tạo lại từ đầu."))
def reset(folder: Folder = FOLDER) -> None:
    """Remove the demonstration; the next start makes it anew."""
    from lienvung.demo.run import remove

    remove(folder)
    _ = translator()
    print(_("Đã xóa %(folder)s.") % {"folder": folder})
