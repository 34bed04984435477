"""What records say about each other: links lead somewhere, and some values only one record has."""

import pytest
from one_node import CATALOGUE, act, fresh_key, make_node, put, words
from tests.postgres_server import open_kind

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.item import split_fields
from lienvung.core.register.part import seal_item
from lienvung.node.append import append
from lienvung.node.change import Change
from lienvung.node.errors import LinkTargetUnknown, LinkToItself, ValueTaken
from lienvung.node.rebuild import canonical_dump, rebuild
from lienvung.node.stores.rows import PartRow, RecordRow

BOAT = parse_definition(
    {
        "register": "boat",
        "version": 1,
        "title": words("Tàu"),
        "title-field": "name",
        "parts": {"shared": {}},
        "fields": [
            {"name": "name", "label": words("Tên"), "datatype": "string"},
            {"name": "number", "label": words("Số"), "datatype": "string", "unique": True},
            {"name": "order", "label": words("Thứ tự"), "datatype": "integer", "unique": True},
            {"name": "sisters", "label": words("Cùng đội"), "datatype": "link", "to": "boat", "many": True},
            {"name": "agency", "label": words("Cơ quan"), "datatype": "link", "to": "organisation"},
            {"name": "since", "label": words("Từ"), "datatype": "date"},
            {"name": "until", "label": words("Đến"), "datatype": "date"},
            {"name": "season", "label": words("Mùa"), "datatype": "period"},
        ],
        "unique": [
            {"fields": ["name", "agency"]},
            {"fields": ["name"], "over": ["since", "until"]},
            {"fields": ["agency"], "over": ["season"]},
        ],
    }
)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def node(request, tmp_path):
    store = open_kind(request.param, request, tmp_path)
    yield make_node(store, catalogue={**CATALOGUE, "boat": BOAT})
    store.close()


def boat(key=None, **values):
    return Change("put", "boat", key or fresh_key(), split_fields(BOAT, values))


def send(node, *changes):
    append(node, changes, idempotency_key=fresh_key())
    return changes[0].key


def test_a_value_that_one_record_has_is_refused_to_another(node):
    """The refusal names the field, the value and the record that has it; nothing is written."""
    first = send(node, boat(number="QN-1234"))
    with pytest.raises(ValueTaken) as refusal:
        send(node, boat(name="khác"), boat(number="QN-1234"))
    assert (refusal.value.field, refusal.value.value, refusal.value.other) == ("number", "QN-1234", first)
    with node.store.reading() as reader:
        assert reader.log("hai-phong/boat").size == 2
    send(node, boat(number="qn-1234"), boat(order=1234), boat())


def test_numbers_are_unique_as_numbers(node):
    """An integer is found by its value, nought too."""
    send(node, boat(order=0))
    with pytest.raises(ValueTaken):
        send(node, boat(order=0))


def test_a_record_keeps_its_own_value(node):
    """Writing a record again under the same value is no repetition."""
    key = send(node, boat(number="QN-1234"))
    send(node, boat(key, number="QN-1234", name="Bến Nghiêng"))


def test_two_of_one_batch_may_not_share_a_value(node):
    """Rows of one table are judged against each other, though none of them stands yet."""
    with pytest.raises(ValueTaken):
        send(node, boat(number="QN-1"), boat(number="QN-2"), boat(number="QN-1"))


def test_records_may_exchange_their_values_in_one_batch(node):
    """What counts is how the batch leaves the records."""
    one, two = send(node, boat(number="QN-1")), send(node, boat(number="QN-2"))
    send(node, boat(one, number="QN-2"), boat(two, number="QN-1"))
    with pytest.raises(ValueTaken):
        send(node, boat(one, number="QN-1"))


def test_two_values_together_are_taken_once(node):
    """Each value may be there often, both of them once; a record that lacks one of them breaks nothing."""
    agency = send(node, put("organisation", name="Sở Du lịch"))
    first = send(node, boat(name="Một", agency=agency))
    send(node, boat(name="Hai", agency=agency), boat(name="Một"), boat(name="Một"), boat(agency=agency))
    with pytest.raises(ValueTaken) as refusal:
        send(node, boat(name="Một", agency=agency))
    assert (refusal.value.field, refusal.value.value, refusal.value.other) == ("name, agency", f"Một, {agency}", first)
    send(node, act("retire", "boat", first, reason="bán"), boat(name="Một", agency=agency))


FREE = [
    ("2026-02-01", "2026-02-28"),  # between the two that stand
    ("2026-04-01", None),
    (None, "2025-12-31"),
    (None, None),
    ("--10-18", "2026-01-15"),  # of an unknown year
    ("2026-01", "2026-02-15"),  # begins on some day of January: perhaps on none that is taken
]
TAKEN = [
    ("2026-01-20", "2026-02-28"),  # the last day is taken too
    ("2026-01-01", None),
    (None, "2026-01-01"),
    ("2026-03-10", "2026-03-10"),
    ("2025", "2027"),
]


def test_times_of_one_thing_do_not_overlap(node):
    """Both ends count; an open end reaches for ever; a vague date is given the benefit of the doubt."""
    send(node, boat(name="Một", since="2026-01-01", until="2026-01-20"))
    send(node, boat(name="Một", since="2026-03-01", until="2026-03-31"))
    for since, until in TAKEN:
        with pytest.raises(ValueTaken):
            send(node, boat(name="Một", since=since, until=until))
        send(node, boat(name=f"{since}/{until}", since=since, until=until))
    for since, until in FREE:
        key = send(node, boat(name="Một", since=since, until=until))
        send(node, act("retire", "boat", key, reason="thử"))


def test_a_period_is_a_time_too(node):
    """One field can say both ends; a date says all days that it covers."""
    agency = send(node, put("organisation", name="Sở Du lịch"))
    send(node, boat(agency=agency, season="2026-03-01/2026-09-30"))
    with pytest.raises(ValueTaken):
        send(node, boat(agency=agency, season="2026-09-30/.."))
    send(node, boat(agency=agency, season="2026-10-01/.."))


def test_times_of_one_batch_are_judged_against_each_other(node):
    """Rows may lie side by side and may move together; two of them that overlap are refused."""
    days = [("2026-01-01", "2026-01-10"), ("2026-01-21", None), ("2026-01-11", "2026-01-20")]
    keys = [boat(name="Một", since=since, until=until) for since, until in days]
    send(node, *keys)
    send(node, boat(keys[0].key, name="Một", since="2026-01-01", until="2026-01-15"),
         boat(keys[2].key, name="Một", since="2026-01-16", until="2026-01-20"))  # fmt: skip
    with pytest.raises(ValueTaken):
        send(node, boat(name="Hai", since="2026", until="2027"), boat(name="Hai", since="2026-12-31", until="2027"),
             boat(name="Hai", since="2027-01-01", until="2027-01-01"))  # fmt: skip


def test_what_a_partner_repeated_does_not_stop_our_own_record(node):
    """A record that has its value already is written again under it; a value that is new to it is refused."""
    ours, other = send(node, boat(number="QN-1")), send(node, boat(number="QN-2"))
    with node.store.writing() as writer:
        repeat(writer, "quang-ninh", number="QN-1")
    send(node, boat(ours, number="QN-1", name="đổi tên"))
    for change in (boat(other, number="QN-1"), boat(number="QN-1")):
        with pytest.raises(ValueTaken):
            send(node, change)
    send(node, act("retire", "boat", ours, reason="bán"))
    with pytest.raises(ValueTaken):
        send(node, act("restore", "boat", ours, reason="nhầm"))


def test_what_follows_a_restoration_in_its_batch_is_what_counts(node):
    """A record comes back with another value, or goes again: the one that it had before stays free for who has it."""
    ours, other = send(node, boat(number="QN-1")), send(node, boat(number="QN-2"))
    send(node, act("retire", "boat", ours, reason="bán"), boat(number="QN-1"))
    back = act("restore", "boat", ours, reason="mua lại")
    with pytest.raises(ValueTaken):
        send(node, back, boat(ours, number="QN-2"))
    send(node, back, act("retire", "boat", ours, reason="bán"))
    send(node, back, boat(ours, number="QN-3"))
    with node.store.reading() as reader:
        assert [reader.record("boat", key).values["number"] for key in (ours, other)] == ["QN-3", "QN-2"]


def repeat(writer, steward, **values):
    """Hold a partner's boat of these values, as a pull would leave it."""
    origin, key, batch = f"{steward}/boat", fresh_key(steward), "b" * 16
    sealed = seal_item(BOAT, {"shared": values}, lambda: bytes(16))
    entry = Entry(
        "boat", key, "put", "2026-11-22T00:00:00Z", BOAT.hash, batch, {each.name: each.digest for each in sealed}
    )
    writer.create_log(origin)
    writer.add_entries(origin, 0, [format_entry(entry)])
    writer.add_parts(origin, [PartRow(0, each.name, "held", each.salt, each.body) for each in sealed])
    writer.commit_head(origin, 1, b"head")
    writer.put_records(BOAT, [RecordRow(key, origin, 0, 0, "put", "live", entry.time, batch, BOAT.hash, values)])


def test_a_retired_record_frees_its_value_and_may_not_come_back_over_another(node):
    """Retiring, and merging, free the value; restoring asks again whether it is free."""
    first = send(node, boat(number="QN-1"))
    send(node, act("retire", "boat", first, reason="bán"), boat(number="QN-1"))
    with pytest.raises(ValueTaken):
        send(node, act("restore", "boat", first, reason="nhầm"))


def test_a_merge_settles_a_repetition(node):
    """A duplicate is merged into the record that keeps the value."""
    keep, gone = send(node, boat(number="QN-1")), send(node, boat(number="QN-2"))
    send(node, boat(keep, number="QN-2"), act("merge", "boat", gone, into=keep, reason="trùng"))


def test_a_link_to_a_record_of_ours_must_lead_somewhere(node):
    """A key under our own name that nothing here has is a slip of the pen."""
    missing = fresh_key()
    with pytest.raises(LinkTargetUnknown) as refusal:
        send(node, boat(agency=missing))
    assert (refusal.value.field, refusal.value.to, refusal.value.target) == ("agency", "organisation", missing)


def test_a_key_of_another_register_is_no_target(node):
    """A boat is not an organisation, though its key exists."""
    key = send(node, boat())
    with pytest.raises(LinkTargetUnknown):
        send(node, boat(agency=key))


def test_a_key_that_nobody_could_have_given_is_no_target(node):
    """A target that names no node can never arrive."""
    with pytest.raises(LinkTargetUnknown):
        send(node, boat(agency="22"))


def test_a_link_to_a_partner_may_be_younger_than_our_copy(node):
    """A partner's record that we do not hold yet may be linked to."""
    target = fresh_key("quang-ninh")
    key = send(node, boat(agency=target))
    with node.store.reading() as reader:
        assert [link.key for link in reader.links_to(target)] == [key]


def test_records_of_one_batch_may_link_to_each_other(node):
    """A batch may bring what it links to, in any order, in any register; and a ring of links is read to its end."""
    one, two = fresh_key(), fresh_key()
    agency = Change("put", "organisation", fresh_key(), agency_item())
    send(node, boat(one, sisters=[two], agency=agency.key), boat(two, sisters=[one]), agency)
    with node.store.reading() as reader:
        assert [link.key for link in reader.links_to(one)] == [two]
        assert [link.key for link in reader.links_to(two)] == [one]
        assert [link.key for link in reader.links_to(agency.key)] == [one]


def agency_item():
    values = {"name": "Sở Xây dựng", "kind": "department", "side": "hai-phong", "nature": "illustrative"}
    definition = CATALOGUE["organisation"]
    return split_fields(definition, {name: value for name, value in values.items() if name in definition.fields})


def test_no_record_links_to_itself(node):
    """A record is not its own sister."""
    key = fresh_key()
    with pytest.raises(LinkToItself):
        send(node, boat(key, sisters=[key]))


def test_a_ring_across_two_appends_is_kept(node):
    """A ring that two writings close breaks nothing: tables are the same when they are made again."""
    one = send(node, boat())
    two = send(node, boat(sisters=[one]))
    send(node, boat(one, sisters=[two]))
    with node.store.reading() as reader:
        before = canonical_dump(reader)
    rebuild(node.store, node.catalogue)
    with node.store.reading() as reader:
        assert canonical_dump(reader) == before
