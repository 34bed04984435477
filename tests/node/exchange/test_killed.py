"""kill -9 in the middle of a pull: nothing half-shown, nothing lost, and the next pull completes it."""

import os
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from two_places import Place, grant

from lienvung.node.exchange import follow, values
from lienvung.node.exchange.pull import pull
from lienvung.node.stores.port import Reader, Store, Writer

LIMITATION = "quang-ninh/limitation"
ENTRIES = 1500


class Mortal:
    """A store under which the process is killed at its n-th transaction: just before its commit, or just after."""

    def __init__(self, store: Store, dies_at: int, persisted: bool) -> None:
        self.store = store
        self.left = dies_at
        self.persisted = persisted

    @property
    def instance(self) -> str:
        return self.store.instance

    def reading(self) -> AbstractContextManager[Reader]:
        return self.store.reading()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        self.left -= 1
        with self.store.writing() as writer:
            yield writer
            if self.left == 0 and not self.persisted:
                os.kill(os.getpid(), signal.SIGKILL)
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def close(self) -> None:
        self.store.close()


def pull_and_die(here: Place, there: Place, dies_at: int, persisted: bool) -> bool:
    """Pull in a child process that is killed at its n-th transaction; say whether it was."""
    child = os.fork()
    if child == 0:
        node = replace(here.node, store=Mortal(here.node.store, dies_at, persisted))
        pull(node, here.contact(there), here.source(there))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def shown(place: Place) -> tuple[int, int, Any]:
    """Return the committed size, the number of records shown, and the frontier of the limitation log."""
    with place.node.store.reading() as reader:
        log = reader.log(LIMITATION)
        count = reader.count("limitation") if reader.definition("limitation") else 0
    return (log.size, count, log.frontier) if log else (0, 0, None)


@pytest.mark.parametrize("persisted", [False, True], ids=["before the commit", "after the commit"])
def test_a_pull_killed_at_any_transaction_is_completed_by_the_next(
    hai_phong: Place, quang_ninh: Place, persisted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it dies, entries show only with their whole head set; the next pull brings them all."""
    monkeypatch.setattr(follow, "SMALL", 256)
    monkeypatch.setattr(follow, "BATCH", 512)
    monkeypatch.setattr(values, "BATCH", 512)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("shared",)))
    quang_ninh.write(ENTRIES)
    kills = 0
    for dies_at in (1, 1, 2, 3, 4, 5, 6, 7):
        if not pull_and_die(hai_phong, quang_ninh, dies_at, persisted):
            break
        kills += 1
        size, count, _ = shown(hai_phong)
        assert size in (0, ENTRIES + 1)
        assert count <= ENTRIES
    assert kills >= 5
    assert hai_phong.pull(quang_ninh).troubles == ()
    assert shown(hai_phong) == shown(quang_ninh)
    assert shown(hai_phong)[:2] == (ENTRIES + 1, ENTRIES)
    assert hai_phong.pull(quang_ninh).new == 0
