"""A head comes before its values: nothing computed in between is kept, and pages say so."""

import secrets

from tests.node.exchange.two_places import Place, grant

from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.office.node_access import now
from lienvung.web.selectors.freshness import read_freshness
from lienvung.web.snapshot import snapshot

PROMISE = {
    "text": "Hoàn thành cầu",
    "programmes": ["ha-noi-" + "a" * 16],
    "deadline-kind": "dated",
    "deadline": "2026-12-01",
    "owed-by": ["quang-ninh"],
    "nature": "illustrative",
}


def test_a_page_between_head_and_values_is_not_kept(partner: tuple[Place, Place]) -> None:
    """Who looks while values are on their way is told so, and reads the new figures once they are here."""
    here, there = partner
    here.agree(there, grant("quang-ninh", "hai-phong", "commitment", ("shared",)))
    key = new_key("quang-ninh", format_token(secrets.token_bytes(TOKEN_BYTES)))
    there.change("put", "commitment", key, PROMISE)
    here.pull(there)
    there.change("put", "commitment", key, {**PROMISE, "deadline": "2025-01-01"})
    between: list[tuple[str, bool, bool]] = []

    def look(request, response):
        if request.path.endswith("/parts") and b"/commitment" in request.body:
            between.append(shown(key))
        return response

    there.tamper = look
    here.pull(there)
    assert between == [("2026-12-01", True, True)]
    assert shown(key) == ("2025-01-01", False, False)


def shown(key: str) -> tuple[str, bool, bool]:
    """Return the deadline behind the figures, and whether the copy and the facts read as still being received."""
    with snapshot() as seen:
        (copy,) = read_freshness(seen.reader, seen.houses, now())
        facts = seen.portfolio.facts
        return seen.portfolio.tracked[key].commitment.deadline.value, copy.receiving, bool(facts.receiving)
