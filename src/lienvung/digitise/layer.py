"""The text layer: what a reader saw, letter by letter, with where each page begins."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """The half-open range of characters that one page (or the whole of a paper without pages) holds."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The NFC text of one file by one reader; spans count its code points and never change."""

    text: str
    sha256: str
    media_type: str
    producer: str
    version: str
    pages: tuple[Page, ...]

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the text in UTF-8: the name under which the layer is stored."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def page_of(self, offset: int) -> Page | None:
        """Return the page that holds the character."""
        return next((page for page in self.pages if page.start <= offset < page.end), None)
