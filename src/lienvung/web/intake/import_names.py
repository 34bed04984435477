"""Names in a table that no record has, or several: which record is meant, asked once for all rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from lienvung.core.text import nfc
from lienvung.office.selectors.imports import RegisterImport
from lienvung.office.selectors.titles import record_title
from lienvung.web.intake.import_rows import register_title

_MOST = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that may be meant; `about` tells it from others that are called the same."""

    key: str
    title: str
    about: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class NameAsked:
    """One name: the register that it leads to, how many rows have it, the records that may be meant."""

    register: str
    register_title: str
    text: str
    rows: int
    offers: tuple[Offer, ...]

    @property
    def is_chosen(self) -> bool:
        """Whether somebody said which record is meant."""
        return any(offer.chosen for offer in self.offers)


def names_asked(imported: RegisterImport) -> list[NameAsked]:
    """Return the names that are not clear, the commonest first, then those that were said before."""
    return [
        NameAsked(register, register_title(register), text, rows, _offers(imported, register, text, keys))
        for register, text, rows, keys in imported.names
    ]


def names_meant(sent: QueryDict) -> list[tuple[str, str, str]]:
    """Return (register, text, key) as the form says it."""
    places = [name.removeprefix("text-") for name in sent if name.startswith("text-")][:_MOST]
    # A browser sends a line break as two signs, whatever it was.
    texts = {n: sent[f"text-{n}"].replace("\r\n", "\n") for n in places}
    return [(sent.get(f"register-{n}", ""), texts[n], sent.get(f"key-{n}", "")) for n in places]


def _offers(imported: RegisterImport, register: str, text: str, keys: list[str]) -> tuple[Offer, ...]:
    titles = {key: record_title(register, key) for key in keys}
    alike = {title for title in titles.values() if list(titles.values()).count(title) > 1}
    said = imported.aliases.get(register, {}).get(text)
    chosen = _plainly_meant(text, titles) if said is None else said
    return tuple(
        Offer(key, title, key if title in alike else "", reverse("web:record", args=[register, key]), key == chosen)
        for key, title in titles.items()
    )


def _plainly_meant(text: str, titles: Mapping[str, str]) -> str:
    """Return the key of the only record whose title is the text but for capitals and spaces: proposed, not taken."""
    same = [key for key, title in titles.items() if _spelled(title) == _spelled(text)]
    return same[0] if len(same) == 1 else ""


def _spelled(text: str) -> str:
    return " ".join(nfc(text).casefold().split())
