"""What happens to a record happens to every copy of it; what is allowed no more stops at the next request."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from test_erasure import DATA, PASSPORT, SCAN
from three_places import exchange, let_read, open_three
from two_places import ATTRIBUTION, SAMPLE, Place, grant

from lienvung.core.register.key import new_key
from lienvung.node.agreements import revoke_agreement
from lienvung.node.append import Change, append
from lienvung.node.exchange import values
from lienvung.node.exchange.errors import PartnerRefused
from lienvung.node.exchange.parts_framing import State, format_blocks, parse_blocks
from lienvung.node.exchange.parts_request import PartsRequest, format_parts_request
from lienvung.node.exchange.serve import Request, Response
from lienvung.node.known_keys import known_keys
from lienvung.node.verify import verify_heads

Three = tuple[Place, Place, Place]


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with open_three(tmp_path) as places:
        yield places


def parts_at(place: Place, origin: str) -> list[tuple[int, str, str]]:
    """Return the state of every part that a place knows of a log."""
    with place.node.store.reading() as reader:
        log = reader.log(origin)
        assert log is not None
        return [(row.index, row.name, row.state) for row in reader.parts(origin, 0, log.size)]


def test_retire_restore_and_merge_reach_every_copy(three: Three) -> None:
    """Each copy shows the record in the state that its steward gave it, after one round with the steward."""
    steward, *copies = three
    let_read(steward, *copies)
    gone, back, merged, stays = steward.write(4)
    for copy in copies:
        exchange(copy, steward)
    steward.change("retire", "limitation", gone, {"reason": "nhập nhầm"})
    steward.change("retire", "limitation", back, {"reason": "nhập nhầm"})
    steward.change("restore", "limitation", back, {"reason": "đúng ra là phải có"})
    steward.change("merge", "limitation", merged, {"into": stays, "reason": "trùng"})
    for copy in copies:
        exchange(copy, steward)
    for place in three:
        with place.node.store.reading() as reader:
            found = {key: reader.record("limitation", key) for key in (gone, back, merged, stays)}
        states = [record.state if record else None for record in found.values()]
        assert states == ["retired", "live", "merged", "live"]
        assert found[merged] is not None
        assert found[merged].into == stays


def test_an_erased_part_is_destroyed_on_every_copy(three: Three) -> None:
    """Values and salt of a personal part are gone from both copies after one round; proofs and other parts stay."""
    steward, *copies = three
    for place in three:
        place.node = replace(place.node, catalogue={**place.node.catalogue, "giay-to": PASSPORT})
    for copy in copies:
        copy.agree(steward, grant(steward.name, copy.name, "giay-to", ("personal", "shared")))
    key = new_key(steward.name, "a" * 16)
    item = {"shared": {"name": "A"}, "personal": {"scan": SCAN}}
    append(steward.node, [Change("put", "giay-to", key, item)], idempotency_key="1", blobs={SCAN: DATA})
    origin = f"{steward.name}/giay-to"
    for copy in copies:
        exchange(copy, steward)
        assert (1, "personal", "held") in parts_at(copy, origin)
    steward.change("erase", "giay-to", key, {"parts": ["personal"], "ground": "theo yêu cầu"})
    for copy in copies:
        exchange(copy, steward)
    for place in three:
        assert {(1, "personal", "erased"), (1, "shared", "held")} <= set(parts_at(place, origin))
        with place.node.store.reading() as reader:
            row, blob = reader.part(origin, 1, "personal"), reader.blob(SCAN)
            heads = verify_heads(reader, known_keys(reader).log, known_keys(reader).witness)
        assert row is not None
        assert (row.salt, row.body, blob) == (b"", b"", None)
        assert [head.origin for head in heads if head.fault and not head.origin.startswith(place.name)] == []


def test_a_revocation_bites_between_two_requests_of_one_pull(three: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    """Revoked after the first page of values: the next request is refused, and not one value leaves after it."""
    monkeypatch.setattr(values, "BATCH", 2)
    steward, copy, _ = three
    of = copy.agree(steward, grant(steward.name, copy.name))
    steward.write(8)
    left: list[tuple[int, int]] = []

    def revoke_after_the_first(request: Request, response: Response) -> Response:
        if request.path.endswith("/parts") and b'hai-phong/limitation"' in request.body:
            held = 0
            if response.status == 200:
                held = sum(each.state is State.HELD for each in parse_blocks(response.body))
            left.append((response.status, held))
            if len(left) == 1:
                revoke_agreement(steward.node, of, "dừng", attribution=ATTRIBUTION, idempotency_key="revoked")
        return response

    steward.tamper = revoke_after_the_first
    with pytest.raises(PartnerRefused) as refusal:
        copy.pull(steward)
    assert (refusal.value.status, refusal.value.problem) == (403, "grant-missing")
    assert left[0][0] == 200
    assert left[0][1] > 0
    # One more request may be under way already; it was decided after the revocation and is refused like the next.
    assert set(left[1:]) == {(403, 0)}
    steward.tamper = None
    with copy.node.store.reading() as reader:
        held = reader.count("limitation")
    copy.pull(steward)
    with copy.node.store.reading() as reader:
        assert 0 < reader.count("limitation") == held < 8


def test_a_revocation_bites_on_the_very_next_request(three: Three) -> None:
    """A part asked for by hand, right after the revocation: refused, whatever the caller still believes."""
    steward, copy, _ = three
    of = copy.agree(steward, grant(steward.name, copy.name))
    steward.write(2)
    copy.pull(steward)
    request = PartsRequest("hai-phong/limitation", ("shared",), ((1, 3),), "a" * 26)
    assert copy.source(steward).parts(format_parts_request(request))
    revoke_agreement(steward.node, of, "dừng", attribution=ATTRIBUTION, idempotency_key="revoked")
    with pytest.raises(PartnerRefused) as refusal:
        copy.source(steward).parts(format_parts_request(replace(request, transaction="b" * 26)))
    assert refusal.value.status == 403


def test_a_value_that_stays_wrong_adds_no_line_without_end(three: Three) -> None:
    """A partner that never sends the right value is asked thrice, then more and more seldom: the ledgers stay small."""
    steward, copy, _ = three
    copy.agree(steward, grant(steward.name, copy.name))
    steward.write(3)

    def spoil(request: Request, response: Response) -> Response:
        if not request.path.endswith("/parts") or b"limitation" not in request.body:
            return response
        records = [replace(each, body=each.body.replace(b"ch", b"kh")) for each in parse_blocks(response.body)]
        return replace(response, body=b"".join(format_blocks(records)))

    steward.tamper = spoil
    for _ in range(100):
        copy.pull(steward)
    for place in (steward, copy):
        with place.node.store.reading() as reader:
            rows = [row for row in reader.transfers() if row.origin == "hai-phong/limitation"]
        assert len(rows) <= 6
    steward.tamper = None
    copy.clock.at = steward.clock.at = steward.clock.at.replace(day=24)
    copy.pull(steward)
    with copy.node.store.reading() as reader:
        assert reader.count("limitation") == 3


def test_a_spoiled_part_spoils_only_itself(three: Three) -> None:
    """One wrong value among many: its record is not shown, all others are, and the log goes on."""
    steward, copy, _ = three
    copy.agree(steward, grant(steward.name, copy.name))
    keys = steward.write(5)
    steward.change("put", "limitation", keys[0], {**SAMPLE["limitation"], "text": "Riêng"})

    def spoil(request: Request, response: Response) -> Response:
        if not request.path.endswith("/parts"):
            return response
        swap = "Riêng".encode(), b"Chung"
        records = [replace(each, body=each.body.replace(*swap)) for each in parse_blocks(response.body)]
        return replace(response, body=b"".join(format_blocks(records)))

    steward.tamper = spoil
    copy.pull(steward)
    invalid = [row for row in parts_at(copy, "hai-phong/limitation") if row[2] == "invalid"]
    assert invalid == [(6, "shared", "invalid")]
    with copy.node.store.reading() as reader:
        assert reader.count("limitation") == 4
