"""Sentences that know the records they rest on, and where a record's page is."""

from dataclasses import dataclass

_PAGES = {"programme": "chuong-trinh", "commitment": "cam-ket", "document": "van-ban"}


@dataclass(frozen=True, slots=True)
class Run:
    """Hold words, and the record they rest on when there is one."""

    text: str
    register: str = ""
    key: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold the runs of one sentence or figure."""

    runs: tuple[Run, ...]
    also: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Return the words alone."""
        return "".join(run.text for run in self.runs)

    @property
    def records(self) -> tuple[tuple[str, str], ...]:
        """Return the records the sentence rests on, as (register, key), each once."""
        linked = [(run.register, run.key) for run in self.runs if run.key]
        return tuple(dict.fromkeys([*linked, *self.also]))


def sentence(*parts: str | Run, also: tuple[tuple[str, str], ...] = ()) -> Sentence:
    """Build a sentence of words and links; `also` names records it rests on without linking to them."""
    return Sentence(tuple(Run(part) if isinstance(part, str) else part for part in parts if part), also)


def page_path(register: str, key: str) -> str:
    """Return the path of a record's page on a node."""
    page = _PAGES.get(register)
    return f"/{page}/{key}/" if page else f"/so/{register}/{key}/"


def page_address(base: str, register: str, key: str) -> str:
    """Return the address of a record's page; `base` is the node's address without a trailing slash."""
    return base.rstrip("/") + page_path(register, key)
