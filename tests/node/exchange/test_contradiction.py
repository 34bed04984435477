"""Heads that contradict each other: found, kept as evidence that convinces others, and the log stopped."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from two_places import Place, grant

from lienvung.core.errors import LienVungError
from lienvung.core.tlog.checkpoint import Checkpoint, format_checkpoint
from lienvung.core.tlog.note import Signer, sign_note
from lienvung.node.exchange.behind import Behind, behind
from lienvung.node.exchange.errors import EntriesInvalid, EvidenceMalformed, LogForked, LogShrank, LogStopped
from lienvung.node.exchange.evidence import check_evidence, format_evidence, parse_evidence
from lienvung.node.exchange.serve import Request, Response
from lienvung.node.exchange.stopping import resume_log, stopped_logs
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.exchange.witness import witnessed
from lienvung.node.signing import adopt_installation
from lienvung.node.stores.sqlite import open_sqlite

LIMITATION = "quang-ninh/limitation"


class Twin:
    """A copy of a place's store, taken now: swapping it in is a second history under the same keys."""

    def __init__(self, place: Place, folder: Path) -> None:
        folder.mkdir()
        for name in ("node.sqlite", "node.sqlite-wal"):
            original = place.folder / name
            if original.exists():
                shutil.copy(original, folder / name)
        self.place = place
        self.node = replace(place.node, store=open_sqlite(folder / "node.sqlite"))
        adopt_installation(self.node)

    def swap(self) -> None:
        """Let the place go on with the other store."""
        self.place.node, self.node = self.node, self.place.node


def limitation_trouble(place: Place, other: Place) -> LienVungError | None:
    """Pull and return the trouble with the register of limitations."""
    return {log.origin: log.trouble for log in place.pull(other).logs}[LIMITATION]


@pytest.fixture
def agreed(hai_phong: Place, quang_ninh: Place) -> tuple[Place, Place]:
    """Both places with two registers agreed, and three limitations pulled."""
    hai_phong.agree(
        quang_ninh, grant("quang-ninh", "hai-phong"), grant("quang-ninh", "hai-phong", register="escalation")
    )
    quang_ninh.write(3)
    hai_phong.pull(quang_ninh)
    return hai_phong, quang_ninh


@pytest.mark.parametrize(("first", "second"), [(1, 1), (1, 2), (2, 1), (1, 300), (300, 1)])
def test_a_fork_stops_the_log_and_convinces_a_stranger(
    agreed: tuple[Place, Place], tmp_path: Path, first: int, second: int
) -> None:
    """Two histories under one key, of equal or different length, give evidence that needs nothing but that key."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write(first, text="một")
    assert limitation_trouble(here, there) is None
    twin.swap()
    there.write(second, text="hai")
    there.write(register="escalation")
    trouble = limitation_trouble(here, there)
    assert isinstance(trouble, LogForked)
    assert (trouble.partner, trouble.held, trouble.seen) == ("quang-ninh", 4 + first, 4 + second)
    with here.node.store.reading() as reader:
        log, (row,) = reader.log(LIMITATION), reader.evidence()
        assert reader.count("escalation") == 1
        assert stopped_logs(reader) == {LIMITATION: "log-forked"}
    assert log is not None
    assert log.size == 4 + first
    checkpoints = check_evidence(parse_evidence(row.detail.encode()), here.contact(there).log_key)
    assert {each.size for each in checkpoints} == {4 + first, 4 + second}
    assert isinstance(limitation_trouble(here, there), LogStopped)
    twin.swap()
    resume_log(here.node, LIMITATION)
    assert limitation_trouble(here, there) is None


def test_a_shrunk_log_is_refused_and_heals(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """An old head shown again is refused with both notes kept; the copy stays, and goes on when the log is back."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write(2)
    here.pull(there)
    twin.swap()
    trouble = limitation_trouble(here, there)
    assert isinstance(trouble, LogShrank)
    assert (trouble.held, trouble.seen) == (6, 4)
    with here.node.store.reading() as reader:
        log, (row,) = reader.log(LIMITATION), reader.evidence()
    assert log is not None
    assert log.size == 6
    assert row.kind == "shrink"
    check_evidence(parse_evidence(row.detail.encode()), here.contact(there).log_key)
    twin.swap()
    there.write()
    assert limitation_trouble(here, there) is None


@pytest.mark.row(14)
def test_who_stays_behind_raises_an_alarm(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """An older head is refused at each look and is an alarm from the third on, after ten minutes; a lag is none."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write()
    here.pull(there)
    twin.swap()
    for minutes, alarm in ((0, False), (4, False), (4, False), (4, True)):
        here.clock.at += timedelta(minutes=minutes)
        there.clock.at = here.clock.at
        assert isinstance(limitation_trouble(here, there), LogShrank)
        assert seen_behind(here).alarm is alarm
    twin.swap()
    assert limitation_trouble(here, there) is None
    assert seen_behind(here).healed
    twin.swap()
    limitation_trouble(here, there)
    again = seen_behind(here)
    assert (again.looks, again.alarm, again.healed, again.alarms) == (1, False, "", 1)


@pytest.mark.row(14)
def test_two_looks_a_day_apart_are_an_alarm(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A node that is seldom on line is told, too: after a day the second look is enough."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write()
    here.pull(there)
    twin.swap()
    limitation_trouble(here, there)
    for place in agreed:
        place.clock.at += timedelta(hours=24)
    limitation_trouble(here, there)
    assert seen_behind(here).alarm


def seen_behind(here: Place) -> Behind:
    with here.node.store.reading() as reader:
        seen = behind(reader, LIMITATION)
    assert seen is not None
    return seen


def test_the_same_evidence_is_kept_once(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A rollback that is seen at every pull fills no disk."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write()
    here.pull(there)
    twin.swap()
    for _ in range(3):
        here.pull(there)
    with here.node.store.reading() as reader:
        assert len(reader.evidence()) == 1


def test_a_head_that_was_witnessed_binds_the_next_pull(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """Who had one tree cosigned here cannot show another one to the puller, although the puller never saw the first."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write(1, text="một")
    submit_checkpoints(there.node, there.contact(here), there.source(here))
    twin.swap()
    there.write(3, text="hai")
    assert isinstance(limitation_trouble(here, there), LogForked)


def test_evidence_that_proves_nothing_is_refused(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """A forged proof, an unsigned note, and two notes that agree are all refused."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write(1, text="một")
    here.pull(there)
    twin.swap()
    there.write(2, text="hai")
    here.pull(there)
    with here.node.store.reading() as reader:
        evidence = parse_evidence(reader.evidence()[0].detail.encode())
    key = here.contact(there).log_key
    check_evidence(evidence, key)
    for bad in (
        replace(evidence, prefix=bytes(32)),
        replace(evidence, proof=evidence.proof[:-1]),
        replace(evidence, larger=evidence.smaller, proof=()),
        replace(evidence, origin="quang-ninh/escalation"),
        replace(evidence, kind="shrink", smaller=evidence.larger, larger=evidence.smaller),
    ):
        with pytest.raises(EvidenceMalformed):
            check_evidence(bad, key)
    with pytest.raises(EvidenceMalformed):
        check_evidence(evidence, here.contact(there).keys.witness[0].key)
    with pytest.raises(EvidenceMalformed):
        parse_evidence(format_evidence(evidence)[:-1] + b" }")


def test_a_signed_leaf_that_is_no_entry_stops_its_log(agreed: tuple[Place, Place]) -> None:
    """A steward may sign rubbish into its own log; it is named, nothing of it is kept, and other logs go on."""
    here, there = agreed
    assert there.node.keys is not None
    with there.node.store.writing() as writer:
        log = writer.log(LIMITATION)
        assert log is not None
        frontier = writer.add_entries(LIMITATION, log.size, [b'{"rubbish":true}'])
        text = format_checkpoint(Checkpoint(LIMITATION, frontier.size, frontier.root()))
        writer.commit_head(LIMITATION, frontier.size, sign_note(text, Signer(LIMITATION, there.node.keys.log)))
    there.write(register="escalation")
    trouble = limitation_trouble(here, there)
    assert isinstance(trouble, EntriesInvalid)
    assert trouble.rule == "E3-names"
    with here.node.store.reading() as reader:
        held = reader.log(LIMITATION)
        assert reader.count("escalation") == 1
    assert held is not None
    assert (held.size, held.pending.size) == (4, 4)


def while_pulling(there: Place, act: Callable[[], None]) -> None:
    """Let something happen at a place after its heads were read and before its entries are."""

    def tamper(request: Request, response: Response) -> Response:
        if "limitation/tile/entries" in request.path:
            there.tamper = None
            act()
        return response

    there.tamper = tamper


def test_a_pull_never_takes_the_witness_back(agreed: tuple[Place, Place]) -> None:
    """A head that is cosigned for the partner while we pull an older one stays the last one witnessed."""
    here, there = agreed

    def go_on() -> None:
        there.write(2)
        submit_checkpoints(there.node, there.contact(here), there.source(here))

    there.write()
    while_pulling(there, go_on)
    assert limitation_trouble(here, there) is None
    with here.node.store.reading() as reader:
        log, last = reader.log(LIMITATION), witnessed(reader, LIMITATION)
    assert log is not None
    assert last is not None
    assert (log.size, last.size) == (5, 7)
    assert limitation_trouble(here, there) is None


def test_a_fork_witnessed_while_pulling_is_found_by_that_pull(agreed: tuple[Place, Place], tmp_path: Path) -> None:
    """One tree shown to the puller and another to the witness at the same moment: the pull names it, the log stops."""
    here, there = agreed
    twin = Twin(there, tmp_path / "twin")
    there.write(text="một")

    def fork() -> None:
        twin.swap()
        there.write(text="hai")
        submit_checkpoints(there.node, there.contact(here), there.source(here))
        twin.swap()

    while_pulling(there, fork)
    assert isinstance(limitation_trouble(here, there), LogForked)
    with here.node.store.reading() as reader:
        assert [row.kind for row in reader.evidence()] == ["fork"]
    there.write(2)
    assert isinstance(limitation_trouble(here, there), LogStopped)
