"""Everything that can be written to the SQLite store, in one transaction."""

from lienvung.node.stores.sqlite.duty import DutyWrites
from lienvung.node.stores.sqlite.record_writes import RecordWrites


class SqliteWriter(RecordWrites, DutyWrites):
    """See port.Writer."""
