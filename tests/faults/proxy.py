"""A proxy that does to a partner's answers what lines and liars do: delays, cuts, flips, replays, drips, bombs."""

import asyncio
import gzip
import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

DRIP_SECONDS: Final = 0.2


@dataclass
class Answer:
    """One answer on its way: the status line and headers as they came, and the body."""

    head: bytes
    body: bytes

    def with_body(self, body: bytes, *more: bytes) -> bytes:
        """Return the answer with another body and its true length, and headers beside."""
        status, *lines = self.head.rstrip(b"\r\n").split(b"\r\n")
        kept = [line for line in lines if not line.lower().startswith(b"content-length:")]
        return b"\r\n".join([status, *kept, *more, b"Content-Length: %d" % len(body)]) + b"\r\n\r\n" + body


Fault = Callable[["FaultProxy", str, Answer, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class FaultProxy(AbstractContextManager["FaultProxy"]):
    """Listens on a port of its own and asks `target`; `fault` befalls answers to paths that hold `path`."""

    target: str
    fault: Fault | None = None
    path: str = ""
    asked: list[str] = field(default_factory=list)
    kept: dict[str, Answer] = field(default_factory=dict)

    def __enter__(self) -> Self:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    @property
    def address(self) -> str:
        """Where a partner thinks that the target is."""
        return f"http://127.0.0.1:{self.port}"

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._stop.wait()
        server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                request = head + await reader.readexactly(_length(head))
                path = head.split(b" ", 2)[1].decode()
                self.asked.append(path)
                answer = await self._ask(request)
                if self.fault is not None and self.path in path:
                    await self.fault(self, path, answer, writer)
                else:
                    self.kept.setdefault(path, answer)
                    writer.write(answer.with_body(answer.body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _ask(self, request: bytes) -> Answer:
        there = urlsplit(self.target)
        reader, writer = await asyncio.open_connection(there.hostname, there.port)
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        answer = Answer(head, await reader.readexactly(_length(head)))
        writer.close()
        return answer


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


# ── what befalls an answer ──────────────────────────────────────────────────────────────────────


async def cut(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Promise the whole body, send half and hang up."""
    writer.write(answer.head + answer.body[: len(answer.body) // 2])
    await writer.drain()
    writer.close()


async def shorten(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Send half and say that this is all."""
    writer.write(answer.with_body(answer.body[: len(answer.body) // 2]))


async def empty(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Send nothing, and say so."""
    writer.write(answer.with_body(b""))


async def lengthen(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Add bytes at the end."""
    writer.write(answer.with_body(answer.body + bytes(32)))


async def flip(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Flip one bit in the middle."""
    middle = len(answer.body) // 2
    body = answer.body
    writer.write(answer.with_body(body[:middle] + bytes([body[middle] ^ 4]) + body[middle + 1 :]))


async def replay(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Give the first answer that this path ever had."""
    first = proxy.kept.setdefault(path, answer)
    writer.write(first.with_body(first.body))


async def swap(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Give another path's answer."""
    other = next((kept for known, kept in proxy.kept.items() if known != path), answer)
    writer.write(other.with_body(other.body))


async def drip(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Send a byte at a time, slowly, for ever."""
    writer.write(answer.head)
    for byte in answer.body * 1000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def endless(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Send for ever, as fast as it is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n")
    while True:
        writer.write(bytes(1 << 16))
        await writer.drain()


async def bomb(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Send a few hundred bytes that unpack to 64 megabytes."""
    packed = gzip.compress(gzip.compress(bytes(1 << 26), 1))
    writer.write(answer.with_body(packed, b"Content-Encoding: gzip"))


async def redirect(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Send the asker elsewhere."""
    writer.write(b"HTTP/1.1 307 Elsewhere\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")


async def delay(proxy: FaultProxy, path: str, answer: Answer, writer: asyncio.StreamWriter) -> None:
    """Answer rightly, half a second later."""
    await asyncio.sleep(0.5)
    writer.write(answer.with_body(answer.body))
