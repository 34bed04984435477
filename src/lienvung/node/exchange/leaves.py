"""Check that leaves are entries, fast: the store keeps only leaves that were checked.

Leaves of one register look alike but for digests, keys, batches and times. The first one that parses becomes a
pattern of exactly that form and definition; only a leaf that does not match it is parsed, which also names the rule
that it breaks. The pattern accepts nothing that `parse_entry` refuses (it leaves the last days of months and the rare
ops to it).
"""

import re

from lienvung.core.register.entry import Entry, parse_entry
from lienvung.core.register.order import LogOrder

_BATCH = slice(len('{"batch":"'), len('{"batch":"') + 16)
# [0-9a-f], told by what it is not: of three ranges the compiler makes a table, and four hashes pass twice as fast.
_HASH = "[^\\x00-/:-`g-\\xff]{64}"
_KEY = '(?=[a-z0-9-]{1,128}")[a-z0-9]+(?:-[a-z0-9]+)*'
_DAY = "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"


class LeafCheck:
    """The check of one log's leaves, one after the other; keeps the pattern of the last form seen."""

    def __init__(self, register: str, order: LogOrder) -> None:
        self.register = register
        self.order = order
        self._pattern: re.Pattern[bytes] | None = None

    def check(self, leaf: bytes) -> None:
        """Raise core's EntryInvalid unless the leaf is an entry of the register that may come next."""
        if self._pattern is None or not self._pattern.fullmatch(leaf):
            entry = parse_entry(leaf, self.register)
            self.order.check(entry)
            self._pattern = _pattern_of(entry)
        else:
            self.order.check_batch(leaf[_BATCH].decode())


def _pattern_of(entry: Entry) -> re.Pattern[bytes]:
    parts = ",".join(f'"{name}":"{_HASH}"' for name in sorted(entry.parts))
    return re.compile(
        f'{{"batch":"[a-z2-7]{{16}}","definition":"{entry.definition}","key":"{_KEY}","op":"(?:put|retire)",'
        f'"parts":{{{parts}}},"register":"{entry.register}","time":"{_DAY}T{_CLOCK}"}}'.encode()
    )
