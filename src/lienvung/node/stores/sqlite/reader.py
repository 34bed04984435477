"""Everything that can be read from the SQLite store, in one snapshot."""

from lienvung.node.stores.sqlite.duty import DutyReads
from lienvung.node.stores.sqlite.records import RecordReads


class SqliteReader(RecordReads, DutyReads):
    """See port.Reader."""
