"""Make the tables again from the logs and the parts held, and write them down for comparing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

import orjson

from lienvung.core.register.definition import Definition
from lienvung.node.ahead import process_beside, read_ahead
from lienvung.node.collector import collector_paused
from lienvung.node.erased_files import destroy_erased_files
from lienvung.node.extent import projected_size
from lienvung.node.project import apply_stretch
from lienvung.node.stores.port import REBUILD_DUE, Reader, Store, Writer

Progress = Callable[[str, int, int], None]
"""Called with an origin, the entries done and the entries to do."""


def rebuild(store: Store, catalogue: Mapping[str, Definition], progress: Progress | None = None) -> None:
    """Drop every projection and project all logs again, in one transaction: readers see the old tables or the new."""
    with store.writing() as writer:
        project_again(writer, catalogue, progress)


def rebuild_due(store: Store) -> bool:
    """Tell whether the tables are empty and wait to be made again: an upgrade leaves them so."""
    with store.reading() as reader:
        return reader.setting(REBUILD_DUE) is not None


@collector_paused()
def project_again(writer: Writer, catalogue: Mapping[str, Definition], progress: Progress | None = None) -> None:
    """Drop every projection and project all logs again, inside a transaction."""
    theirs = {each.register for each in writer.definitions().values()} - catalogue.keys()
    writer.drop_projections(theirs)
    writer.set_setting(REBUILD_DUE, None)
    with process_beside() as ask:
        for log in writer.logs():
            size, done = projected_size(writer, log), 0
            for stretch in read_ahead(writer, log, size, ask):
                apply_stretch(writer, log.origin, catalogue, stretch, done)
                done += len(stretch.entries)
                if progress is not None:
                    progress(log.origin, done, size)
    writer.index_projections()
    destroy_erased_files(writer)


def canonical_dump(reader: Reader) -> bytes:
    """Return everything that is projected, one JSON line a row, in an order that nothing else decides."""
    return b"".join(dump_lines(reader))


def dump_lines(reader: Reader) -> Iterator[bytes]:
    """Yield the lines of `canonical_dump`, for stores that are larger than memory."""
    return (orjson.dumps(line, option=orjson.OPT_SORT_KEYS, default=str) + b"\n" for line in _lines(reader))


def _lines(reader: Reader) -> Iterator[tuple[Any, ...]]:
    definitions = reader.definitions()
    yield from (("definition", digest) for digest in sorted(definitions))
    for register in sorted({definition.register for definition in definitions.values()}):
        for row in reader.table(register):
            yield register, row
    yield from (("entry", asdict(row)) for row in reader.changes("", limit=2**62))
    yield from (("blob", digest, asdict(ref)) for digest, ref in reader.named_blobs())
    yield from (("erasure", asdict(row)) for row in reader.erasures())
    yield from (("refused", asdict(row)) for row in reader.refused())
