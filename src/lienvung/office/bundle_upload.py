"""Where bundles lie while people work with them: two private folders of the node, emptied after a week.

A bundle is not a paper: what is in it for people is sealed, and it may be much larger than memory. So it alone is
written to disk on its way in, into the node's own folder, readable by nobody else, and taken away when it was imported.
"""

import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final, Literal

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

MAX_BUNDLE: Final = 2 * 2**30
KEPT: Final = timedelta(days=7)
SUFFIX: Final = ".zip"


def bundle_folder(kind: Literal["incoming", "outgoing"]) -> Path:
    """Return one of the two folders, made if it is not there; only the node's own account may look into it."""
    folder = Path(settings.LIENVUNG_HOME) / "bundles" / kind
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def clear_old(now: datetime) -> None:
    """Take away what lay there for a week, whole or broken off."""
    for kind in ("incoming", "outgoing"):
        for file in bundle_folder(kind).iterdir():
            if now.timestamp() - file.stat().st_mtime > KEPT.total_seconds():
                file.unlink(missing_ok=True)


class BundleUploadHandler(FileUploadHandler):
    """Write an upload straight into the node's folder, as far as a bundle may be long."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._file: IO[bytes] | None = None
        self._size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file whose name nobody chose."""
        super().new_file(*args, **kwargs)
        self.name = str(uuid.uuid4())
        self._path = bundle_folder("incoming") / f"{self.name}.part"
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece; what grows too long is thrown away."""
        self._size += len(raw_data)
        if self._size > MAX_BUNDLE:
            self.upload_interrupted()
            raise StopUpload(connection_reset=True)
        if self._file is not None:
            self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Give the file its name only when all of it is there."""
        assert self._file is not None
        self._file.close()
        self._path.rename(self._path.with_suffix(SUFFIX))
        return UploadedFile(None, self.name, self.content_type, file_size)

    def upload_interrupted(self) -> None:
        """Leave nothing of a broken upload."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
