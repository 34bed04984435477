"""A store under which the process dies: at its n-th transaction, just before the commit or just after it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, cast

from lienvung.node.stores.port import Reader, Store, Writer


class Killed(BaseException):
    """The process is no more. No handler of the programme may catch this, as none could catch kill -9."""


@dataclass(frozen=True)
class Death:
    """Die at the n-th transaction from now; `persisted` says on which side of its commit.

    `call` above 0: die within that transaction, at its so-manieth act of writing or reading.
    """

    at: int
    persisted: bool
    call: int = 0


class DyingStore:
    """See port.Store; raises Killed once its time has come, and at every later touch: the dead write nothing."""

    def __init__(self, store: Store, death: Death) -> None:
        self.store = store
        self.death = death
        self.begun = 0
        self.dead = False

    @property
    def instance(self) -> str:
        return self.store.instance

    def reading(self) -> AbstractContextManager[Reader]:
        self._check_alive()
        return self.store.reading()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        self._check_alive()
        self.begun += 1
        last = self.begun == self.death.at
        with self.store.writing() as writer:
            yield cast(Writer, _DyingWriter(writer, self)) if last and self.death.call else writer
            if last and not self.death.persisted:
                self._die()
        if last:
            self._die()

    def close(self) -> None:
        self.store.close()

    def _check_alive(self) -> None:
        if self.dead:
            raise Killed

    def _die(self) -> None:
        self.dead = True
        raise Killed


class _DyingWriter:
    """A writer whose process dies at one of its calls, with half of the transaction written."""

    def __init__(self, writer: Writer, store: DyingStore) -> None:
        self._writer = writer
        self._store = store
        self._left = store.death.call

    def __getattr__(self, name: str) -> Any:
        self._left -= 1
        if self._left == 0:
            self._store._die()
        return getattr(self._writer, name)
