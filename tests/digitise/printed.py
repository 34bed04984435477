"""Papers as programmes print them: a web page or a Word file in, the PDF that a clerk would upload out."""

import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest

HEADER = (
    ("TỈNH ỦY QUẢNG NINH", "ĐẢNG CỘNG SẢN VIỆT NAM"),
    ("*", ""),
    ("Số 901-KL/TU", "Hạ Long, ngày 05 tháng 3 năm 2024"),
)
PROSE = (
    "Giao Sở Nội vụ tỉnh Quảng Ninh chủ trì, phối hợp với Sở Nội vụ thành phố Hải Phòng lập bản đồ địa giới hành "
    "chính tỷ lệ 1/10.000 theo Quyết định số 15/2024/QĐ-UBND, xin ý kiến hai Ban Thường vụ trước ngày 30/9/2024.",
    "Những việc ưu tiên được hai Ban Thường vụ kiểm điểm 6 tháng một lần; ở mỗi bên, Văn phòng ghi sổ theo dõi.",
)
TABLE = (
    ("TT", "Nội dung nhiệm vụ", "Chủ trì", "Thời hạn"),
    ("1", "Lập đề án khai thác vận tải thủy nội địa nối cảng cạn với khu bến Lạch Huyện, trình hai bên",
     "Sở Giao thông vận tải thành phố Hải Phòng", "Tháng 12/2024"),
    ("2", "Chia sẻ số liệu giám sát dịch bệnh tại các chốt cửa ngõ", "Sở Y tế tỉnh Quảng Ninh", ""),
)  # fmt: skip


def web_page(*, times: int = 1) -> str:
    """Return the paper as a web page: header in two columns, justified prose (as often as told), ruled table."""
    prose = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in PROSE * times)
    return f"""<!doctype html><html lang="vi"><meta charset="utf-8"><style>
      body {{ font: 14pt Tinos, "Times New Roman", serif; text-align: justify }}
      table {{ width: 100%; border-collapse: collapse; table-layout: fixed }} .ruled td {{ border: 1px solid }}
      </style><table style="text-align: center">{_rows(HEADER)}</table>{prose}
      <table class="ruled">{_rows(TABLE)}</table></html>"""


def print_by_chromium(page: str, folder: Path) -> bytes:
    """Return the PDF that Chromium prints, with its own lines above and below; skip the test where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium here: what it prints cannot be read")
    source, target = folder / "paper.html", folder / "paper.pdf"
    source.write_text(page, encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'chromium'}"]
    _run([chromium, *flags, f"--print-to-pdf={target}", source.as_uri()])
    return target.read_bytes()


def print_by_libreoffice(paper: bytes, folder: Path) -> bytes:
    """Return the PDF that LibreOffice makes of a Word file; skip the test where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is not installed: what it prints cannot be read")
    source = folder / "paper.docx"
    source.write_bytes(paper)
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    _run([office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)])
    return source.with_suffix(".pdf").read_bytes()


def _rows(rows: tuple[tuple[str, ...], ...]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=100)
