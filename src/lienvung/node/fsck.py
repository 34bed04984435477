"""Check everything a node holds, trusting only keys.

The root of each log is made again from its bytes and compared with the head that its owner signed; each part with the
digest in its entry; each blob with its hash; each table with a fresh projection. What differs is named by table, log
and index. Nothing is repaired here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

import orjson

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.node.errors import StoreDamaged
from lienvung.node.finding import Finding
from lienvung.node.fsck_log import check_log
from lienvung.node.fsck_parts import check_parts
from lienvung.node.known_keys import LogKeys
from lienvung.node.rebuild import canonical_dump, project_again
from lienvung.node.stores.port import Reader, Store

Progress = Callable[[str, int], None]
"""Called with an origin and the entries it has, before they are checked."""

DATABASES = ("apsw", "psycopg")


@dataclass(slots=True)
class Report:
    """What was checked and what was found; no findings mean that everything is as it was signed."""

    logs: int = 0
    entries: int = 0
    blobs: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def fsck(
    store: Store,
    keys: LogKeys,
    catalogue: Mapping[str, Definition] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check a store. `keys` gives each node's public log keys; with a catalogue, tables are projected afresh too."""
    report = Report()
    try:
        with store.reading() as reader:
            report.findings.extend(_guarded("store", lambda: _damage(reader)))
            report.findings.extend(_guarded("log", lambda: _check_logs(reader, keys, report, progress)))
            report.findings.extend(_guarded("blob", lambda: _check_blobs(reader, report)))
        if catalogue is not None and report.sound:
            report.findings.extend(_guarded("record", lambda: iter(_check_projections(store, catalogue))))
    except StoreDamaged as error:
        report.findings.append(Finding("store", "", None, error.code, error.detail))
    return report


def _guarded(table: str, check: Callable[[], Iterator[Finding]], origin: str = "") -> Iterator[Finding]:
    """Yield what a check finds; where it cannot go on because what it reads is no longer readable, say so."""
    try:
        yield from check()
    except (LienVungError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        yield Finding(table, origin, None, "unreadable", str(error)[:300])
    except Exception as error:
        # The database's own errors, whichever it is: a damaged page may break any read.
        if type(error).__module__.partition(".")[0] not in DATABASES:
            raise
        yield Finding(table, origin, None, "unreadable", str(error)[:300])


def _damage(reader: Reader) -> Iterator[Finding]:
    for table, row in reader.damage():
        yield Finding(table, "", None, "row-damaged", row)


def _check_logs(reader: Reader, keys: LogKeys, report: Report, progress: Progress | None) -> Iterator[Finding]:
    for log in reader.logs():
        if progress is not None:
            progress(log.origin, log.size)
        report.logs += 1
        report.entries += log.size
        found = list(_guarded("bundle", partial(check_log, reader, log, keys.get(log.node)), log.origin))
        wrong = {finding.index for finding in found if finding.table == "bundle"}
        yield from found
        for finding in _guarded("part", partial(check_parts, reader, log), log.origin):
            if finding.index is None or finding.index not in wrong:
                yield finding


def _check_blobs(reader: Reader, report: Report) -> Iterator[Finding]:
    for digest in reader.blobs():
        report.blobs += 1
        data = reader.blob(digest)
        if data is None or sha256(data).hexdigest() != digest:
            yield Finding("blob", "", None, "blob-damaged", digest)


def _check_projections(store: Store, catalogue: Mapping[str, Definition]) -> list[Finding]:
    """Project everything again, compare, and roll back: the tables are left as they were found."""
    findings: list[Finding] = []

    class _RolledBack(Exception):
        pass

    try:
        with store.writing() as writer:
            before = _projected(writer)
            project_again(writer, catalogue)
            findings += _differences(before, _projected(writer))
            raise _RolledBack
    except _RolledBack:
        return findings
    except LienVungError as error:
        return [Finding("record", "", None, error.code, str(error))]


def _projected(reader: Reader) -> bytes:
    """Return everything that is projected, the lists beside the tables too, one line a row."""
    beside = (orjson.dumps(["list", *row], default=str) + b"\n" for row in reader.lists())
    return canonical_dump(reader) + b"".join(beside)


def _differences(held: bytes, projected: bytes) -> list[Finding]:
    lines = set(held.splitlines()) ^ set(projected.splitlines())
    return [Finding("record", "", None, "projection-differs", line.decode()[:300]) for line in sorted(lines)]
