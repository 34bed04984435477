"""Show records again whose way from log to log has changed: after a hand-over, after an answer to one.

It changes with a hand-over's entry or its values, with an acceptance that names it, and when our copy of an old log
reaches the cut. The keys it covers are folded again; whatever came first, the tables end the same.
"""

from collections.abc import Iterable, Iterator
from functools import cache, partial

from lienvung.core.agreement.custody import Custody
from lienvung.core.agreement.terms import terms_hash
from lienvung.core.errors import LienVungError
from lienvung.core.register.entry import LOG_OPS
from lienvung.core.register.handover import HandOver
from lienvung.node.custody import ANSWERS, custody_of, read_hand_over
from lienvung.node.fold import Judge, fold_key, refused_row
from lienvung.node.stores.assembly import build_version, part_values
from lienvung.node.stores.port import Writer
from lienvung.node.stores.rows import LogState
from lienvung.node.stretch import Stretch, read_stretches
from lienvung.node.void import check_stands, void_ranges


def rejudge(writer: Writer, log: LogState, stretch: Stretch) -> None:
    """Follow what these entries of a log, which are projected already, change about other entries."""
    if log.register in ANSWERS:
        _rejudge_answered(writer, frozenset(_hashes(stretch)))
        return
    custody = custody_of(writer, log.register)
    if custody is None:
        return
    spoken = any(entry.op == "hand-over" for entry in stretch.entries.values())
    said = _read_said(writer, log, stretch) if spoken else []
    for hand_over in {each.hash: each for each in (*_hand_overs(custody), *said)}.values():
        if spoken or (log.origin == hand_over.old_log and hand_over.cut_size - 1 in stretch.entries):
            _show_covered(writer, custody, hand_over, log.register)


def _rejudge_answered(writer: Writer, hashes: frozenset[str]) -> None:
    for register in sorted({definition.register for definition in writer.definitions().values()}):
        custody = custody_of(writer, register)
        for hand_over in _hand_overs(custody) if custody else ():
            if not hashes.isdisjoint((hand_over.hash, hand_over.agreement)):
                _show_covered(writer, custody, hand_over, register)


def _hashes(stretch: Stretch) -> Iterator[str]:
    """Yield what these acceptances answer, and the hashes of these agreements."""
    for rows in stretch.parts.values():
        for row in rows:
            if row.name == "shared" and row.state == "held":
                values = part_values(row)
                yield str(values.get("of", ""))
                if "terms" in values:
                    yield terms_hash(str(values["terms"]).encode())


def _hand_overs(custody: Custody) -> list[HandOver]:
    return [claim.hand_over for claim in custody.claims]


def _read_said(writer: Writer, log: LogState, stretch: Stretch) -> list[HandOver]:
    """Note which hand-overs are refused, and return what these entries say: also what has been disowned since."""
    said = []
    void = void_ranges(writer, log.origin)
    for index, entry in stretch.entries.items():
        if entry.op != "hand-over":
            continue
        try:
            hand_over = read_hand_over(build_version(log.origin, index, entry, stretch.parts.get(index, ())))
            said += [hand_over] if hand_over else []
            check_stands(void, log.origin, index)
        except LienVungError as error:
            writer.put_refused(refused_row(log.origin, index, error))
        else:
            writer.clear_refused(log.origin, index)
    return said


def _show_covered(writer: Writer, custody: Custody | None, hand_over: HandOver, register: str) -> None:
    """Fold every key of a hand-over again: those it lists, or all of the logs that hand over or take."""
    table = writer.definition(register)
    if table is None or custody is None:
        return
    find, void = cache(partial(writer.definition_by_hash, register)), cache(partial(void_ranges, writer))
    judge = Judge(table, find, custody, void)
    for key in sorted(hand_over.keys or ()):
        fold_key(writer, judge, key)
    if hand_over.keys is None:
        _show_all(writer, judge, [*_hand_overs(custody), hand_over])


def _show_all(writer: Writer, judge: Judge, hand_overs: Iterable[HandOver]) -> None:
    concerned = {origin for each in hand_overs for origin in (each.old_log, each.new_log)}
    for log in [log for log in writer.logs() if log.origin in concerned]:
        for stretch in read_stretches(writer, log.origin, 0, log.size):
            for key in sorted({entry.key for entry in stretch.entries.values() if entry.op not in LOG_OPS}):
                fold_key(writer, judge, key)
