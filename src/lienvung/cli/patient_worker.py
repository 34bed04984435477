"""Gunicorn's worker of threads, made to hold against slow lines: only whole requests reach a thread (fault 11).

gthread gives a thread to every new connection and lets it wait for the bytes; as many strangers as there are threads,
each with half a request, and nobody is served. Here the loop gathers requests, sends on what a thread answered, and
hangs up, all without waiting. Requests that are too long to gather wait in a thread, but only in some of them.
"""

import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import TConn, ThreadWorker

from lienvung.cli.line import LEAST_RATE, Line

REQUEST_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 100.0
GOODBYE_SECONDS: Final = 2.0
CONNECTIONS: Final = 512
LONG_SHARE: Final = 2
"""One thread in so many may wait for a long request."""


class PatientWorker(ThreadWorker):
    """Serves whole requests by threads; slow lines wait on the loop, and the oldest goes when there are many."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.held: dict[TConn, float] = {}
        self.queue: deque[TConn] = deque()
        self.long: set[TConn] = set()

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection; with too many, the one that has waited longest goes."""
        try:
            connection, client = listener.accept()
        except OSError:
            # Gone again, or no descriptor left: the next look at the listener tells.
            self._make_room()
            return
        self.nr_conns += 1
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        self.enqueue_req(TConn(self.cfg, Line(connection), client, listener.getsockname()))

    def enqueue_req(self, conn: TConn) -> None:
        """Gather a request, then give it to a thread."""
        if conn.parser is not None:
            # What came behind the last request on the same line.
            conn.sock.inbox += conn.parser.unreader.take_buffered()
        conn.sock.setblocking(False)
        self._hold(conn, REQUEST_SECONDS, selectors.EVENT_READ, self._gather)
        self._gather(conn)

    def handle(self, conn: TConn) -> Any:
        """Serve a gathered request. Runs in a thread."""
        conn.sock.setblocking(True)
        conn.init()
        conn.parser.unreader.unread(conn.sock.take())
        conn.data_ready = True
        return super().handle(conn)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """Send the rest of the answer, then keep the line for the next request or hang up."""
        self._next_long(conn)
        if conn.sock.fileno() < 0:
            # An answer that broke off in the middle: the thread closed the line.
            self._close(conn)
        elif conn.sock.outbox:
            conn.sock.setblocking(False)
            seconds = ANSWER_SECONDS + conn.sock.waiting / LEAST_RATE
            self._hold(conn, seconds, selectors.EVENT_WRITE, partial(self._send_on, fs=fs))
        else:
            self._finish(conn, fs)

    def murder_pending(self) -> None:
        """Drop the lines whose time is over; when the node stops, also those that have said nothing yet."""
        super().murder_pending()
        now = time.monotonic()
        for conn, until in list(self.held.items()):
            if until <= now or not (self.alive or conn.sock.inbox or conn.sock.outbox):
                self._drop(conn)

    def on_client_socket_readable(self, conn: TConn, client: Any) -> None:
        """Serve the next request of an idle line, unless it was closed to make room."""
        if conn in self.keepalived_conns:
            super().on_client_socket_readable(conn, client)

    # ── what a line waits for ───────────────────────────────────────────────────────────────────

    def _gather(self, conn: TConn) -> None:
        open_still = conn.sock.hear()
        heard = conn.sock.heard()
        if heard == "part":
            if not open_still:
                self._drop(conn)
            return
        self._release(conn)
        if heard == "whole":
            super().enqueue_req(conn)
        elif len(self.long) < max(1, self.cfg.threads // LONG_SHARE):
            self.long.add(conn)
            super().enqueue_req(conn)
        else:
            # Nothing more is read of it until it has its turn: the other end waits.
            self.held[conn] = time.monotonic() + ANSWER_SECONDS
            self.queue.append(conn)

    def _next_long(self, conn: TConn) -> None:
        """Let the next long request have the place of one that is done."""
        if conn not in self.long:
            return
        self.long.discard(conn)
        if self.queue:
            following = self.queue.popleft()
            del self.held[following]
            self.long.add(following)
            super().enqueue_req(following)

    def _send_on(self, conn: TConn, fs: Future[Any]) -> None:
        try:
            conn.sock.send_on()
        except OSError:
            self._drop(conn)
            return
        if not conn.sock.outbox:
            self._release(conn)
            self._finish(conn, fs)

    def _finish(self, conn: TConn, fs: Future[Any]) -> None:
        if not fs.cancelled() and fs.exception() is None and fs.result():
            super().finish_request(conn, fs)
            return
        # Half closed until the other end has closed, too: closed at once, the end of the answer might be lost.
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        conn.sock.setblocking(False)
        self._hold(conn, GOODBYE_SECONDS, selectors.EVENT_READ, self._hear_out)

    def _hear_out(self, conn: TConn) -> None:
        if not conn.sock.hear():
            self._drop(conn)
            return
        conn.sock.inbox.clear()

    # ── lines held on the loop ──────────────────────────────────────────────────────────────────

    def _hold(self, conn: TConn, seconds: float, event: int, then: Callable[[TConn], None]) -> None:
        # Of the events of one look, an earlier one may have closed this line to make room.
        self.poller.register(conn.sock, event, lambda line: then(conn) if conn in self.held else None)
        self.held[conn] = time.monotonic() + seconds

    def _release(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        del self.held[conn]

    def _drop(self, conn: TConn) -> None:
        if conn in self.queue:
            self.queue.remove(conn)
            del self.held[conn]
        else:
            self._release(conn)
        self._close(conn)

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def _make_room(self) -> None:
        """Close the line that has waited longest on the loop, or else the one that is idle longest."""
        if self.held:
            self._drop(next(iter(self.held)))
        elif self.keepalived_conns:
            self.keepalived_conns[0].timeout = 0.0
            self.murder_keepalived()
