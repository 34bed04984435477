"""Everything that can be read from a store in tables, in one snapshot."""

from lienvung.node.stores.sql.duty import DutyReads
from lienvung.node.stores.sql.finding import FindReads


class SqlReader(FindReads, DutyReads):
    """See port.Reader."""
