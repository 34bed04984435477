"""A partner that signs entries where they may not stand: its log stops here, with the rule named."""

import pytest
from forging import Said, forge, new_batch
from two_places import SAMPLE, Place, grant

from lienvung.core.register.key import new_key
from lienvung.node.exchange.errors import EntriesInvalid
from lienvung.node.fsck import fsck
from lienvung.node.keys import public_bytes

KEYS = [new_key("quang-ninh", letter * 16) for letter in "abcd"]
VALUES = SAMPLE["limitation"]
ONE, TWO = new_batch(), new_batch()


def define(place: Place, register: str = "limitation", batch: str = "") -> Said:
    definition = place.node.catalogue[register]
    return Said("define", "limitation", {"definition": definition.document}, batch, definition)


def put(number: int, batch: str = "", **other) -> Said:
    return Said("put", KEYS[number], VALUES, batch, **other)


def wrong_logs(place: Place) -> dict[str, tuple[int, list[Said]]]:
    """Return, by the rule it breaks, a log and the index where it does."""
    foreign = place.node.catalogue["acceptance"]
    answer = Said("put", KEYS[1], {"of": "0" * 64, "decision": "accept", "to": ["x"]}, definition=foreign)
    return {
        "E13-first": (0, [put(0)]),
        "E14-definition-known": (2, [define(place), put(0), answer]),
        "B2-together": (3, [define(place, batch=ONE), put(0, ONE), put(1, TWO), put(2, ONE)]),
    }


@pytest.mark.parametrize("rule", ["E13-first", "E14-definition-known", "B2-together"])
def test_an_entry_that_may_not_stand_there_stops_its_log(hai_phong: Place, quang_ninh: Place, rule: str) -> None:
    """Nothing of such a log is kept, other logs go on, and fsck of its owner points at the entry."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    index, said = wrong_logs(quang_ninh)[rule]
    forge(quang_ninh, "limitation", *said)
    (trouble,) = hai_phong.pull(quang_ninh).troubles
    assert isinstance(trouble, EntriesInvalid)
    assert trouble.rule == rule
    with hai_phong.node.store.reading() as reader:
        log = reader.log("quang-ninh/limitation")
        assert log is None or (log.size, log.pending.size) == (0, 0)
    keys = {place.name: public_bytes(place.node.keys.log) for place in (hai_phong, quang_ninh) if place.node.keys}
    found = fsck(quang_ninh.node.store, keys).findings
    assert [(each.origin, each.index, each.detail) for each in found] == [("quang-ninh/limitation", index, rule)]


def test_a_batch_does_not_go_on_after_a_checkpoint(hai_phong: Place, quang_ninh: Place) -> None:
    """What was shown as whole cannot grow: the pull that brings more of the same batch stops the log there."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    forge(quang_ninh, "limitation", define(quang_ninh, batch=ONE), put(0, ONE))
    assert hai_phong.pull(quang_ninh).troubles == ()
    forge(quang_ninh, "limitation", put(1, ONE))
    (trouble,) = hai_phong.pull(quang_ninh).troubles
    assert isinstance(trouble, EntriesInvalid)
    assert trouble.rule == "B2-together"


def test_a_definition_of_another_register_is_refused(hai_phong: Place, quang_ninh: Place) -> None:
    """A log cannot make its records mean what another register says: they are kept and shown as invalid."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    foreign = quang_ninh.node.catalogue["escalation"]
    forge(quang_ninh, "limitation", define(quang_ninh, "escalation"), put(0, definition=foreign))
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        record = reader.record("limitation", KEYS[0])
        refused = [(row.index, row.code) for row in reader.refused("quang-ninh/limitation")]
    assert record is not None
    assert record.state == "invalid"
    assert refused == [(0, "arguments-invalid"), (1, "definition-unknown")]
