"""From the bytes of a text file to its letters: UTF-8, UTF-16, windows-1258, TCVN3, VNI; mixtures are refused."""

import codecs
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from lienvung.core.text import nfc
from lienvung.core.text.legacy import SPELLINGS, guess_spelling, is_vietnamese
from lienvung.digitise.errors import UnreadableFile
from lienvung.office.imports.errors import EncodingsMixed

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENOUGH = 20_000
_ODD_ZEROS = 0.2


def decode(data: bytes, name: str) -> str:
    """Return the letters of a text file, in Unicode and NFC (UnreadableFile, EncodingsMixed).

    Bytes that are not Unicode are read as windows-1258, TCVN3 or VNI when exactly one of them makes Vietnamese words.
    """
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":  # its zeros say that it is UTF-16, and no old letters have any
            raise UnreadableFile(name, "encoding") from None
        return _decode_old(data, name)
    return respell(text.split("\n"), name)(text)


def decode_unicode(data: bytes, name: str) -> str:
    """Return the letters of a file whose form is Unicode by definition, as JSON's is (UnreadableFile)."""
    try:
        return nfc(data.decode(_encoding(data)))
    except UnicodeDecodeError:
        raise UnreadableFile(name, "encoding") from None


def respell(texts: Iterable[str], name: str) -> Callable[[str], str]:
    """Return how the texts of a file are to be read: as they are, or as TCVN3 or VNI behind Western letters.

    Raises UnreadableFile (legacy-encoding) when the letters are old ones and which cannot be told.
    """
    spelling = guess_spelling(islice(texts, _ENOUGH))
    if not spelling:
        raise UnreadableFile(name, "legacy-encoding")
    read = SPELLINGS[spelling]
    return nfc if read is nfc else lambda text: nfc(read(text))


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    # UTF-16 without its mark: nearly every other byte of letters and digits is zero.
    head = data[:1000]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 1 and head[first::2].count(0) > _ODD_ZEROS * len(head):
            return encoding
    return "utf-8"


def _decode_old(data: bytes, name: str) -> str:
    lines = data.split(b"\n")
    _refuse_mixture(lines, name)
    western = data.decode("cp1252", "replace")
    spelling = guess_spelling(western.split("\n")[:_ENOUGH])
    windows = _try(data, "cp1258")
    is_windows = windows is not None and is_vietnamese(windows.split("\n")[:_ENOUGH])
    if windows is not None and is_windows and spelling not in ("tcvn3", "vni"):
        return windows
    if is_windows or spelling not in ("tcvn3", "vni"):
        raise UnreadableFile(name, "encoding")
    return nfc(SPELLINGS[spelling](western))


def _refuse_mixture(lines: Sequence[bytes], name: str) -> None:
    """Refuse a file of which some lines are UTF-8 and others are not."""
    modern = old = 0
    for number, line in enumerate(lines, 1):
        if line.isascii():
            continue
        if _try(line, "utf-8") is None:
            old = old or number
        else:
            modern = modern or number
        if modern and old:
            raise EncodingsMixed(name, modern, old)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return nfc(data.decode(encoding))
    except UnicodeDecodeError:
        return None
