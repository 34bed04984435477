"""Look every hour whether the tables still say what was signed, without holding up anybody (fault 51).

The signed heads are verified, and each row of the register tables is compared with the part that its entry commits to.
What `fsck` does besides – every leaf, every tile, every file – takes longer and is for the operator to start.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.errors import LienVungError
from lienvung.core.register.canonical import Value, canonical, parse_canonical
from lienvung.core.register.entry import format_time
from lienvung.core.register.part import part_digest
from lienvung.node.finding import Finding
from lienvung.node.known_keys import KnownKeys
from lienvung.node.node import Node
from lienvung.node.stores.assembly import entry_of
from lienvung.node.stores.port import DutyReader, Reader
from lienvung.node.stores.sql.register_table import RegisterTable, table_of
from lienvung.node.verify import verify_heads

HEALTH: Final = "health"
KEPT: Final = 50
SLICE: Final = 500
"""After so many records the check rests a little: people are served by the same process."""
REST: Final = 0.02


@dataclass(frozen=True, slots=True)
class Health:
    """What the last look found, when, and how many records it looked at; findings as text, the first of many."""

    at: str
    records: int
    findings: tuple[str, ...]


def check_health(node: Node, keys: KnownKeys, rest: Callable[[float], None] = time.sleep) -> Health:
    """Look at everything once, keep what was found for the pages, and return it."""
    with node.store.reading() as reader:
        found = [str(each) for each in _head_findings(reader, keys)]
        registers = sorted({definition.register for definition in reader.definitions().values()})
    records = 0
    for register in registers:
        with node.store.reading() as reader:
            for number, finding in enumerate(record_findings(reader, register), 1):
                records += 1
                found += [str(finding)] if finding else []
                if number % SLICE == 0:
                    rest(REST)
    health = Health(format_time(node.now()), records, tuple(found[:KEPT]))
    with node.store.writing() as writer:
        facts: Value = {"at": health.at, "findings": list(health.findings), "records": health.records}
        writer.set_setting(HEALTH, canonical(facts))
    return health


def last_health(reader: DutyReader) -> Health | None:
    """Return what the last look found, or None before the first."""
    data = reader.setting(HEALTH)
    if data is None:
        return None
    facts: dict[str, Any] = parse_canonical(data)
    return Health(facts["at"], facts["records"], tuple(facts["findings"]))


def record_findings(reader: Reader, register: str) -> Iterator[Finding | None]:
    """Yield, for each row of a register's table, what is wrong with it, or None."""
    definition = reader.definition(register)
    if definition is None:
        return
    shape = table_of(definition)
    for row in reader.table(register):
        try:
            yield _record_finding(reader, register, shape, row)
        except (LienVungError, ValueError, TypeError, KeyError) as error:
            yield Finding("record", "", None, "unreadable", f"{register} {row.get('_key')}: {error}"[:200])


def _record_finding(reader: Reader, register: str, shape: RegisterTable, row: Mapping[str, object]) -> Finding | None:
    key = str(row["_key"])
    record = reader.record(register, key)
    if record is None or record.state != "live":
        return None
    place = f"{register} {key}"
    values = dict(zip(shape.field_columns, shape.field_values(record.values), strict=True))
    wrong = [name for name, value in values.items() if name in row and row[name] != value]
    if wrong:
        return Finding("record", record.origin, record.index, "projection-differs", f"{place}: {', '.join(wrong)}")
    entry = entry_of(reader.entry(record.origin, int(str(row["_put_index"]))))
    for part in reader.parts(record.origin, int(str(row["_put_index"])), int(str(row["_put_index"])) + 1):
        if part.state == "held" and part_digest(part.salt, part.body).hex() != entry.parts.get(part.name):
            return Finding("part", record.origin, record.index, "part-damaged", place)
    return None


def _head_findings(reader: Reader, keys: KnownKeys) -> Iterator[Finding]:
    for check in verify_heads(reader, keys.log, keys.witness):
        if check.fault is not None:
            yield Finding("log", check.origin, None, check.fault.code)
