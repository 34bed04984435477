"""Two nodes, real HTTP, real SQLite: what arrives, and what does not leave."""

import hashlib
import secrets
from datetime import date

import pytest
from two_places import ATTRIBUTION, SAMPLE, Place, grant

from lienvung.core.agreement.terms import Filter, Party, Terms, format_terms, terms_hash
from lienvung.core.register.key import format_token, new_key
from lienvung.node.agreements import accept_agreement, agreements, propose_agreement, revoke_agreement
from lienvung.node.append import Change, append
from lienvung.node.contact import own_document
from lienvung.node.exchange.cursor import EVERYTHING, Cursor, moved
from lienvung.node.exchange.errors import PartnerRefused
from lienvung.node.stores.rows import Query

OTHER_PROGRAMME = "ha-noi-bbbbbbbbbbbbbbbb"


def texts(place: Place, register: str = "limitation") -> list[str]:
    """Return the texts of the live records that a place shows."""
    with place.node.store.reading() as reader:
        if reader.definition(register) is None:
            return []
        return sorted(record.values["text"] for record in reader.find(register, Query()).records)


def sizes(place: Place) -> dict[str, int]:
    """Return the committed size of every log held."""
    with place.node.store.reading() as reader:
        return {log.origin: log.size for log in reader.logs()}


def test_without_an_agreement_nothing_of_a_register_leaves(hai_phong: Place, quang_ninh: Place) -> None:
    """A contact sees that a log exists and how long it is; no entry and no value is sent."""
    quang_ninh.write(3)
    report = hai_phong.pull(quang_ninh)
    assert {log.origin: log.readable for log in report.logs}["quang-ninh/limitation"] is False
    assert texts(hai_phong) == []
    assert not [path for path in quang_ninh.asked if "limitation" in path]


def test_asking_for_tiles_without_a_grant_is_refused(hai_phong: Place, quang_ninh: Place) -> None:
    """Whoever asks anyway for entries or parts of a register gets 403."""
    quang_ninh.write(3)
    with pytest.raises(PartnerRefused) as refusal:
        hai_phong.source(quang_ninh).entry_bundle("limitation", 0, 4)
    assert (refusal.value.status, refusal.value.problem) == (403, "grant-missing")


def test_with_an_agreement_in_force_values_arrive(hai_phong: Place, quang_ninh: Place) -> None:
    """What the other side wrote before and after the agreement is shown here with the same words."""
    quang_ninh.write(text="trước")
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    quang_ninh.write(text="sau")
    hai_phong.pull(quang_ninh)
    assert texts(hai_phong) == texts(quang_ninh) == ["sau", "trước"]


def test_an_agreement_that_one_side_has_not_accepted_entitles_nobody(hai_phong: Place, quang_ninh: Place) -> None:
    """A proposal alone, although both sides hold it, lets nothing out."""
    quang_ninh.write()
    with hai_phong.node.store.reading() as reader:
        own = own_document(reader)
    assert own is not None
    parties = (Party("hai-phong", own.fingerprint), Party("quang-ninh", hai_phong.contact(quang_ninh).fingerprint))
    terms = Terms("Dự thảo", parties, "Căn cứ", (), None, (grant("quang-ninh", "hai-phong"),))
    propose_agreement(hai_phong.node, terms, attribution=ATTRIBUTION, idempotency_key="one")
    quang_ninh.pull(hai_phong)
    hai_phong.pull(quang_ninh)
    with quang_ninh.node.store.reading() as reader:
        assert [state.reason for state in agreements(reader, "quang-ninh", date(2026, 11, 22))] == ["waiting"]
    assert texts(hai_phong) == []


def test_terms_that_name_another_root_key_entitle_nobody(hai_phong: Place, quang_ninh: Place) -> None:
    """Terms whose party is not the contact that was compared are not in force, however many accept."""
    parties = (Party("hai-phong", "0" * 64), Party("quang-ninh", hai_phong.contact(quang_ninh).fingerprint))
    terms = Terms("Mạo danh", parties, "Căn cứ", (), None, (grant("quang-ninh", "hai-phong"),))
    propose_agreement(hai_phong.node, terms, attribution=ATTRIBUTION, idempotency_key="one")
    quang_ninh.pull(hai_phong)
    with quang_ninh.node.store.reading() as reader:
        (state,) = agreements(reader, "quang-ninh", date(2026, 11, 22))
    assert (state.in_force, state.reason) == (False, "other-root")


def test_the_same_pull_twice_brings_nothing_new(hai_phong: Place, quang_ninh: Place) -> None:
    """The second pull verifies the head and changes nothing."""
    quang_ninh.write(5)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    hai_phong.pull(quang_ninh)
    before = sizes(hai_phong)
    quang_ninh.asked.clear()
    report = hai_phong.pull(quang_ninh)
    assert (report.new, report.values, report.troubles) == (0, 0, ())
    assert sizes(hai_phong) == before
    assert quang_ninh.asked == ["/heads"]


def test_only_the_granted_parts_leave(hai_phong: Place, quang_ninh: Place) -> None:
    """A grant of `shared` brings the values, and neither who entered them nor from which passage."""
    (key,) = quang_ninh.write()
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("shared",)))
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        record = reader.record("limitation", key)
        held = {row.name for row in reader.parts("quang-ninh/limitation", 0, 9) if row.state == "held"}
    assert record is not None
    assert record.values["text"] == SAMPLE["limitation"]["text"]
    assert record.attribution == {}
    assert held == {"shared"}


def test_a_widened_grant_backfills(hai_phong: Place, quang_ninh: Place) -> None:
    """When a further agreement grants more parts, what was held back before is fetched for old entries too."""
    (key,) = quang_ninh.write()
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("shared",)))
    hai_phong.pull(quang_ninh)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("attribution", "shared")))
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        record = reader.record("limitation", key)
    assert record is not None
    assert record.attribution == ATTRIBUTION


def test_what_was_asked_for_too_early_comes_when_the_partner_has_read_the_acceptance(
    hai_phong: Place, quang_ninh: Place
) -> None:
    """We accept and ask before the partner knows: it withholds, and gives by itself once it has pulled from us."""
    (key,) = quang_ninh.write()
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("shared",)))
    hai_phong.pull(quang_ninh)
    wider = hai_phong.terms(quang_ninh, grant("quang-ninh", "hai-phong", parts=("attribution", "shared")))
    propose_agreement(quang_ninh.node, wider, attribution=ATTRIBUTION, idempotency_key="wider")
    hai_phong.pull(quang_ninh)
    accept_agreement(hai_phong.node, terms_hash(format_terms(wider)), attribution=ATTRIBUTION, idempotency_key="yes")
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        early = reader.record("limitation", key)
    assert early is not None
    assert early.parts["attribution"] == "withheld"
    quang_ninh.pull(hai_phong)
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        record = reader.record("limitation", key)
    assert record is not None
    assert record.attribution == ATTRIBUTION


def test_a_filter_lets_only_its_rows_out(hai_phong: Place, quang_ninh: Place) -> None:
    """Rows of another programme are known to exist, and read as withheld; a correction of theirs too."""
    inside, outside = quang_ninh.write(text="trong")[0], quang_ninh.write(text="ngoài", programmes=[OTHER_PROGRAMME])[0]
    rows = Filter("programmes", ("ha-noi-aaaaaaaaaaaaaaaa",))
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", rows=rows))
    quang_ninh.change("retire", "limitation", outside, {"reason": "nhập nhầm"})
    hai_phong.pull(quang_ninh)
    assert texts(hai_phong) == ["trong"]
    with hai_phong.node.store.reading() as reader:
        inside_record = reader.record("limitation", inside)
        states = {row.index: row.state for row in reader.parts("quang-ninh/limitation", 0, 9, ["shared"])}
    assert inside_record is not None
    assert states == {0: "held", 1: "held", 2: "withheld", 3: "withheld"}


def test_a_revocation_bites_at_once(hai_phong: Place, quang_ninh: Place) -> None:
    """After the grantor's revocation is committed nothing more leaves; what was held stays."""
    quang_ninh.write(text="trước")
    of = hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    hai_phong.pull(quang_ninh)
    revoke_agreement(quang_ninh.node, of, "hết mục đích", attribution=ATTRIBUTION, idempotency_key="revoke")
    quang_ninh.write(text="sau")
    report = hai_phong.pull(quang_ninh)
    assert {log.origin: log.readable for log in report.logs}["quang-ninh/limitation"] is False
    assert texts(hai_phong) == ["trước"]
    with pytest.raises(PartnerRefused):
        hai_phong.source(quang_ninh).pack("limitation", 0, 1)


def test_answers_addressed_to_others_do_not_leave(hai_phong: Place, quang_ninh: Place) -> None:
    """Of a system register a contact gets the entries, and only the values that are addressed to it."""
    key = new_key("quang-ninh", format_token(secrets.token_bytes(10)))
    shared = {"of": "0" * 64, "decision": "accept", "to": ["bac-ninh"]}
    quang_ninh.change("put", "acceptance", key, shared)
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        rows = {row.index: row.state for row in reader.parts("quang-ninh/acceptance", 0, 9, ["shared"])}
    assert rows == {0: "held", 1: "withheld"}


def test_corrections_and_retirements_arrive(hai_phong: Place, quang_ninh: Place) -> None:
    """The other side's later entries change the record here as they do there."""
    changed, retired = quang_ninh.write(2)
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    hai_phong.pull(quang_ninh)
    quang_ninh.change("put", "limitation", changed, SAMPLE["limitation"] | {"text": "đã sửa"})
    quang_ninh.change("retire", "limitation", retired, {"reason": "nhập hai lần"})
    hai_phong.pull(quang_ninh)
    assert texts(hai_phong) == texts(quang_ninh) == ["đã sửa"]


def test_a_batch_over_two_registers_arrives_whole(hai_phong: Place, quang_ninh: Place) -> None:
    """Entries of one confirmation are all shown after the same pull."""
    hai_phong.agree(
        quang_ninh, grant("quang-ninh", "hai-phong"), grant("quang-ninh", "hai-phong", register="escalation")
    )
    keys = [new_key("quang-ninh", format_token(secrets.token_bytes(10))) for _ in range(2)]
    receipt = append(
        quang_ninh.node,
        [
            Change("put", "limitation", keys[0], {"shared": SAMPLE["limitation"]}),
            Change("put", "escalation", keys[1], {"shared": SAMPLE["limitation"]}),
        ],
        idempotency_key="batch",
    )
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        here = {row.key for row in reader.changes("2026") if row.batch == receipt.batch and row.op == "put"}
    assert here == set(keys)


def test_files_that_held_parts_name_are_fetched(hai_phong: Place, quang_ninh: Place) -> None:
    """A source file comes with the part that cites it, byte for byte, and without that part it does not."""
    data = "Kế hoạch phối hợp".encode()
    digest = hashlib.sha256(data).hexdigest()
    key = new_key("quang-ninh", format_token(secrets.token_bytes(10)))
    item = {
        "shared": SAMPLE["limitation"],
        "source": {"file": digest, "page": 1, "rectangle": [0, 0, 9, 9], "exact": "x"},
    }
    append(
        quang_ninh.node, [Change("put", "limitation", key, item)], idempotency_key="one", blobs={digest: data}
    )  # fmt: skip
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("shared",)))
    assert hai_phong.source(quang_ninh).blob(digest) is None
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("source",)))
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        assert reader.blob(digest) == data


def test_both_sides_record_the_same_transactions(hai_phong: Place, quang_ninh: Place) -> None:
    """Each request for values stands in both ledgers under one id, with the grant it rests on."""
    quang_ninh.write()
    of = hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        asked = {row.id: row for row in reader.transfers("quang-ninh") if row.direction == "in"}
    with quang_ninh.node.store.reading() as reader:
        given = {row.id: row for row in reader.transfers("hai-phong") if row.direction == "out"}
    assert asked.keys() == given.keys()
    of_limitation = [row for row in given.values() if row.origin == "quang-ninh/limitation"]
    assert [row.agreements for row in of_limitation] == [(f"{of}#0",)]


def test_a_pull_cosigns_what_it_verified(hai_phong: Place, quang_ninh: Place) -> None:
    """After a pull this node's witness line stands under the partner's head."""
    hai_phong.pull(quang_ninh)
    with hai_phong.node.store.reading() as reader:
        log = reader.log("quang-ninh/node")
        assert log is not None
        lines = reader.cosignatures("quang-ninh/node", log.size)
    assert [row.witness for row in lines] == ["hai-phong/witness"]


def test_a_large_log_arrives_in_packs(hai_phong: Place, quang_ninh: Place) -> None:
    """Thousands of entries are tied to the signed root by hash tiles, and what is held equals what was written."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("shared",)))
    quang_ninh.write(6000)
    quang_ninh.asked.clear()
    report = hai_phong.pull(quang_ninh)
    assert report.new == 6001
    assert any("/tile/1/" in path for path in quang_ninh.asked)
    with hai_phong.node.store.reading() as here, quang_ninh.node.store.reading() as there:
        copy = here.log("quang-ninh/limitation")
        original = there.log("quang-ninh/limitation")
        assert copy is not None
        assert original is not None
        assert copy.frontier == original.frontier
        assert here.packed_bundles("quang-ninh/limitation", 0, 99) == there.packed_bundles(
            "quang-ninh/limitation", 0, 99
        )
        assert here.count("limitation") == 6000


@pytest.mark.parametrize("steps", [[1, 1, 1], [254, 3, 3], [255, 1, 256], [300, 2700, 5]])
def test_increments_across_tile_edges(hai_phong: Place, quang_ninh: Place, steps: list[int]) -> None:
    """However the other side's log grows between two pulls, the copies' roots are equal after each."""
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong", parts=("shared",)))
    for step in steps:
        quang_ninh.write(step)
        assert hai_phong.pull(quang_ninh).troubles == ()
        with hai_phong.node.store.reading() as here, quang_ninh.node.store.reading() as there:
            copy, original = here.log("quang-ninh/limitation"), there.log("quang-ninh/limitation")
            assert copy is not None
            assert original is not None
            assert (copy.size, copy.frontier) == (original.size, original.frontier)


def test_both_sides_hold_the_same_agreement(hai_phong: Place, quang_ninh: Place) -> None:
    """The agreement that was put in force is in force on both sides, under one hash."""
    of = hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    for place in (hai_phong, quang_ninh):
        with place.node.store.reading() as reader:
            states = agreements(reader, place.name, date(2026, 11, 22))
        assert [(state.hash, state.in_force) for state in states] == [(of, True)]


def test_a_file_that_is_not_given_is_not_asked_for_at_every_pull(hai_phong: Place, quang_ninh: Place) -> None:
    """A cited file that the steward does not hold is asked for again only when something new has come."""
    source = {"file": "0" * 64, "page": 1, "rectangle": [0, 0, 9, 9], "exact": "x"}
    key = new_key("quang-ninh", format_token(secrets.token_bytes(10)))
    item = {"shared": SAMPLE["limitation"], "source": source}
    append(quang_ninh.node, [Change("put", "limitation", key, item)], idempotency_key="one")
    hai_phong.agree(quang_ninh, grant("quang-ninh", "hai-phong"))
    hai_phong.pull(quang_ninh)
    path = "/blobs/" + "0" * 64
    for write, asked in ((False, 1), (False, 1), (True, 2)):
        if write:
            quang_ninh.write()
        hai_phong.pull(quang_ninh)
        assert quang_ninh.asked.count(path) == asked


def test_when_too_much_is_open_everything_is_looked_up_next_time() -> None:
    """The list of answers that may still change is bounded; beyond it the cursor asks for all that is not held."""
    assert moved(9000, "grant", range(4096)) == Cursor(9000, "grant", tuple(range(4096)))
    assert moved(9000, "grant", range(4097)) == Cursor(9000, EVERYTHING)
