"""Everything that a line or a dishonest carrier may do to an answer: named, kept out, and harmless to the rest."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
import zstandard
from two_places import SAMPLE, Place, Tamper, grant

from lienvung.core.errors import LienVungError
from lienvung.node.append import Change, append
from lienvung.node.exchange import follow
from lienvung.node.exchange.errors import (
    AnswerMalformed,
    AnswerTooLarge,
    AnswerTruncated,
    BlobInvalid,
    CheckpointForeign,
    CheckpointSignatureInvalid,
    EntriesInvalid,
    HeadMalformed,
    PartnerRedirected,
    PartnerRefused,
    TileInvalid,
)
from lienvung.node.exchange.heads import format_heads, parse_heads
from lienvung.node.exchange.parts_framing import (
    PartRecord,
    State,
    format_blocks,
    format_frame,
    parse_blocks,
    parse_frames,
)
from lienvung.node.exchange.serve import Request, Response

LIMITATION = "quang-ninh/limitation"


def on(path: str, edit: Callable[[bytes], bytes]) -> Tamper:
    """Return a tampering that edits the bodies of answers whose path contains a text."""

    def tamper(request: Request, response: Response) -> Response:
        return replace(response, body=edit(response.body)) if path in request.path else response

    return tamper


def in_head(register: str, edit: Callable[[str], str]) -> Tamper:
    """Return a tampering that edits one log's checkpoint in the heads document."""

    def edit_heads(body: bytes) -> bytes:
        node, heads = parse_heads(body)
        return format_heads(
            node,
            [replace(head, checkpoint=edit(head.checkpoint)) if head.register == register else head for head in heads],
        )

    return on("/heads", edit_heads)


def flip(body: bytes) -> bytes:
    """Flip one bit in the middle."""
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]


def flip_in_frames(body: bytes) -> bytes:
    """Flip one bit inside the first packed entry bundle, and pack it again."""
    first, *rest = parse_frames(body, closed=False)
    unpacked = flip(zstandard.ZstdDecompressor().decompress(first))
    return b"".join(map(format_frame, [zstandard.ZstdCompressor().compress(unpacked), *rest]))


def trouble_of(place: Place, other: Place) -> LienVungError | None:
    """Pull and return the trouble with the register of limitations."""
    return {log.origin: log.trouble for log in place.pull(other).logs}[LIMITATION]


def size_of(place: Place, origin: str = LIMITATION) -> int:
    with place.node.store.reading() as reader:
        log = reader.log(origin)
    return log.size if log else 0


@pytest.fixture
def agreed(hai_phong: Place, quang_ninh: Place) -> tuple[Place, Place]:
    """Both places with an agreement in force, five entries pulled, and three more waiting there."""
    hai_phong.agree(
        quang_ninh, grant("quang-ninh", "hai-phong"), grant("quang-ninh", "hai-phong", register="escalation")
    )
    quang_ninh.write(5)
    hai_phong.pull(quang_ninh)
    quang_ninh.write(3)
    return hai_phong, quang_ninh


def other_signature(note: str) -> str:
    """Change a character in the base64 of the last signature."""
    return note[:-10] + ("A" if note[-10] != "A" else "B") + note[-9:]


@pytest.mark.parametrize(
    ("tamper", "refusal"),
    [
        (in_head("limitation", other_signature), CheckpointSignatureInvalid),
        (in_head("limitation", lambda note: note.replace("\n9\n", "\n8\n", 1)), CheckpointSignatureInvalid),
        (in_head("limitation", lambda note: note.replace("/limitation\n", "/node\n", 1)), CheckpointForeign),
        (in_head("limitation", lambda note: "rubbish"), HeadMalformed),
        (in_head("limitation", lambda note: note.replace("\n9\n", "\n09\n", 1)), HeadMalformed),
        (on("limitation/tile/entries", flip), EntriesInvalid),
        (on("limitation/tile/entries", lambda body: body[:-1]), EntriesInvalid),
        (on("limitation/tile/entries", lambda body: body + b"\0\0"), EntriesInvalid),
        (on("limitation/tile/entries", lambda body: b""), EntriesInvalid),
    ],
)
def test_a_bad_head_or_entry_stops_this_log_and_no_other(
    agreed: tuple[Place, Place], tamper: Tamper, refusal: type[LienVungError]
) -> None:
    """The log keeps its last good head, the trouble names it, other logs are pulled, and an honest pull heals it."""
    here, there = agreed
    there.write(register="escalation")
    there.tamper = tamper
    assert isinstance(trouble_of(here, there), refusal)
    assert (size_of(here), size_of(here, "quang-ninh/escalation")) == (6, 2)
    there.tamper = None
    here.pull(there)
    assert size_of(here) == 9


@pytest.mark.parametrize(
    ("path", "edit", "refusal"),
    [
        ("/tile/1/", flip, TileInvalid),
        ("/tile/0/", flip, TileInvalid),
        ("/tile/1/", lambda body: body[:-32], TileInvalid),
        ("/pack/", flip_in_frames, EntriesInvalid),
        ("limitation/tile/entries", flip, EntriesInvalid),
    ],
)
def test_a_tampered_tile_of_a_large_log_is_found(
    agreed: tuple[Place, Place],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    edit: Callable[[bytes], bytes],
    refusal: type[LienVungError],
) -> None:
    """Hash tiles must lead to the signed root and bundles to their tiles; then an honest pull completes the log."""
    here, there = agreed
    monkeypatch.setattr(follow, "SMALL", 256)
    there.write(600)
    there.tamper = on(path, edit)
    assert isinstance(trouble_of(here, there), refusal)
    assert size_of(here) == 6
    there.tamper = None
    assert trouble_of(here, there) is None
    assert size_of(here) == 609


@pytest.mark.parametrize(
    ("path", "edit", "refusal"),
    [
        ("/heads", lambda body: b"<html>", AnswerMalformed),
        ("/heads", lambda body: body + b" ", AnswerMalformed),
        ("/heads", lambda body: body.replace(b'"node":"quang-ninh"', b'"node":"bac-ninh"'), AnswerMalformed),
        ("/heads", lambda body: bytes(5 * 1024 * 1024), AnswerTooLarge),
    ],
)
def test_a_first_answer_that_breaks_the_format_ends_the_pull(
    agreed: tuple[Place, Place], path: str, edit: Callable[[bytes], bytes], refusal: type[LienVungError]
) -> None:
    """Rubbish in place of the heads raises an error that names the partner, is recorded, and heals."""
    here, there = agreed
    there.tamper = on(path, edit)
    with pytest.raises(refusal) as refused:
        here.pull(there)
    assert refused.value.facts()["partner"] == "quang-ninh"
    assert recorded(here) == refused.value.code
    there.tamper = None
    here.pull(there)
    assert size_of(here) == 9
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == 8


def recorded(place: Place) -> str | None:
    """Return the trouble that is recorded with Quảng Ninh."""
    with place.node.store.reading() as reader:
        peer = reader.peer("quang-ninh")
    assert peer is not None
    return peer.trouble


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (lambda body: b"rubbish rubbish", AnswerTruncated),
        (lambda body: body[:-4], AnswerTruncated),
        (lambda body: body[: len(body) // 2], AnswerTruncated),
        (lambda body: b"\0\0\0\0", AnswerMalformed),
        (lambda body: bomb(), AnswerMalformed),
        (lambda body: reverse(body), AnswerMalformed),
    ],
)
def test_an_answer_for_values_that_breaks_the_format_stops_one_log_and_no_other(
    agreed: tuple[Place, Place], edit: Callable[[bytes], bytes], refusal: type[LienVungError]
) -> None:
    """Rubbish, a cut, a bomb or a wrong order is that log's trouble, names the partner, is recorded, and heals."""
    here, there = agreed
    there.write(2, register="escalation")

    def tamper(request: Request, response: Response) -> Response:
        spoilt = request.path.endswith("/parts") and b"quang-ninh/limitation" in request.body
        return replace(response, body=edit(response.body)) if spoilt else response

    there.tamper = tamper
    report = here.pull(there)
    (trouble,) = report.troubles
    assert isinstance(trouble, refusal)
    assert trouble.facts()["partner"] == "quang-ninh"
    assert recorded(here) == trouble.code
    with here.node.store.reading() as reader:
        assert (reader.count("limitation"), reader.count("escalation")) == (5, 2)
    there.tamper = None
    here.pull(there)
    assert recorded(here) is None
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == 8


def bomb() -> bytes:
    """Return an answer of a few kilobytes that would unpack to a gigabyte."""
    block = zstandard.ZstdCompressor().compress(bytes(64 * 1024 * 1024))
    return format_frame(block) + b"\0\0\0\0"


def reverse(body: bytes) -> bytes:
    """Return the same records in another order."""
    return b"".join(format_blocks(list(parse_blocks(body))[::-1]))


def swap_value(body: bytes) -> bytes:
    """Change one letter in the value of the first held part that has one."""
    records = list(parse_blocks(body))
    place = next(i for i, record in enumerate(records) if b"ch\xe1\xba\xadm" in record.body)
    changed = records[place].body.replace(b"ch\xe1\xba\xadm", b"nhanh")
    records[place] = replace(records[place], body=changed)
    return b"".join(format_blocks(records))


def test_a_tampered_part_spoils_only_itself(agreed: tuple[Place, Place]) -> None:
    """A value that does not fit its digest is kept out and reported; its neighbours arrive, and it may come later."""
    here, there = agreed

    def tamper(request: Request, response: Response) -> Response:
        wanted = b'"log":"quang-ninh/limitation"' in request.body
        return replace(response, body=swap_value(response.body)) if wanted else response

    there.tamper = tamper
    (report,) = [log for log in here.pull(there).logs if log.origin == LIMITATION]
    assert (report.new, len(report.values.bad)) == (3, 1)
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == 7
        ((index, part),) = report.values.bad
        row = reader.part(LIMITATION, index, part)
    assert row is not None
    assert (row.state, row.body) == ("invalid", b"")
    there.tamper = None
    here.pull(there)
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == 8


def test_a_sender_that_says_erased_does_not_make_it_so(agreed: tuple[Place, Place]) -> None:
    """Only an erase entry in the verified log erases; what a sender merely says is asked for again."""
    here, there = agreed

    def tamper(request: Request, response: Response) -> Response:
        if b'"log":"quang-ninh/limitation"' not in request.body:
            return response
        records = [PartRecord(each.index, each.ordinal, State.ERASED) for each in parse_blocks(response.body)]
        return replace(response, body=b"".join(format_blocks(records)))

    there.tamper = tamper
    here.pull(there)
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == 5
    there.tamper = None
    here.pull(there)
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == 8


def test_a_redirect_is_not_followed(agreed: tuple[Place, Place]) -> None:
    """A partner that sends us elsewhere is refused: addresses come from contacts alone."""
    here, there = agreed
    there.tamper = lambda request, response: replace(response, status=302)
    with pytest.raises(PartnerRedirected):
        here.pull(there)


def test_an_error_page_is_a_refusal_with_its_status(agreed: tuple[Place, Place]) -> None:
    """A proxy's 502 page is reported as such; nothing of its text is taken over."""
    here, there = agreed
    there.tamper = lambda request, response: Response(502, "text/html", b"<h1>Bad gateway</h1>")
    with pytest.raises(PartnerRefused) as refused:
        here.pull(there)
    assert (refused.value.status, refused.value.problem) == (502, "")


def test_a_wrong_media_type_is_refused(agreed: tuple[Place, Place]) -> None:
    """A sign-in page of a captive portal is not taken for an answer."""
    here, there = agreed
    there.tamper = lambda request, response: replace(response, media_type="text/html")
    with pytest.raises(AnswerMalformed):
        here.pull(there)


def test_a_changed_file_is_refused(agreed: tuple[Place, Place]) -> None:
    """A blob is known by its hash: other bytes under it are not kept."""
    here, there = agreed
    data = b"bytes"
    digest = hashlib.sha256(data).hexdigest()
    key = there.write()[0]
    source = {"file": digest, "page": 1, "rectangle": [0, 0, 9, 9], "exact": "x"}
    append(
        there.node,
        [Change("put", "limitation", key, {"shared": SAMPLE["limitation"], "source": source})],
        idempotency_key="file",
        blobs={digest: data},
    )
    there.tamper = on("/blobs/", lambda body: b"others")
    with pytest.raises(BlobInvalid):
        here.pull(there)
    there.tamper = None
    assert here.pull(there).blobs == 1
