"""From what the machine read to proposed records of this office.

Pure. The reader proposes values in the words of the paper; here they get what only an office knows: which
file and layer they stand in, which nodes the named sides run, whether the paper is illustrative.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lienvung.core.text import fold
from lienvung.digitise import Candidate as Read
from lienvung.digitise import Reading, TextLayer, candidates
from lienvung.office.sides import sides_named

# The field that a person has to look at, by the reader's question.
_ASKED_FIELD = {
    "agreed-on-unknown": {"commitment": "agreed-on", "document": "issued-on"},
    "year-unknown": {"commitment": "deadline"},
    "deadline-year-inferred": {"commitment": "deadline"},
    "deadline-vague": {"commitment": "deadline-kind"},
    "lead-unknown": {"commitment": "leads"},
    "lead-inferred": {"commitment": "leads"},
    "owed-by-unknown": {"commitment": "owed-by"},
    "addressee-unknown": {"escalation": "addressee"},
    "side-unknown": {"progress-report": "side"},
    "progress-unknown": {"progress-report": "progress"},
}
_ASKED_ALWAYS = {"progress-report": ("commitment",), "document": ("subject", "issued-on")}
_SIDES = ("owed-by", "raised-by", "side")
_ILLUSTRATIVE_WORDS = "minh hoa"


@dataclass(frozen=True, slots=True)
class Paper:
    """The bytes a reading is of, as the records will name them; `layer` is "" for a scan."""

    file: str
    name: str
    media_type: str
    layer: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record the machine proposes; `passage` is its `source` part, `questions` are fields to look at."""

    register: str
    values: Mapping[str, object]
    passage: Mapping[str, object]
    confidence: float
    questions: tuple[str, ...] = ()


def candidates_of(
    paper: Paper, layer: TextLayer | None, reading: Reading | None, sides: Mapping[str, str]
) -> list[Candidate]:
    """Return the paper's own record, then what stands in it; a scan gives only its file. `sides`: node -> title."""
    nature = "illustrative" if layer and _ILLUSTRATIVE_WORDS in fold(layer.text) else "real"
    if reading is None:
        return [Candidate("document", _file_values(paper, nature), {}, 1.0, _ASKED_ALWAYS["document"])]
    return [_candidate(read, paper, nature, sides) for read in candidates(reading)]


def _candidate(read: Read, paper: Paper, nature: str, sides: Mapping[str, str]) -> Candidate:
    own = _file_values(paper, nature) if read.register == "document" else {"nature": nature}
    values = {name: _with_nodes(name, value, sides) for name, value in read.values.items()} | own
    if "text" in values:
        values["text"] = " ".join(str(values["text"]).split())
    passage = {"file": paper.file, "layer": paper.layer, "start": read.start, "end": read.end, "exact": read.exact}
    return Candidate(read.register, values, passage, read.confidence, tuple(_questions(read, values)))


def _file_values(paper: Paper, nature: str) -> dict[str, object]:
    values = {
        "file": paper.file,
        "text-layer": paper.layer,
        "file-name": paper.name,
        "media-type": paper.media_type,
        "nature": nature,
    }
    return {name: value for name, value in values.items() if value}


def _with_nodes(name: str, value: object, sides: Mapping[str, str]) -> object:
    """Put node names where the paper names localities that run a node; others stay as they are written."""
    if name not in _SIDES:
        return value
    if isinstance(value, str):
        return _node_of(value, sides)
    return list(dict.fromkeys(_node_of(str(each), sides) for each in value)) if isinstance(value, list) else value


def _node_of(words: str, sides: Mapping[str, str]) -> str:
    named = sides_named((words,), sides, parties=())
    return named[0] if len(named) == 1 else words


def _questions(read: Read, values: Mapping[str, object]) -> Iterable[str]:
    asked = [_ASKED_FIELD[question].get(read.register, "") for question in read.questions]
    always = [name for name in _ASKED_ALWAYS.get(read.register, ()) if not values.get(name)]
    return dict.fromkeys(name for name in (*asked, *always) if name)
