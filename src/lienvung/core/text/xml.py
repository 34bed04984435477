"""What XML can hold (XML 1.0, 2.2): pictures and Word files are XML, and a value may hold more."""

import re

_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def xml_words(text: str) -> str:
    """Return a text with the sign for unknown letters for each that would break a whole file."""
    return _UNHELD.sub("\ufffd", text)
