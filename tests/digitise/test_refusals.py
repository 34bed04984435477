"""What must not be read: each bad file is refused by its own name, and nothing of it comes back."""

import zipfile

import pytest

from lienvung.digitise import errors, read
from lienvung.digitise.archive import MAX_MEMBERS
from lienvung.digitise.guard import MAX_BYTES, check_upload
from lienvung.digitise.reading import MAX_LETTERS
from tests.digitise.papers import ENCRYPTED, compressed_blanks, docx_paper, members_of, pdf_paper, with_members

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
PAGE = [(72, 700, "Ban nhap bao cao tien do cac cong trinh")]


def refused(data: bytes, name: str) -> errors.DigitiseError:
    """Return the refusal of a file; fails when the file is read."""
    with pytest.raises(errors.DigitiseError) as caught:
        read(data, name)
    return caught.value


@pytest.mark.parametrize("data", [b"", b" \n\t "])
@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx"])
def test_empty(data, name):
    """A file of no bytes or only blanks is empty, whatever its name."""
    assert isinstance(refused(data, name), errors.EmptyFile)


def test_too_large():
    """A file beyond the cap is refused by its size, before anything looks inside."""
    refusal = refused(bytes(MAX_BYTES + 1).replace(b"\x00", b"x"), "a.txt")
    assert (refusal.code, refusal.facts()["limit"]) == ("file-too-large", MAX_BYTES)


def test_too_many_letters():
    """A text longer than any paper is refused by its letters, although its bytes are few enough."""
    assert refused(b"a" * (MAX_LETTERS + 1), "a.txt").facts()["unit"] == "letters"


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (docx_paper("Báo cáo"), "a.pdf", "docx"),
        (pdf_paper([PAGE]), "a.docx", "pdf"),
        (b"Xin chao", "a.pdf", "txt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "a.pdf", "png"),
        (OLE, "a.docx", "ole"),
        (with_members(b"", {"readme.txt": b"x"}), "a.docx", "zip"),
    ],
)
def test_renamed(data, name, found):
    """A file whose bytes are not what its name says is refused, with both kinds named."""
    refusal = refused(data, name)
    assert isinstance(refusal, errors.WrongType)
    assert (refusal.expected, refusal.found) == (name[2:], found)


@pytest.mark.parametrize("name", ["a.exe", "a.doc", "khong-duoi", "a.xlsx"])
def test_unsupported(name):
    """Kinds that no reader knows are refused by name; a workbook passes the guard and has no reader here."""
    data = with_members(b"", {"xl/workbook.xml": b"<workbook/>"}) if name == "a.xlsx" else b"x"
    assert isinstance(refused(data, name), errors.UnsupportedType)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (docx_paper("x"), "a.docm"),
        (with_members(docx_paper("x"), {"word/vbaProject.bin": b"\xd0\xcf"}), "a.docx"),
        (OLE + "_VBA_PROJECT".encode("utf-16-le"), "a.docx"),
    ],
)
def test_macro_carrying(data, name):
    """A program inside is refused: by the name of the file, of a member, or of an old container's stream."""
    assert isinstance(refused(data, name), errors.MacroFile)


@pytest.mark.parametrize(
    ("data", "name"),
    [(pdf_paper([PAGE], trailer=ENCRYPTED), "a.pdf"), (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx")],
)
def test_encrypted(data, name):
    """A file that opens only with a password says so."""
    assert isinstance(refused(data, name), errors.EncryptedFile)


def test_encrypted_member():
    """An office file with an encrypted member is encrypted too."""
    data = bytearray(docx_paper("x"))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert isinstance(refused(bytes(data), "a.docx"), errors.EncryptedFile)


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"word/big.xml": bytes(51 * 2**20)}, "member-size"),
        ({"word/blank.xml": bytes(8 * 2**20)}, "ratio"),
        ({"word/inner.zip": b"PK"}, "nested"),
        ({"../escape": b"x"}, "path"),
        ({"C:/x": b"x"}, "path"),
        ({f"m{number}": b"" for number in range(MAX_MEMBERS)}, "members"),
    ],
)
def test_archive_bomb(members, rule):
    """The table of contents is judged before anything is unpacked; the rule broken is named."""
    refusal = refused(with_members(docx_paper("x"), members), "a.docx")
    assert isinstance(refusal, errors.ArchiveBomb)
    assert refusal.rule == rule


def test_duplicate_and_linked_members():
    """Two members of one name, or a link, are no office file."""
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = with_members(docx_paper("x"), {"word/document.xml": b"<x/>"})
    assert refused(twice, "a.docx").facts()["rule"] == "duplicate"
    assert refused(with_members(docx_paper("x"), {link: b"/etc"}), "a.docx").facts()["rule"] == "link"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (pdf_paper([PAGE])[:120], "a.pdf", "damaged"),
        (docx_paper("x")[:-40], "a.docx", "damaged"),
        ("Đề nghị".encode("utf-16-le"), "a.txt", "encoding"),
        (b"Bao cao\x00", "a.txt", "encoding"),
        (b"\xf1\xf2 \xb5\xbb", "a.txt", "encoding"),
    ],
)
def test_unreadable(data, name, reason):
    """A damaged file, and letters in no Unicode encoding, are refused with the reason."""
    refusal = refused(data, name)
    assert (refusal.code, refusal.facts()["reason"]) == ("unreadable-file", reason)


def test_legacy_font():
    """Letters of TCVN3 fonts are asked for, not shown as they are not."""
    members = members_of(docx_paper("Uû ban nh©n d©n"))
    styled = b'<w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr><w:t>'
    members["word/document.xml"] = members["word/document.xml"].replace(b"<w:r><w:t>", styled)
    assert refused(with_members(b"", members), "a.docx").facts()["reason"] == "legacy-encoding"


def test_too_many_pages():
    """A PDF beyond the cap of pages is refused before its pages are read."""
    refusal = refused(pdf_paper([[] for _ in range(501)]), "a.pdf")
    assert (refusal.code, refusal.facts()["pages"]) == ("too-many-pages", 501)


def test_a_bomb_dies_alone():
    """Content that unpacks beyond the memory of the reader ends the reader; the caller is told and goes on."""
    bomb = pdf_paper([PAGE], bomb=compressed_blanks(3 * 2**29))
    assert isinstance(refused(bomb, "a.pdf"), errors.ReaderStopped)
    assert read(b"Van ban sau do", "b.txt").text == "Van ban sau do"


@pytest.mark.parametrize("stamp", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "TOI MAT", "M Ậ T", "Độ mật: Mật"])
@pytest.mark.parametrize("name", ["a.txt", "a.docx"])
def test_secrecy_stamp(stamp, name):
    """A paper stamped in its header is refused in every format, with or without marks; its text does not come back."""
    lines = ["UBND TỈNH QUẢNG NINH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", stamp, "BÁO CÁO", "Nội dung riêng."]
    data = "\n".join(lines).encode() if name == "a.txt" else docx_paper(*lines)
    refusal = refused(data, name)
    assert isinstance(refusal, errors.SecrecyStamped)
    assert "Nội dung" not in str(refusal.facts())


def test_guard_alone_names_the_kind():
    """The guard says what a good file is, without reading it."""
    assert check_upload(docx_paper("x"), "BAO CAO.DOCX").endswith("wordprocessingml.document")
    assert check_upload("Kế hoạch".encode(), "ke-hoach.txt") == "text/plain"
