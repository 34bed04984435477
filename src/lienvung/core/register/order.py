"""How the entries of one log follow each other (entry.md, rules E13 and E14; batch.md, rule B2)."""

from lienvung.core.register.entry import Entry
from lienvung.core.register.errors import EntryInvalid


class LogOrder:
    """The entries of one log, looked at one after the other.

    Begins where the log begins, or after the entry `before`. Where `whole` is said, a checkpoint stood there, and so
    the batch of that entry is complete.
    """

    def __init__(self, before: Entry | None = None, *, whole: bool = False) -> None:
        self._definition = before.definition if before else ""
        self._batch = before.batch if before and not whole else ""
        self._ended = {before.batch} if before and whole else set()

    def check(self, entry: Entry) -> None:
        """Raise EntryInvalid unless the entry may come next."""
        if entry.op != "define" and entry.definition != self._definition:
            raise EntryInvalid("E14-definition-known" if self._definition else "E13-first", entry.definition)
        self._definition = entry.definition
        self.check_batch(entry.batch)

    def check_batch(self, batch: str) -> None:
        """Raise EntryInvalid when a batch that has ended returns; what else the entry says was seen to be right."""
        if batch == self._batch:
            return
        self._ended.add(self._batch)
        if batch in self._ended:
            raise EntryInvalid("B2-together", batch)
        self._batch = batch
