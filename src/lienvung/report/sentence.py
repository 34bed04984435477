"""Sentences that know the records they rest on, and where a record's page is."""

from dataclasses import dataclass
from urllib.parse import urlencode

from lienvung.core.programme.records import ILLUSTRATIVE

_PAGES = {"programme": "chuong-trinh", "commitment": "cam-ket", "document": "van-ban"}


@dataclass(frozen=True, slots=True)
class Run:
    """Hold words, and what they rest on: a record, or for a figure the list it counts (`path`)."""

    text: str
    register: str = ""
    key: str = ""
    strong: bool = False
    path: str = ""

    @property
    def target(self) -> str:
        """Return the path of the page that the words lead to; "" when they lead nowhere."""
        return page_path(self.register, self.key) if self.key else self.path


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


def list_path(nature: str, programme: str, **filters: str) -> str:
    """Return the path of the list of commitments that a figure counts.

    Filters are those of the page: `tinh_trang` a cell or "theo-doi", "xong", "ngoai"; `linh_vuc` a field; `neu`.
    """
    spelled = {"tinh_chat": "minh-hoa"} if nature == ILLUSTRATIVE else {}
    return f"/cam-ket/?{urlencode(spelled | {'chuong_trinh': programme} | filters)}"


def page_address(base: str, path: str) -> str:
    """Return the address of a page; `base` is the node's address."""
    return base.rstrip("/") + path
