"""The feed of changes: nothing is missed and nothing comes twice, whatever happens between two looks."""

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.api.places import PLACES, REGISTER, write_place
from tests.node.exchange.two_places import Place, grant, meet, open_place
from tests.web.book import write_book

from lienvung.api.asking import QueryRefused
from lienvung.api.cursor import format_cursor, parse_cursor, tag_of
from lienvung.api.feed import read_changes
from lienvung.catalogue.load import load_catalogue
from lienvung.node.backup.create import create_backup
from lienvung.node.backup.heads import head_opener, own_log_keys
from lienvung.node.backup.restore import restore_home
from lienvung.node.exchange.reconcile import exchange_with
from lienvung.node.home import load_home, open_file, open_node

CHANGES = "/api/v1/changes"
Seen = list[tuple[str, int]]


class Consumer:
    """A programme that keeps a copy: it remembers its cursor and what it was told, and nothing else."""

    def __init__(self, place: Place) -> None:
        self.place, self.after, self.seen = place, "", []

    def poll(self, limit: int) -> bool:
        """Read one page and return whether there is more."""
        with self.place.node.store.reading() as reader:
            found = read_changes(reader, parse_cursor(self.after) if self.after else {}, "", limit)
        self.seen += [(row.origin, row.index) for row in found.rows]
        self.after = found.after
        return found.more

    def catch_up(self) -> None:
        """Read to the end."""
        while self.poll(7):
            pass


def everything(place: Place) -> Seen:
    """Return every entry of every log, by log and index."""
    with place.node.store.reading() as reader:
        return [(log.origin, index) for log in reader.logs() for index in range(log.size)]


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """Two localities that share their limitations with each other."""
    here, there = open_place(tmp_path, "hai-phong", "Hải Phòng"), open_place(tmp_path, "quang-ninh", "Quảng Ninh")
    meet(here, there)
    here.agree(there, grant("hai-phong", "quang-ninh"), grant("quang-ninh", "hai-phong"))
    yield here, there
    for place in (here, there):
        place.server.shutdown()
        place.server.server_close()
        place.node.store.close()


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_missed_and_nothing_comes_twice(two, seed):
    """Appends to own logs and pulls of a partner's, at random between pages of random length: each entry once."""
    here, there = two
    dice, consumer = random.Random(seed), Consumer(here)
    acts: list[Callable[[], Any]] = [
        lambda: here.write(dice.randint(1, 5)),
        lambda: here.write(dice.randint(1, 3), register="escalation"),
        lambda: there.write(dice.randint(1, 300)),
        lambda: here.pull(there),
        lambda: consumer.poll(dice.randint(1, 40)),
    ]
    for _ in range(25):
        dice.choice(acts)()
    consumer.catch_up()
    assert len(consumer.seen) == len({*consumer.seen})
    assert sorted(consumer.seen) == sorted(everything(here))
    for origin in {origin for origin, _ in consumer.seen}:
        indices = [index for log, index in consumer.seen if log == origin]
        assert indices == sorted(indices)


def test_a_cursor_outlives_a_restore(two):
    """A node is put back to an older backup and fetches its tail from its partner: the cursor goes on without a gap."""
    here, there = two
    consumer, home = Consumer(here), load_home(here.folder)
    opener = head_opener(own_log_keys(home))
    backup = create_backup(here.node, home, here.folder / "backups", here.node.keys.opening(), opener).path
    here.write(40)
    there.pull(here)
    consumer.catch_up()
    put_back(here, backup)
    assert not consumer.poll(1000)
    assert exchange_with(here.node, here.contact(there), allow_loopback=True).trouble is None
    here.write(3)
    consumer.catch_up()
    assert len(consumer.seen) == len({*consumer.seen})
    assert sorted(consumer.seen) == sorted(everything(here))


def put_back(place: Place, backup: Path) -> None:
    """Let a place go on from an older store, as after a crash."""
    keys, opener = place.node.keys, head_opener(own_log_keys(load_home(place.folder)))
    place.node.store.close()
    restore_home(
        place.folder,
        [backup],
        keys.opening(),
        name=place.name,
        open_head=opener,
        open_beside=open_file,
        read_catalogue=load_catalogue,
        now=place.clock,
        replace=True,
    )
    place.node = open_node(load_home(place.folder), now=place.clock, random=secrets.token_bytes)


def test_pages_follow_each_other_over_http(places, reader: Client):
    """`next` and `Link` lead on, `more` says whether at once, and one register can be asked by itself."""
    write_book(places)
    address, seen = f"{CHANGES}?limit=3&register={REGISTER}", []
    while True:
        answer = reader.get(address)
        page = answer.json()
        seen += [row["index"] for row in page["changes"]]
        address = answer["Link"].partition(">")[0].removeprefix("<")
        assert {row["register"] for row in page["changes"]} == {REGISTER}
        if not page["more"]:
            break
    assert seen == list(range(PLACES + 1))
    assert reader.get(address).json()["changes"] == []
    write_place(places, PLACES + 1)
    assert [row["op"] for row in reader.get(address).json()["changes"]] == ["put"]


def test_who_begins_now_is_told_only_what_comes(places, reader: Client):
    """`after=now` gives the cursor of this moment."""
    begun = reader.get(CHANGES, {"after": "now"}).json()
    assert (begun["changes"], begun["more"]) == ([], False)
    write_place(places, PLACES + 1)
    told = reader.get(CHANGES, {"after": begun["next"]}).json()["changes"]
    assert [row["register"] for row in told] == [REGISTER]


def test_the_same_answer_is_not_sent_again(places, reader: Client):
    """Who polls at the end of the feed gets 304 until something happens."""
    after = reader.get(CHANGES, {"after": "now"}).json()["next"]
    etag = reader.get(CHANGES, {"after": after})["ETag"]
    again = {"if-none-match": etag}
    assert reader.get(CHANGES, {"after": after}, headers=again).status_code == 304
    write_place(places, PLACES + 1)
    assert reader.get(CHANGES, {"after": after}, headers=again).status_code == 200


def test_a_reader_of_news_gets_atom(places, db):
    """The newest first, each with an id of its own, and pages by the same cursor."""
    answer = Client().get("/api/v1/changes.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    space = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(answer.content)
    ids = [each.text for each in feed.iter(f"{space}id")]
    assert len(ids) == len({*ids}) == PLACES + 2
    assert feed.find(f"{space}updated").text == "2026-11-22T08:00:00Z"
    begin = format_cursor({tag_of(f"hai-phong/{REGISTER}"): 5})
    paged = ET.fromstring(Client().get("/api/v1/changes.atom", {"after": begin}).content)
    assert [each.text for each in paged.iter(f"{space}summary")] == [f"hai-phong/{REGISTER} #{n}" for n in (5, 6, 7)]


POSITIONS = st.dictionaries(st.binary(min_size=6, max_size=6), st.integers(1, 1 << 53), max_size=40)


@given(POSITIONS)
def test_a_cursor_says_what_it_was_made_of(positions):
    """Formatting and parsing are each other's reverse, and a cursor needs no escaping in an address."""
    text = format_cursor(positions)
    assert parse_cursor(text) == positions
    assert text.replace("-", "").replace("_", "").isalnum()


@given(st.one_of(st.text(max_size=60), st.text("ABCabc012_-", max_size=60)))
def test_what_is_no_cursor_is_refused(text):
    """Any other text is refused, or is a cursor in its one spelling."""
    with suppress(QueryRefused):
        assert format_cursor(parse_cursor(text)) == text


def test_a_cursor_of_three_hundred_logs_fits_an_address():
    """A hundred localities with three registers each: under the four thousand characters that a server takes."""
    positions = {tag_of(f"node-{node}/register-{n}"): 100_000 for node in range(100) for n in range(3)}
    assert len(format_cursor(positions)) < 3900
