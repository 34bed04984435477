"""Remember outside the store how far this node has signed: a store that was put back in place knows less.

    <home>/signed-sizes   "<size> <origin> ok" on a line for each head, appended and synced before it is signed

A line that a crash tore has no "ok", and the next one begins on a line of its own.

It is kept beside the keys' folder and not in backups: it is the one thing of a node that must never go back
(log-formats §9: "the tiny head table must never be rolled back").
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lienvung.node.errors import StoreUnwritable

LONGEST: Final = 1024 * 1024
_LINE: Final = re.compile(r"^([1-9][0-9]{0,18}) ([a-z0-9/-]+) ok$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class HighWater:
    """The file of one node. Whoever writes to it holds the store's one writing transaction."""

    path: Path

    def note(self, origin: str, size: int) -> None:
        """Remember that a head of this size is about to be signed (StoreUnwritable)."""
        self._write(os.O_APPEND, f"\n{size} {origin} ok\n")

    def sizes(self) -> dict[str, int]:
        """Return the largest size noted for each origin; a line that a crash tore noted nothing."""
        try:
            text = self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError) as error:
            raise StoreUnwritable(str(self.path), str(error)) from error
        found: dict[str, int] = {}
        for size, origin in _LINE.findall(text):
            found[origin] = max(int(size), found.get(origin, 0))
        return found

    def keep_short(self) -> None:
        """Write the file anew when it has grown long."""
        if self.path.exists() and self.path.stat().st_size > LONGEST:
            self.begin_anew(self.sizes())

    def begin_anew(self, sizes: Mapping[str, int]) -> None:
        """Replace what was noted."""
        fresh = HighWater(self.path.with_name(f"{self.path.name}.new"))
        fresh._write(os.O_TRUNC, "".join(f"{size} {origin} ok\n" for origin, size in sorted(sizes.items()) if size))
        fresh.path.rename(self.path)

    def _write(self, how: int, text: str) -> None:
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | how, 0o600)
            try:
                os.write(handle, text.encode("ascii"))
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise StoreUnwritable(str(self.path), str(error)) from error
