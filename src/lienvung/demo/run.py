"""The demonstration from nothing to three nodes that agree; a second start finds it as it was left."""

import shutil
from collections.abc import Callable
from pathlib import Path

from lienvung.demo.dealings import hand_bundle
from lienvung.demo.errors import DemonstrationMissing, DemonstrationRunning, LocalityUnknown
from lienvung.demo.localities import LOCALITIES, PASSWORD, Locality
from lienvung.demo.setup import (
    agree,
    create_nodes,
    exchange_contacts,
    exchange_until_quiet,
    load_samples,
    office_step,
)
from lienvung.demo.supervise import is_open
from lienvung.demo.writing import write_reports
from lienvung.wording.translator import translator

READY = "ready"

Say = Callable[[str], None]


def prepare(folder: Path, samples: Path, say: Say) -> None:
    """Make the nodes and everything that needs no server; what a broken start left is made anew."""
    if is_ready(folder):
        return
    _ = translator()
    remove(folder)
    folder.mkdir(parents=True)
    say(_("Tạo ba nút: thư mục, khóa, tài khoản"))
    create_nodes(folder)
    office_step("accounts", folder, samples)
    say(_("Trao đổi hồ sơ nút, đối chiếu dấu vân khóa"))
    exchange_contacts(folder)
    load_samples(folder, samples, say)


def act(folder: Path, samples: Path, say: Say) -> None:
    """Play what the offices and the nodes do with each other, with the servers running."""
    if is_ready(folder):
        return
    _ = translator()
    say(_("Đề nghị và chấp thuận thỏa thuận chia sẻ dữ liệu"))
    agree(folder)
    say(_("Nhận về, kiểm chứng, ký đồng xác nhận"))
    exchange_until_quiet(folder)
    say(_("Số hóa, xác nhận, duyệt văn bản minh họa"))
    office_step("papers", folder, samples)
    exchange_until_quiet(folder)
    say(_("Chấp thuận và báo cáo tiến độ ở bên kia"))
    office_step("answers", folder, samples)
    say(_("Giao một gói dữ liệu qua tay, ghi biên nhận ở hai bên"))
    hand_bundle(folder)
    exchange_until_quiet(folder)
    say(_("Viết báo cáo sơ kết và tờ trình lãnh đạo"))
    write_reports(folder)
    (folder / READY).write_text("ready\n")


def is_ready(folder: Path) -> bool:
    """Return whether a whole demonstration is there."""
    return (folder / READY).exists()


def remove(folder: Path) -> None:
    """Remove the demonstration (DemonstrationRunning while a server of it runs)."""
    if folder.exists() and any(is_open(each.port) for each in LOCALITIES):
        raise DemonstrationRunning(str(folder))
    shutil.rmtree(folder, ignore_errors=True)


def require(folder: Path, name: str) -> Locality:
    """Return the locality of a demonstration that is there (DemonstrationMissing, LocalityUnknown)."""
    if not is_ready(folder):
        raise DemonstrationMissing(str(folder))
    for each in LOCALITIES:
        if each.name == name:
            return each
    raise LocalityUnknown(name)


def welcome(folder: Path) -> str:
    """Return what a visitor reads: addresses, accounts, what to try."""
    nodes = "\n".join(f"  {each.title:<24}{each.address}" for each in LOCALITIES)
    people = "\n".join(f"  {person.username:<14}{person.full_name}" for person in LOCALITIES[0].people)
    _ = translator()
    return _(
        """
Ba nút đang chạy (Ctrl-C để dừng):
%(nodes)s

Tài khoản ở mỗi nút (tên người do nút, đều hư cấu), mật khẩu chung: %(password)s
%(people)s

Thử:
  1. Mở Toàn cảnh ở hai nút: con số như nhau, mỗi con số dẫn tới danh sách của nó.
  2. Cam kết → mở một cam kết: đoạn văn bản gốc ở bên cạnh.
  3. Số hóa ở một nút bằng chuyen-vien, duyệt bằng nguoi-duyet, rồi xem Kết nối và Thay đổi ở nút kia.
  4. Báo cáo: dự thảo sơ kết và tờ trình lãnh đạo; bản đã viết sẵn nằm trong %(folder)s/bao-cao
  5. lienvung demo tamper|fork|offline bac-ninh, rồi mở Kết nối ở hai nút kia.
"""
    ) % {"nodes": nodes, "people": people, "password": PASSWORD, "folder": folder}
