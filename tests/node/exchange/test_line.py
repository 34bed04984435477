"""A partner that is down, hangs, drips or babbles: a clean error that names it, and our own work unaffected."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from two_places import Place, grant

from lienvung.node.exchange.errors import (
    AddressRefused,
    AnswerMalformed,
    AnswerTruncated,
    ExchangeBroke,
    ExchangeError,
    PartnerRefused,
    PartnerTimedOut,
    PartnerUnreachable,
)
from lienvung.node.exchange.http_client import PartnerClient, Patience
from lienvung.node.exchange.pull import pull
from lienvung.node.exchange.reconcile import LONGEST, SHORTEST, pause, run, tick
from lienvung.wording.errors import explain

HASTE = Patience(connect=0.5, read=0.3, total=1.0)
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"


@contextmanager
def listening(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """Listen on loopback and let `talk` treat each connection; gives the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=_talk, args=(connection, talk), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _talk(connection: socket.socket, talk: Callable[[socket.socket], None]) -> None:
    with connection:
        try:
            connection.recv(65536)
            talk(connection)
        except OSError:
            pass


def hang(connection: socket.socket) -> None:
    """Say nothing."""
    time.sleep(5)


def drip_headers(connection: socket.socket) -> None:
    """Send a header byte now and then, for ever, each before the read would time out."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


def drip_body(connection: socket.socket) -> None:
    """Send a body byte now and then, for ever."""
    connection.sendall(HEADERS)
    while True:
        connection.sendall(b"x")
        time.sleep(0.1)


def babble(connection: socket.socket) -> None:
    """Speak no HTTP."""
    connection.sendall(b"\x00\xff rubbish\r\n" * 50)


def hang_up(connection: socket.socket) -> None:
    """Close without a word."""


def stop_short(connection: socket.socket) -> None:
    """Announce a thousand bytes, send three."""
    connection.sendall(HEADERS + b"abc")


@pytest.mark.parametrize(
    ("talk", "refusal"),
    [
        (hang, PartnerTimedOut),
        (drip_headers, PartnerTimedOut),
        (drip_body, PartnerTimedOut),
        (babble, AnswerMalformed),
        (hang_up, PartnerUnreachable),
        (stop_short, AnswerTruncated),
    ],
)
def test_a_bad_line_ends_in_an_error_in_time(
    hai_phong: Place, quang_ninh: Place, talk: Callable[[socket.socket], None], refusal: type[ExchangeError]
) -> None:
    """Whatever the other end does, the pull ends within its patience and names the partner."""
    with listening(talk) as address:
        quang_ninh.address = address
        started = time.monotonic()
        with pytest.raises(refusal) as refused:
            pull(hai_phong.node, hai_phong.contact(quang_ninh), hai_phong.source(quang_ninh, HASTE))
    assert time.monotonic() - started < 3
    assert refused.value.facts()["partner"] == "quang-ninh"


def test_a_partner_that_is_down_is_recorded_and_own_work_goes_on(hai_phong: Place, quang_ninh: Place) -> None:
    """The contact shows when it was tried and reached and why not; writing and reading here are not touched."""
    hai_phong.pull(quang_ninh)
    quang_ninh.server.shutdown()
    quang_ninh.server.server_close()
    hai_phong.clock.at += timedelta(hours=1)
    with pytest.raises(PartnerUnreachable):
        hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        peer = reader.peer("quang-ninh")
    assert peer is not None
    assert peer.trouble == "partner-unreachable"
    assert peer.reached_at is not None
    assert peer.tried_at is not None
    assert peer.reached_at < peer.tried_at
    assert peer.facts["failures"] == 1
    hai_phong.write(2)
    with hai_phong.node.store.reading() as reader:
        assert reader.count("limitation") == 2


def test_a_connection_closed_while_idle_is_opened_again(hai_phong: Place, quang_ninh: Place) -> None:
    """A server may close a kept-alive connection at any time; the next request is signed anew and succeeds."""
    source = hai_phong.source(quang_ninh)
    source.heads()
    quang_ninh.server.close_connections()
    assert source.heads()


@pytest.mark.parametrize(
    ("address", "rule"),
    [
        ("http://127.0.0.1:1", "loopback"),
        ("http://[::1]:1", "loopback"),
        ("http://[::ffff:7f00:1]:1", "loopback"),
        ("http://169.254.169.254", "link-local, multicast or reserved"),
        ("http://224.0.0.1", "link-local, multicast or reserved"),
        ("http://0.0.0.0", "link-local, multicast or reserved"),
        ("ftp://10.0.0.1", "http(s)://host[:port]"),
        ("http://user@10.0.0.1", "http(s)://host[:port]"),
        ("http://10.0.0.1/path", "http(s)://host[:port]"),
        ("http://10.0.0.1:99999", "http(s)://host[:port]"),
        ("http://[::1", "http(s)://host[:port]"),
        (f"http://{'a' * 64}.example", "http(s)://host[:port]"),
    ],
)
def test_addresses_that_are_never_asked(address: str, rule: str) -> None:
    """Loopback without leave, metadata and multicast addresses, and anything but a plain host are refused."""
    with pytest.raises(AddressRefused) as refusal:
        PartnerClient("quang-ninh", address, allow_loopback=False)
    assert refusal.value.rule == rule


def test_pauses_double_up_to_a_limit_and_are_never_short() -> None:
    """Five seconds at least, twice as long after each failure, half a minute at most, with jitter on top."""
    assert [pause(failures, 0, lambda: 0.0) for failures in range(4)] == [5, 10, 20, 30]
    assert pause(50, 0, lambda: 0.0) == LONGEST
    assert all(pause(failures, 0, lambda: 1.0) == 1.5 * pause(failures, 0, lambda: 0.0) for failures in range(9))
    assert min(pause(failures, 0, lambda: 0.0) for failures in range(99)) >= SHORTEST


def test_a_round_pulls_and_has_own_heads_witnessed(hai_phong: Place, quang_ninh: Place) -> None:
    """After one round here and one there, each side's heads carry the other's cosignature."""
    hai_phong.write()
    (outcome,) = tick(hai_phong.node, allow_loopback=True)
    assert outcome.trouble is None
    assert outcome.witnessed == 2
    with hai_phong.node.store.reading() as reader:
        log = reader.log("hai-phong/limitation")
        assert log is not None
        assert [row.witness for row in reader.cosignatures(log.origin, log.size)] == ["quang-ninh/witness"]
    (again,) = tick(hai_phong.node, allow_loopback=True)
    assert again.witnessed == 0


def test_a_log_that_the_witness_stopped_keeps_no_other_from_being_witnessed(
    hai_phong: Place, quang_ninh: Place
) -> None:
    """The refusal is told, and the logs after it carry the witness's line all the same."""
    quang_ninh.write(register="escalation")
    quang_ninh.write()
    with hai_phong.node.store.writing() as writer:
        writer.set_setting("stopped/quang-ninh/escalation", b"log-forked")
    (outcome,) = tick(quang_ninh.node, allow_loopback=True)
    assert isinstance(outcome.trouble, PartnerRefused)
    with quang_ninh.node.store.reading() as reader:
        lines = {log.register: len(reader.cosignatures(log.origin, log.size)) for log in reader.logs()}
    assert (lines["escalation"], lines["limitation"]) == (0, 1)


def test_a_fault_nobody_foresaw_is_told_and_ends_nothing_else(hai_phong: Place, quang_ninh: Place) -> None:
    """When our own part of a round breaks, the contact shows it in words and the caller gets an outcome, no crash."""

    def no_dice(count: int) -> bytes:
        raise ZeroDivisionError

    (outcome,) = tick(replace(hai_phong.node, random=no_dice), allow_loopback=True)
    assert isinstance(outcome.trouble, ExchangeBroke)
    with hai_phong.node.store.reading() as reader:
        peer = reader.peer("quang-ninh")
    assert peer is not None
    assert peer.trouble == "exchange-broke"
    assert "quang-ninh" in explain(outcome.trouble).happened
    (after,) = tick(hai_phong.node, allow_loopback=True)
    assert after.trouble is None


def test_the_loop_brings_both_sides_together_and_stops(hai_phong: Place, quang_ninh: Place) -> None:
    """With the loop running on one side, what the other writes appears by itself; the stop event ends the loop."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(4)
    stopped = threading.Event()
    loop = threading.Thread(target=run, args=(hai_phong.node, stopped), kwargs={"allow_loopback": True})
    loop.start()
    deadline = time.monotonic() + 10
    count = 0
    while count < 4 and time.monotonic() < deadline:
        time.sleep(0.1)
        with hai_phong.node.store.reading() as reader:
            count = reader.count("limitation") if reader.definition("limitation") else 0
    stopped.set()
    loop.join(5)
    assert count == 4
    assert not loop.is_alive()
