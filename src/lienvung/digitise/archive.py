"""A packed office file is judged by its table of contents, before anything is unpacked."""

import io
import stat
import zipfile
from collections.abc import Iterator

from .errors import ArchiveBomb, EncryptedFile, MacroFile, UnreadableFile, WrongType

MAX_MEMBERS = 2_000
MAX_MEMBER_BYTES = 50 * 2**20
MAX_TOTAL_BYTES = 200 * 2**20
MAX_RATIO = 200
# Small members may shrink more than any honest large one: the ratio is asked only above this size.
RATIO_FROM_BYTES = 2**20

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAIN_MEMBER = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_NESTED = (".zip", ".7z", ".rar", ".gz", ".docx", ".xlsx", ".pptx", ".jar")


def archive_media_type(data: bytes, name: str, unpacked: int = MAX_MEMBER_BYTES) -> str:
    """Return the media type of an office file; refuse one whose table of contents breaks a rule.

    `unpacked` is the most that one member may hold; only who reads members as a stream can afford more.
    """
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFile(name, "damaged") from error
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise EncryptedFile(name)
    for rule in _broken_rules(members, unpacked):
        raise ArchiveBomb(name, rule)
    if any(member.lower().endswith(("vbaproject.bin", "vbadata.xml")) for member in names):
        raise MacroFile(name)
    media_type = next((kind for member, kind in _MAIN_MEMBER.items() if member in names), None)
    if media_type is None:
        raise WrongType(name, "docx", "zip")
    return media_type


def _broken_rules(members: list[zipfile.ZipInfo], unpacked: int) -> Iterator[str]:
    names = [member.filename.lower() for member in members]
    if len(members) > MAX_MEMBERS:
        yield "members"
    if len(set(names)) != len(names):
        yield "duplicate"
    if sum(member.file_size for member in members) > max(MAX_TOTAL_BYTES, unpacked):
        yield "total-size"
    for member in members:
        yield from _broken_member_rules(member, unpacked)


def _broken_member_rules(member: zipfile.ZipInfo, unpacked: int) -> Iterator[str]:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0]:
        yield "path"
    if stat.S_ISLNK(member.external_attr >> 16):
        yield "link"
    if member.filename.lower().endswith(_NESTED):
        yield "nested"
    if member.file_size > unpacked:
        yield "member-size"
    if member.file_size > RATIO_FROM_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size):
        yield "ratio"
