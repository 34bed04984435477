"""What a node answers to whoever asks."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
import pytest
from two_places import Place, grant

from lienvung.core.tlog.note import Verifier, open_note
from lienvung.node.exchange.http_client import Answer, PartnerClient
from lienvung.node.exchange.parts_request import PartsRequest, format_parts_request, parse_parts_request
from lienvung.node.exchange.request_signature import Target, sign_request
from lienvung.node.exchange.submit import submit_checkpoints
from lienvung.node.keys import NodeKeys

ORIGIN = "quang-ninh/limitation"
Ask = Callable[..., Answer]


def ask(place: Place, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
    """Send one request as it is."""
    client = PartnerClient(place.name, place.address, allow_loopback=True)
    return client.request(method, "/lienvung/v1" + path, lambda: headers or {}, body)


def sign(here: Place, there: Place, method: str, path: str, body: bytes = b"", caller: str = "") -> dict[str, str]:
    """Sign one request as a place, or as somebody else with its key."""
    assert here.node.keys is not None
    target = Target(method, "/lienvung/v1" + path, "", there.name, body)
    created = int(there.node.now().timestamp())
    return sign_request(
        target, caller or here.name, here.node.keys.request, created=created, nonce=secrets.token_bytes(16)
    )


def code(answer: Answer) -> tuple[int, str]:
    """Return an answer's status and problem code."""
    assert answer.media_type == "application/problem+json"
    return answer.status, orjson.loads(answer.body)["code"]


@contextmanager
def other_keys(place: Place) -> Iterator[None]:
    """Let a place sign with keys that nobody approved."""
    from dataclasses import replace

    honest = place.node
    place.node = replace(honest, keys=NodeKeys.generate())
    yield
    place.node = honest


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/heads"),
        ("GET", "/logs/limitation/checkpoint"),
        ("GET", "/logs/limitation/tile/0/000"),
        ("GET", "/logs/limitation/tile/entries/000"),
        ("GET", "/logs/limitation/pack/0/1"),
        ("POST", "/parts"),
        ("GET", "/blobs/" + "0" * 64),
    ],
)
def test_an_unsigned_request_is_401(quang_ninh: Place, method: str, path: str) -> None:
    """Everything but introduction and witness asks for a signature."""
    assert code(ask(quang_ninh, method, path)) == (401, "signature-missing")


def test_a_caller_that_is_no_contact_is_401(hai_phong: Place, quang_ninh: Place) -> None:
    """A signature by a name that was never approved is not even checked."""
    headers = sign(hai_phong, quang_ninh, "GET", "/heads", caller="bac-ninh")
    assert code(ask(quang_ninh, "GET", "/heads", headers=headers)) == (401, "caller-unknown")


def test_a_contacts_name_with_another_key_is_401(hai_phong: Place, quang_ninh: Place) -> None:
    """The approved request key is the only one."""
    with other_keys(hai_phong):
        headers = sign(hai_phong, quang_ninh, "GET", "/heads")
    assert code(ask(quang_ninh, "GET", "/heads", headers=headers)) == (401, "signature-wrong")


def test_a_repeated_request_is_401(hai_phong: Place, quang_ninh: Place) -> None:
    """The same signed request, overheard and sent again, is refused."""
    headers = sign(hai_phong, quang_ninh, "GET", "/heads")
    assert ask(quang_ninh, "GET", "/heads", headers=headers).status == 200
    assert code(ask(quang_ninh, "GET", "/heads", headers=headers)) == (401, "signature-replayed")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/logs/limitation/tile/0/0",
        "/logs/limitation/tile/0/../000",
        "/logs/limitation/tile/0/000.p/256",
        "/logs/limitation/tile/0/999",
        "/logs/limitation/tile/entries/000.p/200",
        "/logs/limitation/pack/99/1",
        "/logs/nothing/checkpoint",
        "/blobs/" + "0" * 64,
        "/witness/" + "0" * 64 + "/checkpoint",
    ],
)
def test_what_is_not_here_is_404(hai_phong: Place, quang_ninh: Place, path: str) -> None:
    """Paths outside the layout, tiles past the end, and blobs not held all read alike."""
    quang_ninh.write(2)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    headers = sign(hai_phong, quang_ninh, "GET", path)
    assert code(ask(quang_ninh, "GET", path, headers=headers)) == (404, "not-here")


def test_a_wrong_method_is_400(quang_ninh: Place) -> None:
    """A path answers to its own method only."""
    assert code(ask(quang_ninh, "POST", "/heads", b"{}")) == (400, "request-malformed")


def test_the_introduction_is_open(quang_ninh: Place) -> None:
    """Anybody may read node.json; comparing its fingerprint is for officers."""
    answer = ask(quang_ninh, "GET", "/node.json")
    assert (answer.status, answer.media_type) == (200, "application/json")


def test_the_witnessed_head_can_be_monitored(hai_phong: Place, quang_ninh: Place) -> None:
    """The monitoring path shows the log's signature and the witness's own under it."""
    import hashlib

    quang_ninh.write()
    submit_checkpoints(quang_ninh.node, quang_ninh.contact(hai_phong), quang_ninh.source(hai_phong))
    answer = ask(hai_phong, "GET", f"/witness/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint")
    log = Verifier(ORIGIN, hai_phong.contact(quang_ninh).log_key)
    (witness,) = quang_ninh.contact(hai_phong).witness_verifiers()
    assert len(open_note(answer.body, [log, witness]).signatures) == 2


def post_parts(here: Place, there: Place, body: bytes) -> Answer:
    return ask(there, "POST", "/parts", body, sign(here, there, "POST", "/parts", body))


def request(transaction: str = "a" * 26, ranges: tuple[tuple[int, int], ...] = ((0, 2),)) -> PartsRequest:
    return PartsRequest(ORIGIN, ("shared",), ranges, transaction)


def test_a_transaction_names_one_request(hai_phong: Place, quang_ninh: Place) -> None:
    """The same request under its id is answered again; another one under it is refused; the ledger has one line."""
    quang_ninh.write(3)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    first = post_parts(hai_phong, quang_ninh, format_parts_request(request()))
    again = post_parts(hai_phong, quang_ninh, format_parts_request(request()))
    assert (first.status, again.body) == (200, first.body)
    other = post_parts(hai_phong, quang_ninh, format_parts_request(request(ranges=((0, 3),))))
    assert code(other) == (409, "transaction-reused")
    with quang_ninh.node.store.reading() as reader:
        assert [row.id for row in reader.transfers("hai-phong")].count("a" * 26) == 1


def test_parts_without_a_grant_are_403_and_leave_no_line(hai_phong: Place, quang_ninh: Place) -> None:
    """A refused request is not a transfer."""
    quang_ninh.write(3)
    assert code(post_parts(hai_phong, quang_ninh, format_parts_request(request()))) == (403, "grant-missing")
    with quang_ninh.node.store.reading() as reader:
        assert reader.transfers("hai-phong") == []


def test_parts_beyond_the_log_are_400(hai_phong: Place, quang_ninh: Place) -> None:
    """An index at or above the newest signed size is not asked for by an honest reader."""
    quang_ninh.write(1)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    answer = post_parts(hai_phong, quang_ninh, format_parts_request(request(ranges=((0, 3),))))
    assert code(answer) == (400, "request-malformed")


def test_a_body_over_a_mebibyte_is_400(hai_phong: Place, quang_ninh: Place) -> None:
    """Nothing longer is read into a request."""
    assert code(post_parts(hai_phong, quang_ninh, bytes(1024 * 1024 + 1))) == (400, "request-malformed")


GOOD = '{"log":"quang-ninh/limitation","parts":["shared"],"ranges":[[0,2]],"transaction":"aaaaaaaaaaaaaaaaaaaaaaaaaa"}'


def test_a_good_parts_request_is_read() -> None:
    """The request's bytes are its values."""
    assert parse_parts_request(GOOD.encode()) == request()
    assert format_parts_request(request()) == GOOD.encode()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("{", " {", "canonical JSON"),
        ('"log":"quang-ninh/limitation",', "", "names"),
        ('"log":"quang-ninh/limitation"', '"log":1', "log"),
        ('["shared"]', "[]", "parts"),
        ('["shared"]', '["shared","shared"]', "parts"),
        ('["shared"]', '["source","shared"]', "parts"),
        ('["shared"]', '["Shared"]', "parts"),
        ('["shared"]', '"shared"', "parts"),
        ("[[0,2]]", "[]", "ranges"),
        ("[[0,2]]", "[[2,0]]", "ranges"),
        ("[[0,2]]", "[[0,2],[2,3]]", "ranges"),
        ("[[0,2]]", "[[0,true]]", "ranges"),
        ("[[0,2]]", "[[-1,2]]", "ranges"),
        ("[[0,2]]", "[[0,65537]]", "ranges"),
        ("[[0,2]]", "[[0,2,3]]", "ranges"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaa", "AAAAAAAAAAAAAAAAAAAAAAAAAA", "transaction"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaa", "transaction"),
    ],
)
def test_a_parts_request_has_one_spelling(old: str, new: str, rule: str) -> None:
    """Each rule of the request is refused by its name."""
    from lienvung.node.exchange.errors import RequestMalformed

    with pytest.raises(RequestMalformed) as refusal:
        parse_parts_request(GOOD.replace(old, new, 1).encode())
    assert refusal.value.rule == rule
