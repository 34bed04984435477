"""The `lienvung` command.

Exit codes: 0 done · 1 refused, or a check found something · 2 wrong usage · 3 this machine cannot
do it (a package, a file or the disk) · 130 interrupted.

A command's module is imported when the command is named, never before: `verify` and `fsck` run
where Django cannot be imported.
"""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from lienvung.cli.help import translate_help
from lienvung.cli.refusal import CANNOT, REFUSED, print_failure, print_refusal
from lienvung.core.errors import LienVungError
from lienvung.wording.sentence import _

# Each command: its module, and what it is for. The list of commands shows the first paragraph.
COMMANDS = {
    "init": ("init", _("Tạo một nút: thư mục, khóa, cài đặt và tài khoản quản trị.")),
    "serve": ("serve", _("Phục vụ các trang và việc trao đổi của nút, cho đến khi bấm Ctrl-C.")),
    "digitise": (
        "digitise",
        _(
            "Đọc văn bản và ghi những gì đọc được thành JSON.\n\n"
            "Gồm phần đầu văn bản, các thực thể, và các đoạn kèm vị trí chính xác. TÊN.đuôi thành TÊN.json; nhiều "
            "văn bản cùng tên thì tệp .txt (hoặc tệp đầu tiên) được tên ấy, các tệp khác thành TÊN.đuôi.json. "
            "Một văn bản bị từ chối thì các văn bản khác vẫn được ghi."
        ),
    ),
    "append": (
        "append",
        _(
            "Ghi các thay đổi trong một tệp YAML hoặc JSON.\n\n"
            "Tất cả thành một lô: ghi hết hoặc không ghi gì. Cùng tệp ấy lần nữa thì không ghi thêm."
        ),
    ),
    "import": (
        "import_register",
        _(
            "Nhập một bảng vào sổ bất kỳ, sau khi xem trước từng hàng.\n\n"
            "Cho xem hàng nào mới, thay đổi, không đổi, sai và vì sao; thêm --write thì trình người duyệt. "
            "Ví dụ: import HOME tourist-vessel tau.xlsx --user TÊN."
        ),
    ),
    "import-tasks": (
        "import_tasks",
        _(
            "Đưa một bảng nhiệm vụ vào thành dự thảo, sau khi xem trước.\n\n"
            "Cho xem bảng sẽ thay đổi những gì; thêm --write thì trình người duyệt. Có dòng sai thì không ghi gì."
        ),
    ),
    "export-register": (
        "export_register",
        _(
            "Xuất một sổ ra CSV, Excel, GeoJSON, JSON Lines hoặc gói dữ liệu Frictionless.\n\n"
            "Chỉ có phần mà vai trò của tài khoản được đọc; mỗi lần xuất được ghi vào nhật ký."
        ),
    ),
    "contact": (
        "contact",
        _("Gặp đối tác: trao hồ sơ nút, đối chiếu dấu vân khóa, kết nối.\n\nVí dụ: contact HOME add NODE_JSON."),
    ),
    "keys": (
        "keys",
        _(
            "Khóa của nút: xem, thay, thu hồi, đặt mật khẩu, ký bằng khóa gốc.\n\n"
            "Ví dụ: keys show HOME; keys rotate HOME log --by TÊN."
        ),
    ),
    "agreement": (
        "agreement",
        _("Đề nghị, chấp thuận, rút lại thỏa thuận chia sẻ.\n\nVí dụ: agreement HOME propose FILE."),
    ),
    "hand-over": (
        "hand_over",
        _("Bàn giao bản ghi cho nút khác, hoặc nhận bàn giao.\n\nVí dụ: hand-over HOME give NÚT --act VĂN_BẢN."),
    ),
    "export": (
        "export",
        _(
            "Xuất toàn bộ dữ liệu của nút, niêm phong, trước khi giải thể.\n\n"
            "Mở và kiểm chứng được mà không cần phần mềm này; chỉ nút kế thừa hoặc người có mật khẩu mở được."
        ),
    ),
    "pull": ("pull", _("Nhận dữ liệu từ đối tác ngay bây giờ, kiểm chứng, và ký chứng kiến cho nhau.")),
    "verify": (
        "verify",
        _(
            "Kiểm chứng bản sao một sổ mà không cần tin người mang đến.\n\n"
            "Với mỗi sổ đang giữ: bản chốt có chữ ký, mã băm gốc, và ai đã chứng kiến; hoặc một tệp bằng chứng."
        ),
    ),
    "verify-proof": (
        "verify_proof",
        _(
            "Kiểm chứng một giấy chứng nhận bản ghi, không cần mạng, không cần nút.\n\n"
            "Mã thoát 4: giấy tự nó đúng nhưng chưa đối chiếu dấu vân khóa gốc (--root)."
        ),
    ),
    "verify-evidence": (
        "verify_evidence",
        _(
            "Phán xét một tệp bằng chứng về sổ bị chia đôi hoặc lùi lại, không cần nút.\n\n"
            "Mã thoát 4: bằng chứng tự nó đúng nhưng chưa đối chiếu dấu vân khóa gốc (--root)."
        ),
    ),
    "fsck": (
        "fsck",
        _(
            "Kiểm tra mọi thứ nút đang giữ, chỉ tin vào khóa.\n\n"
            "Các nhật ký, mảnh băm, bản chốt sổ, giá trị, tệp và bảng."
        ),
    ),
    "backup": (
        "backup",
        _(
            "Sao lưu khi nút đang chạy, kiểm tra bản sao lưu, dựng lại nút.\n\n"
            "Một tệp niêm phong, không có khóa riêng. Ví dụ: backup create HOME --keep 14."
        ),
    ),
    "store": (
        "store",
        _("Chuyển kho của nút sang PostgreSQL, hoặc về tệp SQLite.\n\nVí dụ: store move HOME --to sqlite."),
    ),
    "tables": (
        "tables",
        _(
            "Ghi các bảng của sổ thành một tệp mà QGIS, Excel, SQL mở được.\n\n"
            "Chỉ có phần dùng chung và công khai. Kho PostgreSQL: --grant-reader cho một vai trò chỉ được đọc. "
            "Ví dụ: tables HOME --to tables.gpkg."
        ),
    ),
    "rebuild": ("rebuild", _("Dựng lại mọi bảng của các sổ từ nhật ký, và cho biết có gì thay đổi không.")),
    "bundle": ("bundle", _("Ghi, kiểm chứng hoặc nhập một gói dữ liệu ngoại tuyến.")),
    "register": (
        "register",
        _(
            "Viết sổ của mình: kiểm tra, so phiên bản, in từ điển, xem trước, đưa vào nút.\n\n"
            "Ví dụ: register check so-tau.yaml; register add HOME so-tau.yaml."
        ),
    ),
    "layer": (
        "layer",
        _(
            "Kiểm tra một lớp bản đồ và chuyển từ VN-2000 về WGS 84, để nhập vào sổ.\n\n"
            "Ví dụ: layer ranh-gioi.zip --to ranh-gioi.geojson --projection EPSG:5899."
        ),
    ),
    "report": (
        "report",
        _("Viết báo cáo sơ kết và tờ trình lãnh đạo.\n\nBáo cáo và tờ trình là .docx; mỗi cơ quan có một bảng tính."),
    ),
    "units": (
        "units",
        _(
            "Đơn vị hành chính qua thời gian: nạp danh mục, tra cứu, đếm, chuyển đổi bảng.\n\n"
            "Ví dụ: units HOME load; units HOME resolve \"xã Đại Sơn, Bắc Giang\" --on 2021-08-14."
        ),
    ),
    "demo": (
        "demo",
        _("Chạy ba nút với dữ liệu mẫu trên máy này.\n\nLần đầu thì tạo các nút và diễn một vòng công việc."),
    ),
    "doctor": (
        "doctor",
        _(
            "Cho biết máy này còn thiếu gì.\n\n"
            "Các gói, cổng, SQLite, quyền đọc khóa, tệp giao diện và các sổ của riêng nút."
        ),
    ),
}
PURPOSE = _("Liên Vùng: cơ sở dữ liệu dùng chung, kiểm chứng được, của các địa phương cùng hành động.")
EPILOGUE = _(
    "Mã thoát: 0 xong, 1 bị từ chối hoặc thấy chỗ sai, 2 dùng sai cách, 3 máy này không làm được, 130 bị ngắt."
)


class Deferred(TyperCommand):
    """A command whose module is imported when it runs, so that the list of commands costs nothing."""

    def __init__(self, name: str, module: str, purpose: str) -> None:
        super().__init__(name=name, help=purpose, callback=None)
        self.module, self.purpose = module, purpose

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Parse the arguments with the real command, which explains itself in the operator's language."""
        command = load(str(self.name), self.module)
        command.help = self.purpose
        translate_help(command)
        return command.make_context(info_name, args, parent=parent, **extra)


def load(name: str, module: str) -> Any:
    """Return the command `name`: a module has either an `app` with subcommands or one `command`."""
    found = import_module(f"lienvung.cli.{module}")
    if hasattr(found, "app"):
        return typer.main.get_group(found.app)
    single = typer.Typer(add_completion=False)
    single.command(name)(found.command)
    return typer.main.get_command(single)


def group() -> TyperGroup:
    """Return the command with all its commands, none of them imported."""
    commands = [Deferred(name, module, purpose) for name, (module, purpose) in COMMANDS.items()]
    top = TyperGroup(name="lienvung", commands=commands, help=PURPOSE, epilog=EPILOGUE, no_args_is_help=True)
    translate_help(top)
    return top


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        group().main(given, prog_name="lienvung")
    except LienVungError as error:
        print_refusal(error, as_json="--json" in given)
        sys.exit(REFUSED)
    except (OSError, ImportError) as error:
        print_failure(error, as_json="--json" in given)
        sys.exit(CANNOT)
    sys.exit(0)
