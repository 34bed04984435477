"""The witness protocol: each rule with its exact status (C2SP tlog-witness)."""

import hashlib
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from two_places import Place, grant

from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.merkle import EMPTY_ROOT, Frontier, leaf_hash
from lienvung.core.tlog.note import Signer, open_note, sign_note
from lienvung.node.exchange.errors import AnswerMalformed, OwnLogBehind
from lienvung.node.exchange.rate import RateWindow
from lienvung.node.exchange.serve import Response
from lienvung.node.exchange.stopping import resume_log
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.exchange.witness import Verdict, add_checkpoint, format_submission, witnessed

ORIGIN = "quang-ninh/limitation"
LEAVES = [leaf_hash(bytes([n])) for n in range(20)]


class Log:
    """A log in memory, signed with a place's real key."""

    def __init__(self, place: Place, origin: str = ORIGIN) -> None:
        assert place.node.keys is not None
        self.signer = Signer(origin, place.node.keys.log)
        self.origin = origin

    def note(self, size: int, root: bytes | None = None) -> bytes:
        tree = Frontier().extend(LEAVES[:size])
        return sign_note(format_checkpoint(Checkpoint(self.origin, size, root or tree.root())), self.signer)

    def proof(self, old: int, new: int) -> list[bytes]:
        from lienvung.core.tlog.merkle import prove_consistency, root_of

        def hashes(nodes: object) -> list[bytes]:
            return [root_of(LEAVES[n << level : (n + 1) << level]) for level, n in nodes]  # type: ignore[attr-defined]

        return prove_consistency(old, new, hashes)

    def submission(self, old: int, new: int) -> bytes:
        return format_submission(old, self.proof(old, new) if old else [], self.note(new))


@pytest.fixture
def log(quang_ninh: Place) -> Log:
    return Log(quang_ninh)


@pytest.fixture
def at_five(hai_phong: Place, log: Log) -> Callable[[bytes], Verdict]:
    """A witness that has cosigned size 5."""
    assert add_checkpoint(hai_phong.node, log.submission(0, 5)).status == 200
    return lambda body: add_checkpoint(hai_phong.node, body)


def test_a_good_step_is_cosigned(hai_phong: Place, log: Log) -> None:
    """200 carries one line, our cosignature, which verifies over the submitted text."""
    verdict = add_checkpoint(hai_phong.node, log.submission(0, 5))
    assert verdict.status == 200
    assert verdict.body.count(b"\n") == 1
    assert hai_phong.node.keys is not None
    from lienvung.core.tlog.cosignature import CosignatureVerifier

    key = hai_phong.node.keys.witness.public_key().public_bytes_raw()
    open_note(log.note(5) + verdict.body, [CosignatureVerifier("hai-phong/witness", key)])


def test_steps_follow_one_another(at_five: Callable[[bytes], Verdict], log: Log) -> None:
    """From 5 to 9, again 9 (a new timestamp), then to 20."""
    assert [at_five(log.submission(old, new)).status for old, new in ((5, 9), (9, 9), (9, 20))] == [200] * 3


def test_the_state_answers_409_with_its_size(at_five: Callable[[bytes], Verdict], log: Log) -> None:
    """An old size that is not the last cosigned one is told which one is."""
    for old in (0, 4, 6):
        verdict = at_five(log.submission(old, 9))
        assert (verdict.status, verdict.media_type, verdict.body) == (409, "text/x.tlog.size", b"5\n")


def bad_requests(log: Log) -> dict[str, tuple[int, bytes]]:
    """Return every refused request with the status it must get, from a state of size 5."""
    good = log.note(9)
    proof = log.proof(5, 9)
    stranger = sign_note(
        format_checkpoint(Checkpoint(ORIGIN, 9, bytes(32))), Signer(ORIGIN, Ed25519PrivateKey.generate())
    )
    text = format_checkpoint(Checkpoint(ORIGIN, 9, Frontier().extend(LEAVES[:9]).root()))
    extended = sign_note(text + "extension\n", log.signer)
    broken = good[:-12] + (b"AAAA" if good[-12:-8] != b"AAAA" else b"BBBB") + good[-8:]
    return {
        "empty": (400, b""),
        "no old line": (400, b"\n" + good),
        "old with a leading zero": (400, b"old 05\n\n" + good),
        "old negative": (400, b"old -1\n\n" + good),
        "proof line not base64": (400, b"old 5\n???\n\n" + good),
        "proof line of 31 bytes": (400, b"old 5\n" + b64encode(bytes(31)) + b"\n\n" + good),
        "64 proof lines": (400, format_submission(5, [bytes(32)] * 64, good)),
        "not a note": (400, b"old 5\n\nrubbish\n"),
        "an extension line": (400, format_submission(5, proof, extended)),
        "not ASCII before the checkpoint": (400, "old 5\nđ\n\n".encode() + good),
        "old above the checkpoint's size": (400, format_submission(10, [], good)),
        "a stranger's key": (403, format_submission(5, proof, stranger)),
        "the log's key, a bad signature": (403, format_submission(5, proof, broken)),
        "an unknown origin": (404, format_submission(0, [], Log.note(_other(log), 9))),
        "an old size that is not the last": (409, format_submission(4, log.proof(4, 9), good)),
        "a proof that proves nothing": (422, format_submission(5, [bytes(32)] * len(proof), good)),
        "a proof that is too short": (422, format_submission(5, proof[:-1], good)),
        "no proof": (422, format_submission(5, [], good)),
        "the same size with a proof": (422, format_submission(5, [bytes(32)], log.note(5))),
        "size 0 with a root": (422, format_submission(0, [], log.note(0, bytes(32)))),
    }


def _other(log: Log) -> Log:
    other = Log.__new__(Log)
    other.origin = "bac-ninh/limitation"
    other.signer = Signer(other.origin, log.signer.key)
    return other


def test_each_refusal_has_its_status_and_changes_nothing(
    hai_phong: Place, at_five: Callable[[bytes], Verdict], log: Log
) -> None:
    """After every refused request the state is still size 5, and the honest next step is accepted."""
    for name, (status, body) in bad_requests(log).items():
        assert (name, at_five(body).status) == (name, status)
        with hai_phong.node.store.reading() as reader:
            state = witnessed(reader, ORIGIN)
        assert state is not None
        assert state.size == 5
    assert at_five(log.submission(5, 9)).status == 200


def test_another_root_for_the_same_size_is_kept_as_evidence_and_stops_the_log(
    hai_phong: Place, at_five: Callable[[bytes], Verdict], log: Log
) -> None:
    """The log's own key signed two trees: 422, both notes are kept, nothing more is cosigned until a person decides."""
    assert at_five(format_submission(5, [], log.note(5, bytes(32)))).status == 422
    with hai_phong.node.store.reading() as reader:
        (evidence,) = reader.evidence()
        state = witnessed(reader, ORIGIN)
    assert (evidence.kind, evidence.origin) == ("fork", ORIGIN)
    assert set(evidence.notes) == {log.note(5), log.note(5, bytes(32))}
    assert state is not None
    assert (state.size, at_five(log.submission(5, 9)).status) == (5, 403)
    resume_log(hai_phong.node, ORIGIN)
    assert at_five(log.submission(5, 9)).status == 200


def test_a_proof_from_the_empty_tree_is_refused(hai_phong: Place, log: Log) -> None:
    """With old 0 the proof must be empty."""
    body = format_submission(0, [bytes(32)], log.note(5))
    assert add_checkpoint(hai_phong.node, body).status == 422


def test_the_empty_tree_is_cosigned(hai_phong: Place, log: Log) -> None:
    """Size 0 with the empty root is a tree like any other."""
    assert add_checkpoint(hai_phong.node, format_submission(0, [], log.note(0, EMPTY_ROOT))).status == 200
    assert add_checkpoint(hai_phong.node, log.submission(0, 3)).status == 200


def test_a_forged_witness_line_does_not_spread(hai_phong: Place, log: Log) -> None:
    """Lines of others under a submitted checkpoint are neither kept nor served."""
    forged = log.note(5) + f"— bac-ninh/witness {b64encode(bytes(76)).decode()}\n".encode()
    assert add_checkpoint(hai_phong.node, format_submission(0, [], forged)).status == 200
    digest = hashlib.sha256(ORIGIN.encode()).hexdigest()
    with hai_phong.node.store.reading() as reader:
        state = witnessed(reader, ORIGIN)
    assert state is not None
    assert b"bac-ninh" not in state.note
    assert digest


def test_of_many_at_once_exactly_one_steps(hai_phong: Place, log: Log) -> None:
    """Fifty threads submit the same step: one is cosigned, the others are told the new size; and so for the next."""
    with ThreadPoolExecutor(50) as pool:
        for old, new in ((0, 5), (5, 9), (9, 20)):
            bodies = [log.submission(old, new)] * 50
            verdicts = list(pool.map(lambda body: add_checkpoint(hai_phong.node, body), bodies))
            assert sorted(verdict.status for verdict in verdicts) == [200] + [409] * 49
            assert {verdict.body for verdict in verdicts if verdict.status == 409} == {f"{new}\n".encode()}
            assert {verdict.media_type for verdict in verdicts if verdict.status == 409} == {"text/x.tlog.size"}


def test_threads_that_submit_different_steps_never_roll_back(hai_phong: Place, log: Log) -> None:
    """Of fifty first steps to different sizes one is taken, and what the others ask for changes nothing."""
    sizes = [1 + n % 20 for n in range(50)]
    with ThreadPoolExecutor(50) as pool:
        verdicts = list(pool.map(lambda size: add_checkpoint(hai_phong.node, log.submission(0, size)), sizes))
    cosigned = [size for size, verdict in zip(sizes, verdicts, strict=True) if verdict.status == 200]
    assert len(cosigned) == 1
    with hai_phong.node.store.reading() as reader:
        state = witnessed(reader, ORIGIN)
    assert state is not None
    assert state.size == cosigned[0]


def test_a_log_that_submits_too_often_is_told_to_wait(hai_phong: Place, quang_ninh: Place, log: Log) -> None:
    """Ten a minute of one origin, then 429; others are not held up, and what the log did not sign is not counted."""
    clock = [0.0]
    window = RateWindow(lambda: clock[0])
    forged = log.submission(0, 5)[:-12] + b"AAAAAAAAAAA\n"
    assert {add_checkpoint(hai_phong.node, forged, window).status for _ in range(20)} == {403}
    assert {add_checkpoint(hai_phong.node, log.submission(n, n + 1), window).status for n in range(10)} == {200}
    assert add_checkpoint(hai_phong.node, log.submission(10, 11), window).status == 429
    other = Log(quang_ninh, "quang-ninh/escalation")
    assert add_checkpoint(hai_phong.node, other.submission(0, 3), window).status == 200
    clock[0] = 59.9
    assert add_checkpoint(hai_phong.node, log.submission(10, 11), window).status == 429
    clock[0] = 60.0
    assert add_checkpoint(hai_phong.node, log.submission(10, 11), window).status == 200


def test_nobody_else_uses_up_what_a_log_may_submit(hai_phong: Place, log: Log) -> None:
    """Whoever sends a log's own checkpoints again, whole or with a wrong proof, does not hold up its next one."""
    window = RateWindow(lambda: 0.0)
    assert add_checkpoint(hai_phong.node, log.submission(0, 5), window).status == 200
    unproven = format_submission(5, [], log.note(9))
    for sent, status in ((log.submission(0, 5), {409}), (unproven, {422}), (log.submission(5, 5), {200, 429})):
        assert {add_checkpoint(hai_phong.node, sent, window).status for _ in range(11)} == status
    assert add_checkpoint(hai_phong.node, log.submission(5, 9), window).status == 200


def test_being_told_to_wait_is_no_trouble(hai_phong: Place, quang_ninh: Place) -> None:
    """A witness's 429 leaves that log for the next round and is held against nobody."""
    quang_ninh.write()
    hai_phong.tamper = lambda request, response: (
        Response(429, "text/plain", b"") if b"limitation" in request.body else response
    )
    contact, source = quang_ninh.contact(hai_phong), quang_ninh.source(hai_phong)
    first = submit_checkpoints(quang_ninh.node, contact, source)
    hai_phong.tamper = None
    assert submit_checkpoints(quang_ninh.node, contact, source) == 1
    assert first > 0


def test_a_submitter_that_lost_the_answer_recovers(hai_phong: Place, quang_ninh: Place) -> None:
    """When the witness stands elsewhere than remembered, 409 tells where, and the second try succeeds."""
    quang_ninh.write(3)
    contact, source = quang_ninh.contact(hai_phong), quang_ninh.source(hai_phong)
    submit_checkpoints(quang_ninh.node, contact, source)
    with quang_ninh.node.store.writing() as writer:
        writer.set_setting("submitted/hai-phong", None)
    quang_ninh.write(3)
    assert submit_checkpoints(quang_ninh.node, contact, source) == 2
    assert submit_checkpoints(quang_ninh.node, contact, source) == 0


def test_a_pull_and_a_submission_advance_one_state(hai_phong: Place, quang_ninh: Place) -> None:
    """After a pull has cosigned a head, submitting it again is a renewal and not a conflict."""
    quang_ninh.write(2)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    hai_phong.pull(quang_ninh)
    submitted = submit_checkpoints(quang_ninh.node, quang_ninh.contact(hai_phong), quang_ninh.source(hai_phong))
    assert submitted == 3
    with quang_ninh.node.store.reading() as reader:
        lines = [row.witness for row in reader.cosignatures(ORIGIN, 3)]
    assert lines == ["hai-phong/witness"]


def test_a_witness_that_knows_more_of_us_says_that_we_were_restored(
    hai_phong: Place, quang_ninh: Place, log: Log
) -> None:
    """When a witness has cosigned a larger tree of ours, this node is behind itself and must not go on."""
    quang_ninh.write(2)
    assert add_checkpoint(hai_phong.node, log.submission(0, 20)).status == 200
    with pytest.raises(OwnLogBehind) as refusal:
        submit_checkpoints(quang_ninh.node, quang_ninh.contact(hai_phong), quang_ninh.source(hai_phong))
    assert (refusal.value.held, refusal.value.seen) == (3, 20)


@pytest.mark.parametrize(
    "body", [b"", b"rubbish\n", "— bac-ninh/witness AAAAAAAAAAAA\n".encode(), b"\xff\n", b"200\n"]
)  # fmt: skip
def test_a_line_that_is_not_the_witnesss_is_refused(hai_phong: Place, quang_ninh: Place, body: bytes) -> None:
    """A 200 that carries something else than the witness's own cosignature is not taken."""
    hai_phong.tamper = lambda request, response: Response(200, "text/plain", body)
    with pytest.raises(AnswerMalformed):
        submit_checkpoints(quang_ninh.node, quang_ninh.contact(hai_phong), quang_ninh.source(hai_phong))


def test_a_cosignature_that_fails_is_refused(hai_phong: Place, quang_ninh: Place) -> None:
    """A line under the witness's name whose signature is wrong is not kept."""

    def spoil(request: object, response: Response) -> Response:
        return replace(response, body=response.body[:-20] + b"AAAA" + response.body[-16:])

    hai_phong.tamper = spoil
    with pytest.raises(AnswerMalformed) as refusal:
        submit_checkpoints(quang_ninh.node, quang_ninh.contact(hai_phong), quang_ninh.source(hai_phong))
    assert refusal.value.rule == "cosignature"
