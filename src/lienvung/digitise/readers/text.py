"""Plain text: UTF-8, or UTF-16 with its mark. Legacy codes are asked for, never guessed."""

import codecs

from lienvung.core.text import nfc

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def read(data: bytes) -> list[str]:
    """Return the text as one page; raises UnicodeDecodeError when it is in no Unicode encoding."""
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    text = data.decode(encoding)
    if "\x00" in text:
        raise ValueError("a text holds no NUL")
    return [nfc(text)]
