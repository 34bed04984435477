"""A connection as the server holds it: what is gathered, what waits, and how long a thread is patient."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from lienvung.cli import line as lines
from lienvung.cli.line import MOST_GATHERED, MOST_HEAD, Line

Ends = tuple[Line, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """Our end of a line, and the other."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Line(ours), theirs


POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
HEARD = [
    (b"", "part"),
    (b"GET / HTTP/1.1\r\nHost: a\r\n", "part"),
    (b"GET / HTTP/1.1\r\n\r\n", "whole"),
    (POST + b"Content-Length: 3\r\n\r\nab", "part"),
    (POST + b"Content-Length: 3\r\n\r\nabc", "whole"),
    (POST + b"content-LENGTH:3  \r\nX: y\r\n\r\nabcGET", "whole"),
    (POST + b"Content-Length: %d\r\n\r\n" % MOST_GATHERED, "long"),
    (POST + b"Transfer-Encoding: chunked\r\n\r\n", "long"),
    (POST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", "long"),
    (b"GET /" + b"a" * MOST_HEAD, "long"),
]


@pytest.mark.parametrize(("said", "verdict"), HEARD)
def test_what_is_heard(ends: Ends, said: bytes, verdict: str) -> None:
    """A request is whole with its body, and long where its length is untold or more than is gathered."""
    line, other = ends
    other.sendall(said)
    while len(line.inbox) < len(said):
        assert line.hear()
        line.heard()
    assert line.heard() == verdict


def test_a_request_heard_byte_by_byte(ends: Ends) -> None:
    """The end of the head is found wherever the bytes are cut."""
    line, other = ends
    said = POST + b"Content-Length: 2\r\n\r\nab"
    for byte in said[:-1]:
        other.send(bytes([byte]))
        assert line.hear()
        assert line.heard() == "part"
    other.send(said[-1:])
    assert line.hear()
    assert line.heard() == "whole"
    assert line.take() == said
    assert line.heard() == "part"


def test_the_end_of_a_line_is_heard(ends: Ends) -> None:
    """A line that was hung up ends; one that is silent does not."""
    line, other = ends
    assert line.hear()
    other.close()
    assert not line.hear()


def test_the_patience_with_a_dripping_body(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that drip in are waited for so long in all; then the line has ended for the thread."""
    monkeypatch.setattr(lines, "PATIENCE_SECONDS", 0.3)
    line, other = ends
    line.take()
    over = threading.Event()

    def drip() -> None:
        while not over.wait(0.05):
            other.send(b"a")

    dripping = threading.Thread(target=drip)
    dripping.start()
    began = time.monotonic()
    while line.recv(1):
        assert time.monotonic() - began < 5
    assert time.monotonic() - began > 0.2
    over.set()
    dripping.join()


def test_patience_begins_anew_with_each_request(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was waited for one request is not held against the next one on the same line."""
    monkeypatch.setattr(lines, "PATIENCE_SECONDS", 0.3)
    line, other = ends
    for _ in range(3):
        line.take()
        line.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.recv(1)
    line.take()
    other.send(b"a")
    assert line.recv(1) == b"a"


def test_an_answer_waits_in_the_outbox_and_arrives_whole(ends: Ends) -> None:
    """A thread leaves megabytes behind at once; what the other end takes later is what was sent, in order."""
    line, other = ends
    answer = [bytes([n]) * 700_000 for n in range(8)]
    began = time.monotonic()
    for piece in answer:
        line.sendall(piece)
    assert time.monotonic() - began < 0.5
    assert line.outbox
    taken = bytearray()
    while line.outbox:
        taken += other.recv(1 << 20)
        line.send_on()
    line.shutdown(socket.SHUT_WR)
    while more := other.recv(1 << 20):
        taken += more
    assert taken == b"".join(answer)
    assert line.waiting == 0


def test_the_patience_with_an_answer_that_nobody_takes(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than the outbox holds is waited for so long, then the answer breaks off."""
    monkeypatch.setattr(lines, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(lines, "LEAST_RATE", 1 << 30)
    monkeypatch.setattr(lines, "OUTBOX", 1000)
    line, _ = ends
    line.take()
    began = time.monotonic()
    with pytest.raises(BrokenPipeError):
        line.sendall(bytes(4 << 20))
    assert 0.1 < time.monotonic() - began < 2
