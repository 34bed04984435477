"""The JSON read API: the same registers as the pages, for machines."""

import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from tests.web.book import CITED, LATE, OLD, SOON, later, promise, put, write_book

from lienvung.api.shapes import show_record
from lienvung.node.append import append


@pytest.fixture
def book(node):
    """A node whose logs hold a small programme."""
    write_book(node)
    return node


@pytest.fixture
def reader(book, browser_of):
    """A browser of somebody who may only read."""
    return browser_of("viewer")


def ask(browser: Client, path: str, **query: object):
    """Return the decoded answer; it must be a success."""
    response = browser.get(f"/api/v1/{path}" + (f"?{urlencode(query)}" if query else ""))
    assert response.status_code == 200, response.content
    assert response["Content-Type"].startswith("application/json")
    return json.loads(response.content)


PATHS = ["", "/records", "/schema", "/records/khong-co", "/records/khong-co/history"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("register", ["commitment", "khong-co"])
def test_a_stranger_reads_a_problem_not_a_page(book, db, register, path):
    """Without a session the answer is 401 as problem+json, the same for what is not open and what is not there."""
    response = Client().get(f"/api/v1/registers/{register}{path}")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert json.loads(response.content)["type"] == "urn:lienvung:sign-in-needed"


def test_nothing_can_be_written(reader):
    """The interface has no method but GET."""
    for method in (reader.post, reader.put, reader.patch, reader.delete):
        assert method("/api/v1/registers/commitment/records").status_code == 405


def test_registers_carry_their_definitions(reader, book):
    """Each register comes with the definition in force, its hash and the number of its records."""
    found = {one["register"]: one for one in ask(reader, "registers")}
    assert found["commitment"]["definition_hash"] == book.catalogue["commitment"].hash
    assert found["commitment"]["records"] == 5
    assert ask(reader, "registers/commitment") == found["commitment"]


def test_records_are_filtered_sorted_and_paged(reader):
    """A field is a filter, `sort` orders, and following `next` gives every record once."""
    keys, after = [], ""
    while after is not None:
        asked = {"nature": "illustrative", "sort": "-deadline", "limit": 2, "after": after}
        page = ask(reader, "registers/commitment/records", **asked)
        keys += [one["key"] for one in page["records"]]
        after = page["next"]
    assert keys[0] == SOON
    assert len(keys) == len({*keys}) == 4
    assert CITED not in keys
    assert [one["key"] for one in ask(reader, "registers/commitment/records", q="danh muc tau")["records"]] == [SOON]


def test_a_record_is_as_the_log_has_it(reader, book):
    """Values, source, attribution, parts and digests are those of the store, unformatted."""
    found = ask(reader, f"registers/commitment/records/{LATE}")
    with book.store.reading() as store:
        record = store.record("commitment", LATE)
    assert found["values"] == dict(record.values)
    assert found["values"]["deadline"] == "2026-10-31"
    assert found["source"] == dict(record.source)
    assert found["digests"] == dict(record.digests)
    assert found["steward"] == "hai-phong"


def test_an_answer_needs_no_snapshot_any_more(book):
    """It is written when the snapshot has ended: what a record reads when it is looked at was looked at before."""
    with book.store.reading() as store:
        record = store.record("commitment", LATE)
        shown = show_record(record)
        assert not isinstance(record.digests, dict)
    assert type(shown["digests"]) is dict


def test_history_and_changes_hold_every_entry(reader, book):
    """An edit adds one version to the record's history and one line to the changes."""
    before = ask(reader, "changes", after="now")["next"]
    append(later(book, hours=1), [put(book, "commitment", SOON, promise("Khác", "2026-12-10"))], idempotency_key="edit")
    versions = ask(reader, f"registers/commitment/records/{SOON}/history")
    assert [one["values"]["shared"]["text"] for one in versions] == ["Lập danh mục tàu chung", "Khác"]
    rows = ask(reader, "changes", after=before, register="commitment")["changes"]
    assert [(row["key"], row["op"]) for row in rows] == [(SOON, "put")]


def test_heads_are_the_signed_notes(reader, book):
    """Size, root and checkpoint of a log are those held."""
    heads = {one["origin"]: one for one in ask(reader, "heads")}
    with book.store.reading() as store:
        log = store.log("hai-phong/commitment")
    assert heads["hai-phong/commitment"] == {
        "origin": "hai-phong/commitment",
        "size": log.size,
        "root": log.frontier.root().hex(),
        "checkpoint": log.head.decode(),
    }


def test_an_answer_one_has_is_not_sent_again(reader, book):
    """The ETag of an answer brings 304 until something changed."""
    address = f"/api/v1/registers/commitment/records/{OLD}"
    etag = reader.get(address)["ETag"]
    assert reader.get(address, headers={"if-none-match": etag}).status_code == 304
    append(later(book, hours=1), [put(book, "commitment", OLD, promise("Khác", "2026-06-30"))], idempotency_key="edit")
    assert reader.get(address, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("registers/khong-co", 404),
        ("registers/commitment/records/khong-co", 404),
        ("registers/commitment/records?khong-co=1", 422),
        ("registers/commitment/records?limit=0", 422),
        ("registers/commitment/records?limit=1001", 422),
        ("registers/commitment/records?limit=nhieu", 422),
        ("registers/commitment/records?sort=khong-co", 422),
        ("registers/commitment/records?bbox=1,2,3", 422),
        ("registers/commitment/records?bbox=107,21,106,20", 422),
        ("registers/commitment/records?bbox=nan,0,1,1", 422),
        ("registers/commitment/records?after=khong-co", 422),
        ("registers/commitment/records?q=a&after=hai-phong-aaaaaaaaaaaaaaaa", 422),
        ("registers/commitment/records?as_of=hom-qua", 422),
        ("registers/commitment/records?as_of=2026-11-22T09:00:00", 422),
        ("registers/commitment/records?deadline.between=1", 422),
        ("registers/commitment/records?deadline.min=hom-qua", 422),
        ("changes?since=2026-11-22T09:00:00Z", 422),
        ("changes?after=hom-qua", 422),
        ("changes?after=AQ%3D%3D", 422),
        ("changes?limit=0", 422),
        ("changes?register=khong-co", 404),
        ("khong-co", 404),
    ],
)
def test_a_bad_question_is_refused_in_words(reader, path, status):
    """What is not here is 404, what cannot be meant is 422; both are problem+json with a type."""
    response = reader.get(f"/api/v1/{path}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["type"].startswith("urn:lienvung:")


def test_the_description_is_openapi_and_names_every_path(reader):
    """The description says 3.1 and lists what the tests above ask for."""
    described = ask(reader, "openapi.json")
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) >= {
        "/api/v1/registers",
        "/api/v1/registers/{name}",
        "/api/v1/registers/{name}/schema",
        "/api/v1/registers/{name}/records",
        "/api/v1/registers/{name}/records/{key}",
        "/api/v1/registers/{name}/records/{key}/history",
        "/api/v1/changes",
        "/api/v1/heads",
    }
