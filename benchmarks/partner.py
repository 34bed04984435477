"""The partner in a process of its own: its request handler behind the standard library's HTTP server, on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.nodes import new_nonces, open_bench_node
from lienvung.node.exchange.serve import Request, answer


@dataclass(frozen=True, slots=True)
class Partner:
    """A node that answers: where, and in which process."""

    address: str
    pid: int


@contextmanager
def serving(home: Path) -> Iterator[Partner]:
    """Serve the node of this folder."""
    fresh = get_context("spawn")  # no connection of ours is carried over
    ours, theirs = fresh.Pipe()
    process = fresh.Process(target=_serve, args=(home, theirs), daemon=True)
    process.start()
    assert process.pid is not None
    try:
        yield Partner(f"http://127.0.0.1:{ours.recv()}", process.pid)
    finally:
        process.terminate()
        process.join()


def _serve(home: Path, parent: Connection) -> None:
    node, nonces = open_bench_node(home), new_nonces()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or the body waits until the headers are acknowledged

        def handle_request(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            given = answer(node, Request(self.command, self.path, "", headers, body), nonces)
            self.send_response(given.status)
            self.send_header("Content-Type", given.media_type)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body)

        do_GET = do_POST = handle_request

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    parent.send(server.server_port)
    server.serve_forever()
