"""Trying a connection: each step says what was seen, the first that fails ends it, and no value travels."""

from dataclasses import replace
from datetime import timedelta

import pytest
from two_places import Place, grant

from lienvung.node.contact import own_node_json
from lienvung.node.exchange.ledger import LedgerMalformed, compare_ledgers, format_ledger, parse_ledger
from lienvung.node.exchange.serve import Request, Response
from lienvung.node.exchange.trial import Step, try_contact


def tried(here: Place, there: Place) -> list[Step]:
    """Try the connection from one place to the other."""
    return try_contact(here.node, here.contact(there), allow_loopback=True)


def names(steps: list[Step]) -> list[str]:
    """Return the steps made, the failed one marked by its code."""
    return [f"{step.name}!{step.trouble.code}" if step.trouble else step.name for step in steps]


def test_a_good_connection_passes_every_step(hai_phong: Place, quang_ninh: Place) -> None:
    """Reached, known by its key, clocks together, heads read, a request without values answered, ledgers alike."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(2)
    steps = tried(hai_phong, quang_ninh)
    assert names(steps) == ["reach", "key", "clock", "heads", "parts", "ledger"]
    facts = {step.name: step.facts for step in steps}
    assert facts["heads"] == {"logs": 3, "readable": 3}
    assert facts["clock"]["seconds"] in (-1, 0)
    assert (facts["ledger"]["here"], facts["ledger"]["there"]) == (0, 0)


def test_nothing_is_held_after_a_trial_that_was_not_before(hai_phong: Place, quang_ninh: Place) -> None:
    """The part asked for is withheld; the tables of the node are as they were, and both sides wrote the line."""
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        before = [log.size for log in reader.logs()]
    steps = tried(hai_phong, quang_ninh)
    line = next(step.facts["transaction"] for step in steps if step.name == "parts")
    with hai_phong.node.store.reading() as reader, quang_ninh.node.store.reading() as there:
        assert [log.size for log in reader.logs()] == before
        assert line in {row.id for row in reader.transfers("quang-ninh")}
        assert line in {row.id for row in there.transfers("hai-phong")}


def test_a_partner_that_is_down_fails_the_first_step(hai_phong: Place, quang_ninh: Place) -> None:
    """Nothing further is tried."""
    quang_ninh.server.shutdown()
    quang_ninh.server.server_close()
    assert names(tried(hai_phong, quang_ninh)) == ["reach!partner-unreachable"]


def test_somebody_else_at_the_address_fails_the_second(hai_phong: Place, quang_ninh: Place) -> None:
    """Another node's document stops it before anything signed is sent."""
    own = list(hai_phong.asked)

    def other(request: Request, response: Response) -> Response:
        if not request.path.endswith("/node.json"):
            return response
        with hai_phong.node.store.reading() as reader:
            return replace(response, body=own_node_json(reader) or b"")

    quang_ninh.tamper = other
    assert names(tried(hai_phong, quang_ninh)) == ["reach", "key!fingerprint-mismatch"]
    assert hai_phong.asked == own


def test_clocks_that_are_apart_are_told(hai_phong: Place, quang_ninh: Place) -> None:
    """Our clock an hour wrong: said as such, before a signature is refused for it."""
    hai_phong.clock.at += timedelta(hours=1)
    steps = tried(hai_phong, quang_ninh)
    assert names(steps) == ["reach", "key", "clock!clocks-apart", "heads!partner-refused"]
    assert abs(steps[2].trouble.seconds + 3600) < 10


def test_a_partner_that_forgot_us_fails_at_the_heads(hai_phong: Place, quang_ninh: Place) -> None:
    """It answers anybody's node.json, and nobody's signed request."""
    quang_ninh.tamper = lambda request, response: (
        Response(401, "application/problem+json", b'{"code":"caller-unknown"}')
        if request.path.endswith("/heads")
        else response
    )
    assert names(tried(hai_phong, quang_ninh))[-1] == "heads!partner-refused"


def test_each_side_reads_only_the_lines_about_itself(hai_phong: Place, quang_ninh: Place) -> None:
    """The same ids on both sides, and nothing about a third."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(1)
    hai_phong.pull(quang_ninh)
    source = hai_phong.source(quang_ninh)
    theirs = parse_ledger(source.transfers(), "quang-ninh", "hai-phong")
    with hai_phong.node.store.reading() as reader:
        ours = reader.transfers("quang-ninh")
    assert {row.id for row in ours} == set(theirs)
    with quang_ninh.node.store.reading() as reader:
        assert parse_ledger(format_ledger(reader, "quang-ninh", "bac-ninh"), "quang-ninh", "bac-ninh") == ()


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"lines":[],"node":"x","partner":"b"}', b'{"lines":[{}],"node":"a","partner":"b"}']
)
def test_what_is_no_ledger_is_refused(data: bytes) -> None:
    """By the rule it breaks, whoever sent it."""
    with pytest.raises(LedgerMalformed):
        parse_ledger(data, "a", "b")


def test_lines_on_one_side_alone_are_counted(hai_phong: Place, quang_ninh: Place) -> None:
    """A line that only one side has is told as that side's."""
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        ours = reader.transfers("quang-ninh")
    found = compare_ledgers(ours, ["strange", *(row.id for row in ours[1:])])
    assert (found.both, found.only_here, found.only_there) == (len(ours) - 1, (ours[0].id,), ("strange",))
