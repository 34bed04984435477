"""Split views: what two partners were shown of a third is compared, and whoever forked is known to all."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from test_contradiction import Twin
from three_places import exchange, let_read, open_three
from two_places import Place

from lienvung.core.register.canonical import canonical
from lienvung.node.exchange.errors import LogStopped
from lienvung.node.exchange.evidence import Evidence, format_evidence, parse_evidence
from lienvung.node.exchange.gossip import (
    EVERY,
    MAX_EVIDENCE,
    MAX_HEADS,
    MAX_HEARD,
    Gossip,
    GossipMalformed,
    format_gossip,
    hear,
    own_gossip,
    parse_gossip,
)
from lienvung.node.exchange.judgement import judge_evidence
from lienvung.node.exchange.stopping import resume_log, stopped_logs
from lienvung.node.exchange.submit import submit_checkpoints

LIMITATION = "bac-ninh/limitation"
VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/gossip.json").read_text())

Three = tuple[Place, Place, Place]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with open_three(tmp_path) as places:
        yield places


def forks(place: Place) -> list[tuple[str, str]]:
    """Return the proofs of forks that a place keeps, as (whose, of which log)."""
    with place.node.store.reading() as reader:
        return [(row.node, row.origin) for row in reader.evidence() if row.kind == "fork"]


def split(evil: Place, one: Place, other: Place, tmp_path: Path, counts: tuple[int, int] = (1, 1)) -> Twin:
    """Let the evil place show one tree to one partner and another tree to the other."""
    let_read(evil, one, other)
    evil.write()
    for place in (one, other):
        place.pull(evil)
    twin = Twin(evil, tmp_path / "twin")
    evil.write(counts[0], text="một")
    one.pull(evil)
    twin.swap()
    evil.write(counts[1], text="hai")
    other.pull(evil)
    return twin


@pytest.mark.parametrize("counts", [(1, 1), (1, 3), (3, 1), (1, 300)])
def test_two_trees_are_found_at_the_first_exchange_and_alarm_all_three(
    three: Three, tmp_path: Path, counts: tuple[int, int]
) -> None:
    """Neither partner sees a fork by itself; a round between them finds it, the next one tells everybody."""
    one, other, evil = three
    split(evil, one, other, tmp_path, counts)
    assert (forks(one), forks(other)) == ([], [])
    started = one.clock.at
    assert exchange(one, other).trouble is None
    assert forks(one) == [("bac-ninh", LIMITATION)]
    exchange(one, other)
    assert forks(other) == [("bac-ninh", LIMITATION)]
    for place in (one, other):
        with place.node.store.reading() as reader:
            assert stopped_logs(reader) == {LIMITATION: "log-forked"}
        troubles = {log.origin: log.trouble for log in place.pull(evil).logs}
        assert isinstance(troubles[LIMITATION], LogStopped)
    exchange(one, evil)
    assert forks(evil) == [("bac-ninh", LIMITATION)]
    assert one.clock.at - started < timedelta(minutes=1)


def test_the_evidence_convinces_a_stranger(three: Three, tmp_path: Path) -> None:
    """Each side's file is judged with nothing but itself: both notes, whose key, and which fault."""
    one, other, evil = three
    split(evil, one, other, tmp_path)
    exchange(one, other)
    for place in (one, other):
        with place.node.store.reading() as reader:
            (row,) = reader.evidence()
        judgement = judge_evidence(parse_evidence(row.detail.encode()))
        assert (judgement.node.name, judgement.fault, judgement.revoked) == ("bac-ninh", "split-view", False)


def test_two_trees_shown_only_to_witnesses_are_found(three: Three, tmp_path: Path) -> None:
    """Partners that may read nothing of a log still witness it, and so still find two heads of one size."""
    one, other, evil = three
    evil.write()
    twin = Twin(evil, tmp_path / "twin")
    evil.write(text="một")
    submit_checkpoints(evil.node, evil.contact(one), evil.source(one))
    twin.swap()
    evil.write(text="hai")
    submit_checkpoints(evil.node, evil.contact(other), evil.source(other))
    exchange(one, other)
    assert forks(one) == forks(other) == [("bac-ninh", LIMITATION)]


def test_a_larger_head_is_remembered_until_it_can_be_judged(three: Three, tmp_path: Path) -> None:
    """Of a head beyond our copy nothing can be said; when our copy has grown past it, the fork is found."""
    one, other, evil = three
    let_read(evil, one)
    evil.write()
    one.pull(evil)
    twin = Twin(evil, tmp_path / "twin")
    evil.write(3, text="một")
    submit_checkpoints(evil.node, evil.contact(other), evil.source(other))
    twin.swap()
    exchange(one, other)
    assert forks(one) == []
    evil.write(5, text="hai")
    one.pull(evil)
    assert forks(one) == []
    one.clock.at += EVERY
    exchange(one, other)
    exchange(one, other)
    assert forks(one) == forks(other) == [("bac-ninh", LIMITATION)]


def test_honest_heads_of_any_age_accuse_nobody(three: Three) -> None:
    """Copies that are behind one another, and what was only witnessed, give no evidence on any side."""
    one, other, honest = three
    let_read(honest, one, other)
    for count in (1, 300, 2):
        honest.write(count)
        one.pull(honest)
        exchange(one, other)
        one.clock.at += EVERY
        exchange(honest, other)
        other.pull(honest)
        exchange(other, one)
        other.clock.at += EVERY
    for place in three:
        assert forks(place) == []
        with place.node.store.reading() as reader:
            assert [name for name, _ in reader.settings() if name.startswith("heard/")] == []


def test_a_proof_is_told_at_once_and_heads_at_leisure(three: Three, tmp_path: Path) -> None:
    """When nothing has happened partners compare every twenty seconds; a new proof goes out at the next round."""
    one, other, evil = three
    split(evil, one, other, tmp_path)
    exchange(one, other)
    assert other.asked.count("/gossip") == 1
    exchange(one, other)
    assert other.asked.count("/gossip") == 2  # the proof that was just found
    for _ in range(3):
        exchange(one, other)
    assert other.asked.count("/gossip") == 2
    one.clock.at += EVERY
    exchange(one, other)
    assert other.asked.count("/gossip") == 3


def test_what_nobody_signed_accuses_nobody(three: Three, tmp_path: Path) -> None:
    """A partner's lies about a third's log, forged heads and forged proofs, are kept nowhere and stop nothing."""
    one, other, evil = three
    split(evil, one, other, tmp_path)
    with other.node.store.reading() as reader:
        (note,) = [head for head in own_gossip(reader).heads if head.startswith(LIMITATION)]
        log = reader.log(LIMITATION)
    assert log is not None
    assert log.head is not None
    forged = note.replace(note.splitlines()[2], "A" * 43 + "=")
    proof = format_evidence(Evidence("fork", LIMITATION, log.head, log.head, bytes(32))).decode()
    shrink = format_evidence(Evidence("shrink", LIMITATION, log.head, log.head)).decode()
    hear(one.node, Gossip((forged, "rubbish", ""), (proof, shrink, "rubbish")))
    with one.node.store.reading() as reader:
        assert (forks(one), stopped_logs(reader)) == ([], {})


def test_only_logs_that_the_caller_names_are_told(three: Three) -> None:
    """Which registers a third party keeps is not given away to whoever asks."""
    one, other, third = three
    let_read(third, other)
    third.write()
    other.pull(third)
    answer = one.source(other).gossip(format_gossip(Gossip((), ())))
    assert answer is not None
    assert parse_gossip(answer) == Gossip((), ())


def test_a_decision_to_go_on_is_not_undone_by_the_same_proof(three: Three, tmp_path: Path) -> None:
    """After two people resumed the log, hearing the evidence again stops nothing and keeps nothing twice."""
    one, other, evil = three
    split(evil, one, other, tmp_path)
    exchange(one, other)
    with one.node.store.reading() as reader:
        (row,) = reader.evidence()
    resume_log(one.node, LIMITATION, "đã làm rõ", officers=("Trần Văn Bình", "Nguyễn Thị Lan"))
    hear(one.node, Gossip((), (row.detail, row.detail)))
    assert forks(one) == [("bac-ninh", LIMITATION)]
    with one.node.store.reading() as reader:
        assert stopped_logs(reader) == {}


def test_what_is_remembered_is_bounded(three: Three) -> None:
    """However many heads a log's key signs, only the few smallest that cannot be judged yet are kept."""
    from test_witness import Log

    one, _, third = three
    log = Log(third, LIMITATION)
    hear(one.node, Gossip(tuple(log.note(size).decode() for size in range(20, 0, -1)), ()))
    with one.node.store.reading() as reader:
        kept = reader.setting(f"heard/{LIMITATION}")
    assert kept is not None
    assert [json.loads(kept)[n].split("\n")[1] for n in range(MAX_HEARD)] == ["1", "2", "3", "4"]


def test_a_partner_without_gossip_is_passed_over(three: Three) -> None:
    """A node of an earlier make answers 404; the round goes on."""
    one, other, _ = three
    other.tamper = lambda request, response: (
        replace(response, status=404) if request.path.endswith("gossip") else response
    )
    assert exchange(one, other).trouble is None


@pytest.mark.parametrize("vector", [pytest.param(each, id=each["comment"]) for each in VECTORS])
def test_gossip_vectors(vector: dict[str, str]) -> None:
    """Each document is read and written back byte for byte, or refused by its rule."""
    data = vector["document"].encode()
    if "refused" in vector:
        with pytest.raises(GossipMalformed, match=vector["refused"]):
            parse_gossip(data)
        return
    assert format_gossip(parse_gossip(data)) == data


@pytest.mark.parametrize(("name", "most"), [("heads", MAX_HEADS), ("evidence", MAX_EVIDENCE)])
def test_a_document_has_an_end(name: str, most: int) -> None:
    """More of one kind than anybody needs is refused before any of it is looked at."""
    document = {"evidence": [], "heads": [], name: [""] * (most + 1)}
    with pytest.raises(GossipMalformed, match=name):
        parse_gossip(canonical(document))
