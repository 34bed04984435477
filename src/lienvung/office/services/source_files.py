"""Take in papers: guard, look for a secrecy stamp, and only then store; read them in the background."""

from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from lienvung.core.errors import LienVungError
from lienvung.core.text import nfc
from lienvung.digitise import TextLayer, digitise, read
from lienvung.digitise.errors import NoTextLayer
from lienvung.digitise.guard import check_upload
from lienvung.office.candidates import Candidate, Paper, candidates_of
from lienvung.office.errors import PaperErased, SecrecyNotDeclared
from lienvung.office.models import Draft, Reading, SourceFile, StoredBytes, User
from lienvung.office.node_access import now
from lienvung.office.selectors.sides import sides_known
from lienvung.office.services.drafts import draft_propose
from lienvung.office.services.jobs import Progress, job_kind, job_queue
from lienvung.office.services.trail import event_record, refusal_record

UPLOAD = "source-file-upload"
_STEPS = 3  # the letters, what they say, the proposals written down


@dataclass(frozen=True, slots=True)
class Upload:
    """What came of an upload: the source file, and whether these bytes are new here."""

    source_file: SourceFile
    is_new: bool


def source_file_upload(*, user: User, name: str, data: bytes, not_secret: bool) -> Upload:
    """Take in one paper and start reading it.

    Nothing is stored before the declaration, the guard and the search for a secrecy stamp have passed
    (SecrecyNotDeclared, the refusals of digitise). The same bytes twice give the source file of the first time.
    """
    if not not_secret:
        raise SecrecyNotDeclared
    known = SourceFile.objects.filter(sha256=sha256(data).hexdigest()).first()
    if known and known.state == SourceFile.State.ERASED:
        raise PaperErased(nfc(name))
    if known:
        return Upload(known, is_new=False)
    try:
        seen = _look_at(data, nfc(name))
    except LienVungError as refusal:
        # Neither name nor text of what was refused is kept: they may be the secret itself.
        refusal_record(by=user, what=UPLOAD, subject=refusal.code)
        raise
    with transaction.atomic():
        source_file, is_new = _store(user, nfc(name), data, seen)
        if is_new:
            job_queue(kind="digitise", subject=source_file.id, by=user)
    return Upload(source_file, is_new)


def reading_make(*, source_file: SourceFile, progress: Progress = lambda _done, _total: None) -> list[Draft]:
    """Propose a header and what stands in the text; a paper that was read before is left as it is."""
    progress(0, _STEPS)
    data = bytes(StoredBytes.objects.get(pk=source_file.sha256).data)
    layer = _look_at(data, source_file.name).layer
    progress(1, _STEPS)
    reading = digitise(layer) if layer else None
    progress(2, _STEPS)
    paper = Paper(source_file.sha256, source_file.name, source_file.media_type, layer.digest if layer else "")
    candidates = candidates_of(paper, layer, reading, sides_known())
    with transaction.atomic():
        fresh = SourceFile.objects.exclude(state=SourceFile.State.READ).filter(pk=source_file.pk)
        if not fresh.update(state=SourceFile.State.READ):
            return list(source_file.drafts.all())
        return [_propose(source_file, position, candidate) for position, candidate in enumerate(candidates)]


def evidence_store(name: str, data: bytes, *, not_secret: bool) -> str:
    """Take in a file that shows a result, past the same guard as a paper; return its SHA-256."""
    if not not_secret:
        raise SecrecyNotDeclared
    _look_at(data, nfc(name))
    digest = sha256(data).hexdigest()
    StoredBytes.objects.get_or_create(sha256=digest, defaults={"data": data})
    return digest


@job_kind("digitise")
def _digitise(subject: str, progress: Progress) -> None:
    source_file = SourceFile.objects.select_related("uploaded_by").get(pk=subject)
    try:
        reading_make(source_file=source_file, progress=progress)
    except Exception:
        SourceFile.objects.filter(pk=subject).update(state=SourceFile.State.FAILED)
        raise
    progress(_STEPS, _STEPS)


def draft_draw(
    *, user: User, source_file: SourceFile, register: str, page: int, rectangle: list[int], exact: str
) -> Draft:
    """Propose what a person read on a page image; the passage is the rectangle, in 1/100 pt from the top left."""
    passage = {"file": source_file.sha256, "page": page, "rectangle": rectangle, "exact": exact}
    header = source_file.drafts.filter(register="document").first()
    inherited = {name: header.values[name] for name in ("programmes", "nature") if header and name in header.values}
    return draft_propose(
        user=user,
        register=register,
        origin=Draft.Origin.DRAWN,
        source_file=source_file,
        passage=passage,
        values={"text": exact, **inherited, **({"document": header.key} if header else {})},
        questions=["owed-by"] if register == "commitment" else [],
        position=source_file.drafts.count(),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a first look at the bytes shows: no layer means a scan."""

    media_type: str
    layer: TextLayer | None
    pages: int


def _look_at(data: bytes, name: str) -> _Seen:
    media_type = check_upload(data, name)
    try:
        layer = read(data, name)
    except NoTextLayer as scan:
        return _Seen(media_type, None, scan.pages)
    return _Seen(media_type, layer, len(layer.pages))


def _propose(source_file: SourceFile, position: int, candidate: Candidate) -> Draft:
    return draft_propose(
        user=source_file.uploaded_by,
        origin=Draft.Origin.MACHINE,
        source_file=source_file,
        register=candidate.register,
        values=candidate.values,
        passage=candidate.passage,
        confidence=candidate.confidence,
        questions=candidate.questions,
        position=position,
    )


@transaction.atomic
def _store(user: User, name: str, data: bytes, seen: _Seen) -> tuple[SourceFile, bool]:
    digest = sha256(data).hexdigest()
    known = SourceFile.objects.filter(sha256=digest).first()
    if known:  # another person uploaded the same bytes while these were being read
        return known, False
    StoredBytes.objects.get_or_create(sha256=digest, defaults={"data": data})
    source_file = SourceFile.objects.create(
        sha256=digest,
        name=name,
        media_type=seen.media_type,
        size=len(data),
        uploaded_by=user,
        declared_not_secret=True,
        kind=SourceFile.Kind.TEXT if seen.layer else SourceFile.Kind.SCAN,
        page_count=seen.pages,
        uploaded_at=now(),
    )
    if seen.layer:
        _store_layer(source_file, seen.layer)
    event_record(by=user, what=UPLOAD, subject=source_file.id, sha256=digest, not_secret=True)
    return source_file, True


def _store_layer(source_file: SourceFile, layer: TextLayer) -> None:
    StoredBytes.objects.get_or_create(sha256=layer.digest, defaults={"data": layer.text.encode()})
    Reading.objects.create(
        source_file=source_file,
        layer_sha256=layer.digest,
        producer=layer.producer,
        version=layer.version,
        pages=[[page.start, page.end, page.label] for page in layer.pages],
        made_at=now(),
    )
