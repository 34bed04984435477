"""A zip that flows: what an archive writes lies here until it is taken."""

import zipfile
from io import RawIOBase
from typing import Any, Final

# A fixed moment: the same records make the same bytes.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class Outbox(RawIOBase):
    """What is written and not yet taken; it goes one way, so an archive says the sizes behind each member."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def member(name: str) -> zipfile.ZipInfo:
    """Return a packed member of an archive, dated like every other one."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
