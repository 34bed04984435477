"""Everything that can be read from a store in tables, in one snapshot."""

from lienvung.node.stores.sql.duty import DutyReads
from lienvung.node.stores.sql.records import RecordReads


class SqlReader(RecordReads, DutyReads):
    """See port.Reader."""
