"""A register as it was known at a moment of recorded time, key by key.

The valid entries up to that moment are folded as the projection folds all of them (node.fold). An entry that is refused
today counted at no time. Time is a steward's remark and no order: the order stays that of the logs.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from lienvung.core.agreement.custody import Custody
from lienvung.core.register.definition import Definition
from lienvung.core.register.entry import is_time
from lienvung.core.register.errors import ItemInvalid
from lienvung.core.register.record import INVALID, Version, fold_versions
from lienvung.node.custody import claims_of, custody_of, ordered, path_of
from lienvung.node.errors import DefinitionUnknown, MomentInvalid
from lienvung.node.fold import record_row
from lienvung.node.stores.port import Reader
from lienvung.node.stores.rows import RecordRow

_SHOWN_ALL_THE_SAME = (ItemInvalid.code, DefinitionUnknown.code)
"""A first put that was refused for these is shown as invalid, so that its steward's mistake can be seen."""


def check_moment(moment: str) -> str:
    """Return a moment of recorded time. Raise MomentInvalid."""
    if not is_time(moment):
        raise MomentInvalid(str(moment))
    return moment


class Past:
    """One register at one moment."""

    def __init__(self, reader: Reader, definition: Definition, moment: str) -> None:
        self.definition = definition
        self.moment = moment
        self._reader = reader
        self._custody = custody_of(reader, definition.register)

    @cached_property
    def _refused(self) -> dict[tuple[str, int], str]:
        logs = [log.origin for log in self._reader.logs() if log.register == self.definition.register]
        return {(row.origin, row.index): row.code for origin in logs for row in self._reader.refused(origin)}

    @cached_property
    def _custody_then(self) -> Custody | None:
        if self._custody is None:
            return None
        said = self._reader.hand_overs(self.definition.register)
        return Custody(claims_of(self._reader, (each for each in said if each.entry.time <= self.moment)))

    def logs_moved(self) -> set[str]:
        """Return the logs between which records have gone since, which no entry of theirs says."""
        if self._custody is None:
            return set()
        said = self._reader.hand_overs(self.definition.register)
        since = claims_of(self._reader, (each for each in said if each.entry.time > self.moment))
        return {log for claim in since for log in (claim.hand_over.old_log, claim.hand_over.new_log)}

    def row(self, key: str, history: Sequence[Version]) -> RecordRow | None:
        """Return what the entries of a key made by then; None where nothing held yet."""
        path = path_of(self._custody, self.definition.register, self.definition.keys, key)
        valid = self._valid([each for each in ordered(history, path) if each.entry.time <= self.moment])
        record = fold_versions(valid)
        if record is None:
            return None
        put = [version for version in valid if version.entry.op == "put"][-1]
        return record_row(record, put, self.steward(key, record.origin))

    def steward(self, key: str, origin: str) -> str | None:
        """Return whose a record was where that was not the node of the log that had last written it."""
        path = path_of(self._custody_then, self.definition.register, self.definition.keys, key)
        return path.last.node if path is not None and path.last.origin != origin else None

    def _valid(self, versions: Sequence[Version]) -> list[Version]:
        valid: list[Version] = []
        for version in versions:
            code = self._refused.get((version.origin, version.index))
            if code is None:
                valid.append(version)
            elif not valid and version.entry.op == "put" and code in _SHOWN_ALL_THE_SAME:
                valid.append(replace(version, states={**version.states, "shared": INVALID}))
        return valid
