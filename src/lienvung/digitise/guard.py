"""What an upload must be before any reader sees it: small enough, what its name says, without a program inside."""

from .archive import DOCX, MAX_MEMBER_BYTES, XLSX, archive_media_type
from .errors import EmptyFile, EncryptedFile, MacroFile, TooLarge, UnsupportedType, WrongType

MAX_BYTES = 64 * 2**20

PDF = "application/pdf"
HTML = "text/html"
TEXT = "text/plain"
_BY_EXTENSION = {"pdf": PDF, "docx": DOCX, "xlsx": XLSX, "html": HTML, "htm": HTML, "txt": TEXT}
_SHORT = {PDF: "pdf", DOCX: "docx", XLSX: "xlsx", HTML: "html", TEXT: "txt"}
_MACRO_EXTENSIONS = {"docm", "dotm", "xlsm", "xltm", "xlam", "pptm"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_OOXML = "EncryptedPackage".encode("utf-16-le")
# Binary kinds that people rename most often, by their first bytes.
_STRANGERS = {
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"MZ": "exe",
}


def check_upload(data: bytes, name: str, unpacked: int = MAX_MEMBER_BYTES) -> str:
    """Return the media type of a file that may be read; raise the refusal otherwise. Nothing is parsed here.

    `unpacked` is the most bytes that one member of a packed file may hold.
    """
    if not data.strip():
        raise EmptyFile(name)
    if len(data) > MAX_BYTES:
        raise TooLarge(name, len(data), MAX_BYTES)
    extension = name.rpartition(".")[2].lower()
    if extension in _MACRO_EXTENSIONS:
        raise MacroFile(name)
    if extension not in _BY_EXTENSION:
        raise UnsupportedType(name, extension)
    expected = _BY_EXTENSION[extension]
    found = _sniff(data, name, unpacked)
    if found != expected and not {found, expected} <= {TEXT, HTML}:
        raise WrongType(name, _SHORT[expected], _SHORT.get(found, found))
    return expected


def _sniff(data: bytes, name: str, unpacked: int) -> str:
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"PK"):
        return archive_media_type(data, name, unpacked)
    if data.startswith(_OLE):
        return _judge_ole(data, name)
    stranger = next((kind for magic, kind in _STRANGERS.items() if data.startswith(magic)), None)
    if stranger:
        return stranger
    return HTML if b"<html" in data[:2048].lower() or b"<!doctype html" in data[:2048].lower() else TEXT


def _judge_ole(data: bytes, name: str) -> str:
    """Return the kind of an old container: today it wraps an encrypted file, or is an old one that may hold macros."""
    if _ENCRYPTED_OOXML in data:
        raise EncryptedFile(name)
    if "Macros".encode("utf-16-le") in data or "_VBA_PROJECT".encode("utf-16-le") in data:
        raise MacroFile(name)
    return "ole"
