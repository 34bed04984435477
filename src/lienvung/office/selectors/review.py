"""What the review page shows of a paper: its text cut at the passages, its header, its proposals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count, Q, QuerySet

from lienvung.office.models import Draft, Job, Reading, SourceFile, StoredBytes

_STATE_ORDER = {"proposed": 0, "confirmed": 1, "submitted": 2, "sent": 3, "rejected": 4}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with the proposals whose passages cover it; `starts` names those that begin here."""

    text: str
    drafts: tuple[str, ...]
    starts: tuple[str, ...]


def source_files() -> list[SourceFile]:
    """Return all papers, the newest first, with the number of proposals in each state and the `steps` of a reading."""
    counts = {
        state: Count("drafts", filter=Q(drafts__state=state) & ~Q(drafts__register__in=["document", "programme"]))
        for state in _STATE_ORDER
    }
    papers = list(_papers().annotate(**counts))
    running = {job.subject: job for job in Job.objects.filter(kind="digitise", state=Job.State.RUNNING)}
    for paper in papers:
        job = running.get(str(paper.pk))
        paper.steps = f"{job.done}/{job.total}" if job else ""
    return papers


def source_file(source_file_id: object) -> SourceFile | None:
    """Return one paper."""
    return _papers().filter(pk=source_file_id).first()


def _papers() -> QuerySet[SourceFile]:
    return SourceFile.objects.select_related("uploaded_by").exclude(state=SourceFile.State.ERASED)


def stored_bytes(sha256: str) -> bytes:
    """Return the bytes kept under a SHA-256."""
    return bytes(StoredBytes.objects.get(pk=sha256).data)


def newest_reading(paper: SourceFile) -> Reading | None:
    """Return the newest text layer of a paper; a scan has none."""
    return paper.readings.first()


def header_of(paper: SourceFile) -> Draft | None:
    """Return the draft of the paper's own record."""
    return paper.drafts.filter(register="document").select_related("confirmed_by").first()


def proposals(paper: SourceFile) -> list[Draft]:
    """Return what was found in a paper: open ones first, the least certain on top."""
    found = paper.drafts.exclude(register__in=["document", "programme"]).select_related("confirmed_by", "submission")
    # What the machine read first is kept for the record and not shown here.
    found = found.defer("proposed")
    return sorted(found, key=lambda draft: (_STATE_ORDER[draft.state], draft.confidence, draft.position))


def draft(draft_id: object) -> Draft | None:
    """Return one draft."""
    related = Draft.objects.select_related("source_file", "confirmed_by", "submission")
    return related.filter(pk=draft_id).first()


def open_job(paper: SourceFile) -> Job | None:
    """Return the newest job that reads this paper."""
    return Job.objects.filter(kind="digitise", subject=str(paper.pk)).first()


def pieces(text: str, drafts: Iterable[Draft], start: int = 0, end: int | None = None) -> list[Piece]:
    """Cut a text, from `start` to `end`, at the ends of all passages: each run knows the proposals it belongs to.

    Passages may overlap; the runs joined together are the text again, letter by letter.
    """
    last = len(text) if end is None else end
    placed = [draft for draft in drafts if "start" in draft.passage]
    spans = [(draft.passage["start"], draft.passage["end"], str(draft.pk)) for draft in placed]
    within = [span for span in spans if span[0] < last and span[1] > start]
    return list(_pieces(text, within, start, last))


def _pieces(text: str, spans: list[tuple[int, int, str]], begin: int, stop: int) -> Iterator[Piece]:
    edges = {edge for start, end, _ in spans for edge in (start, end) if begin < edge < stop}
    cuts = sorted({begin, stop} | edges)
    for start, end in pairwise(cuts):
        covering = tuple(name for first, last, name in spans if first <= start and end <= last)
        beginning = tuple(name for first, _, name in spans if max(first, begin) == start)
        yield Piece(text[start:end], covering, beginning)
