"""How fresh each partner's copy is, and what keeps it from being fresher."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from lienvung.node.exchange.cursor import logs_receiving
from lienvung.node.standing import standing_of
from lienvung.node.stores.port import PeerState, Reader
from lienvung.web.selectors.houses import Houses
from lienvung.web.selectors.values import say
from lienvung.wording.errors import explain_code
from lienvung.wording.sentence import Wording


@dataclass(frozen=True, slots=True)
class Freshness:
    """One partner: `state` is "fresh", "stale", "alarm" or "never"; `seen` is when its copy was last made.

    `receiving` while heads are here whose values are not: what pages show of it is older than its heads.
    """

    name: str
    title: str
    short: str
    state: str
    seen: str
    tried: str
    trouble: Wording | None
    verified: bool
    receiving: bool


def read_freshness(reader: Reader, houses: Houses, now: datetime) -> list[Freshness]:
    """Return every contact with the age of its copy."""
    receiving = {origin.partition("/")[0] for origin in logs_receiving(reader)}
    return [show_freshness(reader, peer, houses, now, receiving=peer.name in receiving) for peer in reader.peers()]


def show_freshness(reader: Reader, peer: PeerState, houses: Houses, now: datetime, *, receiving: bool) -> Freshness:
    """Return one contact with the age of its copy."""
    return Freshness(
        name=peer.name,
        title=houses[peer.name].title,
        short=houses[peer.name].short,
        state=standing_of(peer.reached_at, now),
        seen=peer.reached_at or "",
        tried=peer.tried_at or "",
        trouble=trouble_words(reader, peer, houses) if peer.trouble else None,
        verified=bool(peer.reached_at),
        receiving=receiving,
    )


def trouble_words(reader: Reader, peer: PeerState, houses: Houses) -> Wording:
    """Return the trouble of the last attempt in words, naming locality and register as people call them."""
    facts = {**peer.facts.get("trouble", {}), "partner": houses[peer.name].title}
    if origin := str(facts.get("origin", "")):
        facts["origin"] = _register_title(reader, origin.partition("/")[2])
    return explain_code(peer.trouble or "", facts, gettext)


def _register_title(reader: Reader, register: str) -> str:
    definition = reader.definition(register)
    return f"“{say(definition.title)}”" if definition else register
