"""Papers made for the tests: small real files of every kind, honest and hostile."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping

from docx import Document

from lienvung.digitise import Reading, digitise, read


def reading_of(text: str) -> Reading:
    """Read a text as the file a clerk would upload."""
    return digitise(read(text.encode(), "van-ban.txt"))


def docx_paper(*lines: str, table: Iterable[Iterable[str]] = (), style: str | None = None) -> bytes:
    """Return a Word file with paragraphs and, after them, a table in a style of Word's."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    rows = [list(row) for row in table]
    if rows:
        made = document.add_table(rows=len(rows), cols=len(rows[0]), style=style)
        for row, cells in zip(made.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def with_members(data: bytes, members: Mapping[str | zipfile.ZipInfo, bytes]) -> bytes:
    """Return a zip file with members added; from no bytes, a new one."""
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return packed.getvalue()


def members_of(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pdf_paper(pages: list[list[tuple[int, int, str]]], *, trailer: str = "", bomb: bytes = b"") -> bytes:
    """Return a PDF; a page is a list of (x, y, ASCII text), an empty list a picture without text.

    `bomb` replaces the content of the first page by bytes already compressed.
    """
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    streams: dict[int, bytes] = {}
    kids = []
    for texts in pages:
        content = "\n".join(f"BT /F1 12 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in texts).encode()
        body, kind = (bomb, "/Filter /FlateDecode ") if bomb and not kids else (content, "")
        objects.append(f"<< {kind}/Length {len(body)} >>")
        streams[len(objects)] = body
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    return _assemble(objects, streams, trailer)


def _assemble(objects: list[str], streams: dict[int, bytes], trailer: str) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, head in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{head}\n".encode()
        if number in streams:
            data += b"stream\n" + streams[number] + b"\nendstream\n"
        data += b"endobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += "".join(f"{offset:010} 00000 n \n" for offset in offsets).encode()
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)


_LOCK = f"/Filter /Standard /V 1 /R 2 /P -4 /O <{'28' * 32}> /U <{'31' * 32}>"
ENCRYPTED = f"/Encrypt << {_LOCK} >> /ID [<{'41' * 16}> <{'41' * 16}>]"


def compressed_blanks(size: int) -> bytes:
    """Return `size` blanks, deflated piece by piece."""
    packer = zlib.compressobj(1)
    piece = b" " * 2**24
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


CONCLUSION = """TỈNH ỦY QUẢNG NINH - THÀNH ỦY HẢI PHÒNG\tĐẢNG CỘNG SẢN VIỆT NAM
*\t
Số 12 -KL/TUQN-TUHP\tHạ Long, ngày 05 tháng 3 năm 2024
KẾT LUẬN
của Ban Thường vụ Tỉnh ủy Quảng Ninh và Ban Thường vụ Thành ủy Hải Phòng
về phối hợp quản lý vùng biển giáp ranh
-----
Ban Thường vụ Tỉnh ủy Quảng Ninh và Ban Thường vụ Thành ủy Hải Phòng thống nhất kết luận như sau:
I- ĐÁNH GIÁ CHUNG
Hai địa phương đã tổ chức 06 đợt tuần tra chung. Tuy nhiên, công tác trao đổi số liệu còn chậm so với yêu cầu.
II- NHIỆM VỤ
1. Giao Sở Nội vụ tỉnh Quảng Ninh chủ trì, phối hợp với Sở Nội vụ thành phố Hải Phòng lập bản đồ trước ngày 30/9.
2. Ban Quản lý vịnh Hạ Long báo cáo hằng tháng.
III- ĐỀ XUẤT, KIẾN NGHỊ
1. Việc điều chỉnh luồng tàu vượt thẩm quyền của hai địa phương, thống nhất báo cáo, xin ý kiến Bộ Xây dựng.
Nơi nhận:\tT/M BAN THƯỜNG VỤ\tT/M BAN THƯỜNG VỤ
- Ban Bí thư Trung ương Đảng;\tBÍ THƯ\tBÍ THƯ
- Lưu Văn phòng.\tNguyễn Văn Mẫu\tTrần Thị Thử
"""
