"""How fresh a copy is: by what the partner states and signs, not by what somebody on the line shows again."""

from datetime import timedelta

import pytest
from two_places import ATTRIBUTION, Place, grant

from lienvung.core.agreement.terms import format_terms, terms_hash
from lienvung.core.register.entry import format_time
from lienvung.node.agreements import accept_agreement, propose_agreement
from lienvung.node.exchange.heads import format_heads, parse_heads
from lienvung.node.exchange.serve import Request, Response
from lienvung.node.standing import ALARM, STALE, PartnerStale, standing_of


@pytest.fixture
def agreed(hai_phong: Place, quang_ninh: Place) -> tuple[Place, Place]:
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(3)
    hai_phong.pull(quang_ninh)
    return hai_phong, quang_ninh


def peer(place: Place) -> tuple[str | None, str | None]:
    """Return as of when Quảng Ninh's copy is fresh, and what went wrong last."""
    with place.node.store.reading() as reader:
        found = reader.peer("quang-ninh")
    assert found is not None
    return found.reached_at, found.trouble


def standing(place: Place) -> str:
    reached, _ = peer(place)
    return standing_of(reached, place.clock.at)


def freeze(place: Place) -> None:
    """Let the line show the heads of now for ever; everything else it lets through."""
    kept: list[Response] = []

    def tamper(request: Request, response: Response) -> Response:
        if not request.path.endswith("/heads"):
            return response
        kept.append(response)
        return kept[0]

    place.tamper = tamper


def pass_time(places: tuple[Place, Place], step: timedelta) -> None:
    for place in places:
        place.clock.at += step


def test_a_frozen_log_is_stale_after_a_day_and_an_alarm_after_three(agreed: tuple[Place, Place]) -> None:
    """Whoever shows the same heads for ever keeps every pull going, and makes no copy fresh."""
    here, there = agreed
    freeze(there)
    here.pull(there)
    began = here.clock.at
    seen = []
    while here.clock.at - began < ALARM + timedelta(hours=1):
        pass_time(agreed, timedelta(hours=6))
        there.write()
        assert here.pull(there).new == 0
        seen.append((round((here.clock.at - began).total_seconds() / 3600), standing(here)))
    assert next(hours for hours, state in seen if state == "stale") == STALE.total_seconds() / 3600
    assert next(hours for hours, state in seen if state == "alarm") == ALARM.total_seconds() / 3600
    assert peer(here)[1] == "heads-old"
    there.tamper = None
    assert here.pull(there).new == len(seen)
    assert (standing(here), peer(here)[1]) == ("fresh", None)


def test_a_quiet_partner_is_fresh(agreed: tuple[Place, Place]) -> None:
    """A log to which nobody adds anything for a week stays fresh as long as its node answers for it."""
    here, there = agreed
    for _ in range(7):
        pass_time(agreed, timedelta(days=1))
        here.pull(there)
        assert (standing(here), peer(here)[1]) == ("fresh", None)


def test_heads_without_a_statement_make_nothing_fresh(agreed: tuple[Place, Place]) -> None:
    """Taking the statement away gains nothing: what comes is verified and kept, and the copy grows old."""
    here, there = agreed
    before, _ = peer(here)

    def strip(request: Request, response: Response) -> Response:
        if not request.path.endswith("/heads"):
            return response
        return Response(200, response.media_type, format_heads(*parse_heads(response.body)))

    there.tamper = strip
    there.write()
    pass_time(agreed, timedelta(hours=25))
    assert here.pull(there).new == 1
    assert (peer(here), standing(here)) == ((before, "heads-old"), "stale")


def test_clocks_a_few_minutes_apart_are_no_trouble(agreed: tuple[Place, Place]) -> None:
    """Within five minutes, either way, a statement is one of now."""
    here, there = agreed
    for skew in (timedelta(minutes=4), timedelta(minutes=-8)):
        there.clock.at += skew
        here.pull(there)
        assert peer(here)[1] is None
        assert peer(here)[0] == format_time(here.clock.at)


def test_freshness_begins_and_ends_at_the_hour() -> None:
    """Never seen, then fresh below 24 hours, stale from there, an alarm from 72."""
    from datetime import UTC, datetime

    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    said = format_time(at)
    assert standing_of(None, at) == "never"
    second = timedelta(seconds=1)
    ages = (timedelta(0), STALE - second, STALE, ALARM - second, ALARM)
    assert [standing_of(said, at + age) for age in ages] == ["fresh", "fresh", "stale", "stale", "alarm"]


def test_nothing_is_accepted_from_a_copy_older_than_72_hours(agreed: tuple[Place, Place]) -> None:
    """What the partner proposed can be read and refused, and be accepted again once the copy is fresh."""
    here, there = agreed
    terms = there.terms(here, grant("hai-phong", "quang-ninh"))
    propose_agreement(there.node, terms, attribution=ATTRIBUTION, idempotency_key="proposed")
    here.pull(there)
    of = terms_hash(format_terms(terms))
    pass_time(agreed, ALARM)
    with pytest.raises(PartnerStale) as refusal:
        accept_agreement(here.node, of, attribution=ATTRIBUTION, idempotency_key="accepted")
    assert refusal.value.partner == "quang-ninh"
    with here.node.store.reading() as reader:
        assert reader.count("limitation") == 3
    here.pull(there)
    receipt = accept_agreement(here.node, of, attribution=ATTRIBUTION, idempotency_key="accepted")
    pass_time(agreed, ALARM)
    assert accept_agreement(here.node, of, attribution=ATTRIBUTION, idempotency_key="accepted") == receipt
