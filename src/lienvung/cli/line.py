"""A connection whose slow other end costs little: what it says is gathered, what it does not take waits (fault 11).

A thread that waits for a stranger's next byte serves nobody. So a request is gathered before a thread sees it, and
an answer that is not taken at once waits in an outbox while the thread goes on. Where a thread has to wait after
all, for a long upload or a long download, its patience is counted.
"""

import re
import socket
import time
from collections import deque
from errno import EPIPE
from typing import Any, Final, Literal

PATIENCE_SECONDS: Final = 60.0
"""So long a thread waits for one request's bytes, coming and going, and a second more for …"""
LEAST_RATE: Final = 32 * 1024
"""… so many bytes that did move."""
MOST_GATHERED: Final = 128 * 1024
MOST_HEAD: Final = 64 * 1024
OUTBOX: Final = 16 * 1024 * 1024
AT_ONCE: Final = 64 * 1024

_END: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*(?:\r|$)")
_UNTOLD: Final = re.compile(rb"\r\n(?:transfer-encoding|expect)[ \t]*:")

Heard = Literal["part", "whole", "long"]


class Line:
    """A socket with an inbox and an outbox; everything not named here is the socket's own."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.inbox = bytearray()
        self.outbox: deque[memoryview] = deque()
        self.waiting = 0
        self._whole: int | None = None
        self._looked = 0
        self._waited = 0.0
        self._moved = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    # ── on the loop ─────────────────────────────────────────────────────────────────────────────

    def hear(self) -> bool:
        """Take what has come into the inbox without waiting; False when the line has ended."""
        try:
            data = self._connection.recv(AT_ONCE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.inbox += data
        return bool(data)

    def heard(self) -> Heard:
        """Tell whether a whole request is in the inbox, a part, or the start of one too long or of untold length."""
        if self._whole is None:
            end = self.inbox.find(_END, max(0, self._looked - len(_END)))
            self._looked = len(self.inbox)
            if end < 0:
                return "part" if len(self.inbox) <= MOST_HEAD else "long"
            self._whole = _whole_length(bytes(self.inbox[:end]).lower(), end + len(_END))
        if self._whole > MOST_GATHERED:
            return "long"
        return "whole" if len(self.inbox) >= self._whole else "part"

    def take(self) -> bytes:
        """Empty the inbox for a thread; the patience with this request begins."""
        data = bytes(self.inbox)
        self.inbox.clear()
        self._whole, self._looked = None, 0
        self._waited, self._moved = 0.0, 0
        return data

    def send_on(self) -> None:
        """Send of the outbox what the other end takes without waiting (OSError when it is gone)."""
        try:
            while self.outbox:
                self._sent(self._connection.send(self.outbox[0], socket.MSG_DONTWAIT))
        except BlockingIOError:
            return

    # ── in a thread ─────────────────────────────────────────────────────────────────────────────

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Wait for bytes of a long request; when the patience is over, the line has ended."""
        before = self._connection.gettimeout()
        began = time.monotonic()
        try:
            left = self._patience_left()
            self._connection.settimeout(left if before is None else min(left, before))
            data = self._connection.recv(size, flags)
        except TimeoutError:
            if before is not None:
                # Whoever set a time knows what its end means.
                raise
            self._connection.shutdown(socket.SHUT_RD)
            return b""
        finally:
            self._waited += time.monotonic() - began
            self._connection.settimeout(before)
        self._moved += len(data)
        return data

    def sendall(self, data: bytes, flags: int = 0) -> None:
        """Send now what is taken at once and leave the rest in the outbox; wait only when that is full."""
        self.outbox.append(memoryview(bytes(data)))
        self.waiting += len(data)
        self.send_on()
        while self.waiting > OUTBOX:
            self._send_waiting()

    def _send_waiting(self) -> None:
        before = self._connection.gettimeout()
        began = time.monotonic()
        try:
            self._connection.settimeout(self._patience_left())
            self._sent(self._connection.send(self.outbox[0]))
        except TimeoutError:
            raise BrokenPipeError(EPIPE, "an answer was not taken") from None
        finally:
            self._waited += time.monotonic() - began
            self._connection.settimeout(before)

    def _sent(self, size: int) -> None:
        self.waiting -= size
        self._moved += size
        rest = self.outbox.popleft()[size:]
        if rest:
            self.outbox.appendleft(rest)

    def _patience_left(self) -> float:
        """Return the seconds left; a hair at the end, since none would mean not to wait at all."""
        return max(0.001, PATIENCE_SECONDS + self._moved / LEAST_RATE - self._waited)


def _whole_length(head: bytes, start: int) -> int:
    """Return the length of a request with this head and a body from `start` on; untold is longer than any."""
    if _UNTOLD.search(head):
        return MOST_GATHERED + 1
    told = _LENGTH.search(head)
    return start + int(told.group(1)) if told else start
