"""A register that is not ours, as two partners have it: what they say of it may not go together."""

import pytest
from one_node import fresh_key, words
from test_project import Author, record, refusals
from tests.postgres_server import open_kind

from lienvung.core.register.definition import parse_definition
from lienvung.node.rebuild import canonical_dump, rebuild
from lienvung.node.stores.rows import Query

POINT = {"type": "Point", "coordinates": ["106.7", "20.8"]}
VALUES = {"string": "abc", "integer": 5, "geometry": POINT, "date": "2020", "boolean": True, "money": 10**14}


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path):
    opened = open_kind(request.param, request, tmp_path)
    yield opened
    opened.close()


def quay(datatype, version=1, **more):
    """Return what a partner says a quay is."""
    depth = {"name": "depth", "label": words("Sâu"), "datatype": datatype, **more}
    name = {"name": "name", "label": words("Tên"), "datatype": "string"}
    said = {"register": "quay", "version": version, "title": words("Cầu bến"), "title-field": "name"}
    return parse_definition({**said, "parts": {"shared": {}}, "fields": [name, depth]})


def partner(store, node, definition, **values):
    """Hold a partner's log of quays with one of them, not projected yet."""
    author = Author(store, definition, node)
    key = fresh_key(node)
    author.write("put", key, {"shared": {"name": node, **values}})
    return author, key


def dump(store):
    with store.reading() as reader:
        return canonical_dump(reader)


def listed(store, **asked):
    with store.reading() as reader:
        return [each.values["name"] for each in reader.find("quay", Query(sort=("depth",), **asked)).records]


@pytest.mark.parametrize("version", [1, 9])
@pytest.mark.parametrize(
    "types",
    [("integer", "string"), ("string", "integer"), ("geometry", "string"), ("date", "geometry"), ("money", "boolean")],
)
def test_the_partner_who_came_first_says_what_the_register_is(store, types, version):
    """What a second one says against it is kept as invalid, spoils no list, and stays so when tables are made again."""
    first, ours = partner(store, "quang-ninh", quay(types[0]), depth=VALUES[types[0]])
    second, theirs = partner(store, "bac-ninh", quay(types[1], version), depth=VALUES[types[1]])
    for author in (first, second):
        author.give()
    assert [record(store, "quay", key).state for key in (ours, theirs)] == ["live", "invalid"]
    assert refusals(store) == [(0, "definition-invalid"), (1, "definition-unknown")]
    assert listed(store) == ["quang-ninh"]
    before = dump(store)
    rebuild(store, {})
    assert dump(store) == before


def test_partners_who_only_add_to_each_other_share_the_register(store):
    """The newer version has the table; records of the older are in it."""
    older, newer = quay("integer"), quay("integer", 2, help=words("mét"))
    for node, definition, depth in (("quang-ninh", older, 5), ("bac-ninh", newer, 3)):
        partner(store, node, definition, depth=depth)[0].give()
    assert listed(store) == ["bac-ninh", "quang-ninh"]
    assert refusals(store) == []


def test_what_we_say_ourselves_goes_before_whoever_came_first(store):
    """Once the house has the register, a partner who contradicts it is invalid, whenever it came."""
    author, key = partner(store, "quang-ninh", quay("string"), depth="sâu")
    author.give()
    assert record(store, "quay", key).state == "live"
    rebuild(store, {"quay": quay("integer")})
    assert record(store, "quay", key).state == "invalid"
    before = dump(store)
    rebuild(store, {"quay": quay("integer")})
    assert dump(store) == before
