"""Hand-over in the tables: which entries count, and the same tables whatever came first."""

import os
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from one_node import CATALOGUE, act, make_node, put, send

from lienvung.core.agreement.terms import Grant, Party, Terms, format_terms, terms_hash
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.handover import hand_over_hash
from lienvung.core.register.key import format_token, new_key
from lienvung.core.register.part import seal_item
from lienvung.node.append import Change
from lienvung.node.custody import root_at
from lienvung.node.node import Node
from lienvung.node.project import apply
from lienvung.node.rebuild import canonical_dump, rebuild
from lienvung.node.stores.memory import MemoryStore
from lienvung.node.stores.port import Store
from lienvung.node.stores.rows import PartRow
from lienvung.node.stores.sqlite import open_sqlite
from lienvung.node.void import keep_void

REGISTER = "limitation"
SO, HP, QN = "so-du-lich", "hai-phong", "quang-ninh"
ACT = "Quyết định 12/QĐ-UBND (minh họa)"


def write(node: Node, text: str, key: str | None = None) -> str:
    """Append a limitation and return its key."""
    key = key or new_key(node.name, format_token(os.urandom(10)))
    send(node, put(REGISTER, key, text=text, programmes=["ha-noi-aaaaaaaaaaaaaaaa"], nature="illustrative"))
    return key


def write_anyway(node: Node, text: str, key: str) -> int:
    """Write an entry as a node would whose programme obeys nobody; return its index."""
    origin, definition = f"{node.name}/{REGISTER}", CATALOGUE[REGISTER]
    item = {"shared": {"text": text, "programmes": ["ha-noi-aaaaaaaaaaaaaaaa"], "nature": "illustrative"}}
    sealed = seal_item(definition, item, lambda: os.urandom(16))
    digests = {part.name: part.digest for part in sealed}
    entry = Entry(REGISTER, key, "put", "2026-11-22T08:00:00Z", definition.hash, "a" * 16, digests)
    with node.store.writing() as writer:
        log = writer.log(origin)
        assert log is not None
        writer.add_entries(origin, log.size, [format_entry(entry)])
        writer.add_parts(origin, [PartRow(log.size, part.name, "held", part.salt, part.body) for part in sealed])
        writer.commit_head(origin, log.size + 1, b"head")
        apply(writer, origin, node.catalogue, log.size, log.size + 1)
    return log.size


def arguments(old: Node, new: str, *keys: str, **changed: Any) -> dict[str, Any]:
    """Return the arguments of a hand-over at the end of a node's log."""
    origin = f"{old.name}/{REGISTER}"
    with old.store.reading() as reader:
        log = reader.log(origin)
        size = log.size if log else 0
        root = root_at(reader, origin, size)
    assert root is not None
    said = {
        "old-log": origin,
        "cut-size": size,
        "cut-root": root.hex(),
        "scope": sorted(keys) or "all",
        "new-log": f"{new}/{REGISTER}",
        "act": ACT,
    }
    return {**said, **changed}


def say(node: Node, said: dict[str, Any]) -> None:
    send(node, act("hand-over", REGISTER, REGISTER, **said))


def accept(node: Node, of: str, decision: str = "accept") -> None:
    key = new_key(node.name, format_token(os.urandom(10)))
    send(node, Change("put", "acceptance", key, {"shared": {"of": of, "decision": decision, "to": [HP, QN]}}))


def carry(source: Store, origin: str, target: Store, stop: int | None = None) -> None:
    """Bring a copy of a log up to `stop`, values and all, as a pull would."""
    with source.reading() as reader:
        log = reader.log(origin)
        assert log is not None
        stop = log.size if stop is None else min(stop, log.size)
        leaves, parts = list(reader.entries(origin, 0, stop)), list(reader.parts(origin, 0, stop))
    with target.writing() as writer:
        writer.create_log(origin)
        held = writer.log(origin)
        assert held is not None
        if stop > held.size:
            writer.add_entries(origin, held.size, leaves[held.size :])
            writer.commit_head(origin, stop, b"head")
            writer.add_parts(origin, [row for row in parts if row.index >= held.size])
            apply(writer, origin, CATALOGUE, held.size, stop)


def record(store: Store, key: str) -> Any:
    with store.reading() as reader:
        return reader.record(REGISTER, key)


def refusals(store: Store) -> list[tuple[str, int, str]]:
    with store.reading() as reader:
        return [(row.origin, row.index, row.code) for row in reader.refused()]


def check_rebuild(store: Store) -> None:
    """The tables are those that a rebuild makes."""
    with store.reading() as reader:
        before = canonical_dump(reader)
    rebuild(store, CATALOGUE)
    with store.reading() as reader:
        assert canonical_dump(reader) == before


@pytest.fixture(params=["memory", "sqlite"])
def observer(request, tmp_path) -> Iterator[Store]:
    """A third node's store, which only receives."""
    opened: Store = MemoryStore() if request.param == "memory" else open_sqlite(tmp_path / "node.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def so() -> Node:
    return make_node(MemoryStore(), SO)


@pytest.fixture
def hp() -> Node:
    return make_node(MemoryStore(), HP)


def test_the_record_goes_on_in_the_new_log(so, hp, observer):
    """After the taking the record is the new steward's, with the old values; its next put goes on under the old key."""
    key = write(so, "một")
    said = arguments(so, HP)
    say(so, said)
    carry(so.store, f"{SO}/{REGISTER}", hp.store)
    assert record(hp.store, key).steward == SO
    say(hp, said)
    assert (record(hp.store, key).steward, record(hp.store, key).values["text"]) == (HP, "một")
    write(hp, "hai", key)
    for origin, node in ((f"{SO}/{REGISTER}", so), (f"{HP}/{REGISTER}", hp)):
        carry(node.store, origin, observer)
    found = record(observer, key)
    assert (found.steward, found.origin, found.values["text"]) == (HP, f"{HP}/{REGISTER}", "hai")
    check_rebuild(observer)


def test_an_entry_after_the_cut_is_void_and_shown_as_such(so, hp, observer):
    """What the old node writes later stays in its log, is refused by its own code, and changes nothing."""
    key = write(so, "một")
    said = arguments(so, HP)
    say(so, said)
    carry(so.store, f"{SO}/{REGISTER}", hp.store)
    say(hp, said)
    write(hp, "hai", key)
    late = write_anyway(so, "muộn", key)
    fresh = write_anyway(so, "mới", new_key(SO, "a" * 16))
    for origin, node in ((f"{HP}/{REGISTER}", hp), (f"{SO}/{REGISTER}", so)):
        carry(node.store, origin, observer)
    assert record(observer, key).values["text"] == "hai"
    assert record(observer, new_key(SO, "a" * 16)) is None
    assert refusals(observer) == [(f"{SO}/{REGISTER}", index, "handed-over") for index in (late, fresh)]
    with observer.reading() as reader:
        assert [(v.origin.split("/")[0], v.index) for v in reader.history(REGISTER, key)] == [(HP, 2), (SO, 1), (SO, 3)]
    check_rebuild(observer)


def test_the_new_steward_may_retire_what_it_never_put(so, hp, observer):
    """Another op than put finds the old log's values: the record keeps them and shows its new state."""
    key = write(so, "một")
    said = arguments(so, HP, key)
    say(so, said)
    carry(so.store, f"{SO}/{REGISTER}", hp.store)
    say(hp, said)
    send(hp, act("retire", REGISTER, key, reason="đã xong"))
    carry(hp.store, f"{HP}/{REGISTER}", observer)
    carry(so.store, f"{SO}/{REGISTER}", observer)
    found = record(observer, key)
    assert (found.state, found.values["text"], found.steward) == ("retired", "một", HP)
    check_rebuild(observer)


def test_before_it_is_taken_the_taker_has_no_say(so, hp, observer):
    """An entry that the new node wrote before it took is not its steward's, and counts on no node."""
    key = write(so, "một")
    write(hp, "của mình")
    early = write_anyway(hp, "sớm", key)
    said = arguments(so, HP)
    say(so, said)
    carry(so.store, f"{SO}/{REGISTER}", hp.store)
    say(hp, said)
    for node in (hp, so):
        carry(node.store, f"{node.name}/{REGISTER}", observer)
    assert record(observer, key).values["text"] == "một"
    assert refusals(observer) == [(f"{HP}/{REGISTER}", early, "not-steward")]
    check_rebuild(observer)


def test_a_hand_over_in_the_wrong_log_says_nothing(so, hp, observer):
    """Who is neither giver nor taker cannot speak for either; the entry is refused and moves no key."""
    key = write(so, "một")
    said = arguments(so, HP)
    say(so, said)
    stranger = make_node(MemoryStore(), QN)
    origin = f"{QN}/{REGISTER}"
    write(stranger, "của mình")
    definition = CATALOGUE[REGISTER]
    sealed = seal_item(definition, {"shared": said}, lambda: os.urandom(16))
    digests = {part.name: part.digest for part in sealed}
    entry = Entry(REGISTER, REGISTER, "hand-over", "2026-11-22T08:00:00Z", definition.hash, "a" * 16, digests)
    with stranger.store.writing() as writer:
        writer.add_entries(origin, 2, [format_entry(entry)])
        writer.add_parts(origin, [PartRow(2, part.name, "held", part.salt, part.body) for part in sealed])
        writer.commit_head(origin, 3, b"head")
    carry(so.store, f"{SO}/{REGISTER}", observer)
    carry(stranger.store, origin, observer)
    assert refusals(observer) == [(origin, 2, "arguments-invalid")]
    assert record(observer, key).steward == SO


def test_a_hand_over_that_names_another_root_moves_nothing(so, hp, observer):
    """The cut names what stays; where our copy of the old log is another, the hand-over does not hold."""
    key = write(so, "một")
    said = arguments(so, HP)
    say(so, said)
    false = {**said, "cut-root": "00" * 32}
    say(hp, false)
    write_anyway(hp, "chiếm", key)
    for node in (hp, so):
        carry(node.store, f"{node.name}/{REGISTER}", observer)
    assert (record(observer, key).steward, record(observer, key).values["text"]) == (SO, "một")


def gone(so: Node, hp: Node, qn: Node) -> tuple[str, dict[str, Any]]:
    """An agreement of three that all accepted, and the claim of one on what another left."""
    grants = (Grant(SO, HP, REGISTER, ("shared",), "theo dõi", date(2026, 1, 1)),)
    parties = tuple(Party(name, "ab" * 32) for name in (SO, HP, QN))
    terms = format_terms(Terms("Thỏa thuận", parties, "Thỏa thuận hợp tác", (), None, grants))
    of = terms_hash(terms)
    key = new_key(HP, format_token(os.urandom(10)))
    send(
        hp,
        Change("put", "agreement", key, {"shared": {"title": "Thỏa thuận", "terms": terms.decode(), "to": [SO, QN]}}),
    )
    for node in (so, hp, qn):
        accept(node, of)
    return of, arguments(so, HP, agreement=of)


def test_what_a_node_left_goes_to_whom_the_others_name(so, hp, observer):
    """With the giver gone the cut and everybody's acceptance stand in; before the last one, nothing moves."""
    qn = make_node(MemoryStore(), QN)
    key = write(so, "một")
    _, said = gone(so, hp, qn)
    carry(so.store, f"{SO}/{REGISTER}", hp.store)
    say(hp, said)
    write_anyway(hp, "hai", key)
    for node in (so, hp, qn):
        carry(node.store, f"{node.name}/acceptance", observer)
    carry(hp.store, f"{HP}/{REGISTER}", observer)
    carry(so.store, f"{SO}/{REGISTER}", observer)
    carry(hp.store, f"{HP}/agreement", observer)
    assert (record(observer, key).steward, record(observer, key).values["text"]) == (SO, "một")
    accept(qn, hand_over_hash(said))
    carry(qn.store, f"{QN}/acceptance", observer)
    assert (record(observer, key).steward, record(observer, key).values["text"]) == (HP, "hai")
    check_rebuild(observer)


def test_a_claim_that_its_node_disowned_gives_everything_back(so, hp, observer):
    """Once the claimant's keys document names the claim void, records stand as if it had never been made."""
    qn = make_node(MemoryStore(), QN)
    key = write(so, "một")
    _, said = gone(so, hp, qn)
    carry(so.store, f"{SO}/{REGISTER}", hp.store)
    say(hp, said)
    accept(qn, hand_over_hash(said))
    for node, register in ((so, "acceptance"), (hp, "acceptance"), (qn, "acceptance"), (hp, "agreement")):
        carry(node.store, f"{node.name}/{register}", observer)
    for node in (so, hp):
        carry(node.store, f"{node.name}/{REGISTER}", observer)
    assert record(observer, key).steward == HP
    origin = f"{HP}/{REGISTER}"
    with observer.writing() as writer:
        for _, first, stop in list(keep_void(writer, {origin: ((1, 2),)})):
            apply(writer, origin, CATALOGUE, first, stop)
    assert record(observer, key).steward == SO
    assert refusals(observer) == [(origin, 1, "entry-void")]
    check_rebuild(observer)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_every_node_ends_with_the_same_tables(seed: int) -> None:
    """Chains, splits, rivals, refusals and late entries, delivered to three nodes in pieces and in any order."""
    random = Random(seed)
    nodes = {name: make_node(MemoryStore(), name) for name in (SO, HP, QN)}
    keys = [write(nodes[SO], f"{number}") for number in range(3)]
    said: list[dict[str, Any]] = []
    for step in range(random.randrange(4, 12)):
        old, new = random.sample([SO, SO, HP, QN], 2)
        if old == new:
            continue
        kind = random.choice(["give", "take", "take", "write", "decline"])
        if kind == "give":
            some = random.choice([(), (keys[0],), (keys[0], keys[1])])
            one = arguments(nodes[old], new, *some, act=f"QĐ {step}")
            say(nodes[old], one)
            said.append(one)
        elif kind == "take" and said:
            one = random.choice(said)
            say(nodes[one["new-log"].partition("/")[0]], one)
        elif kind == "decline" and said:
            one = random.choice(said)
            accept(nodes[one["new-log"].partition("/")[0]], hand_over_hash(one), "refuse")
        elif kind == "write":
            with nodes[old].store.reading() as reader:
                begun = reader.log(f"{old}/{REGISTER}") is not None
            if begun:
                write_anyway(nodes[old], f"{old} {step}", random.choice(keys))
    origins = [
        (name, log.origin, log.size) for name, node in nodes.items() for log in _logs(node.store) if log.node == name
    ]
    dumps = []
    for _ in range(3):
        store = MemoryStore()
        pieces = [(name, origin, random.randrange(1, size + 1)) for name, origin, size in origins for _ in range(2)]
        random.shuffle(pieces)
        for name, origin, stop in [*pieces, *random.sample([(n, o, s) for n, o, s in origins], len(origins))]:
            carry(nodes[name].store, origin, store, stop)
        with store.reading() as reader:
            dumps.append(canonical_dump(reader))
        check_rebuild(store)
    assert dumps[0] == dumps[1] == dumps[2]


def _logs(store: Store) -> list[Any]:
    with store.reading() as reader:
        return reader.logs()
