"""Everything that can be written to a store in tables, in one transaction."""

from lienvung.node.stores.sql.duty import DutyWrites
from lienvung.node.stores.sql.record_writes import RecordWrites


class SqlWriter(RecordWrites, DutyWrites):
    """See port.Writer."""
