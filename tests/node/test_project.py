"""Projection: what a partner's entries make of the tables, whatever comes late, wrong, or from the wrong hand."""

import os
from dataclasses import replace

import pytest
from one_node import CATALOGUE, PERSON, act, commitment, fresh_key, make_node, put, send, words
from tests.postgres_server import open_kind

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.entry import Entry, format_entry
from lienvung.core.register.part import seal_item
from lienvung.node import project, stretch
from lienvung.node.change import Change
from lienvung.node.project import apply
from lienvung.node.rebuild import canonical_dump, rebuild
from lienvung.node.stores.rows import PartRow, Query

ORIGIN = "hai-phong/commitment"
PEOPLE = "hai-phong/person"


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path):
    opened = open_kind(request.param, request, tmp_path)
    yield opened
    opened.close()


class Author:
    """A partner whose log we hold: it may write what our own append would refuse."""

    def __init__(self, store, definition, node="hai-phong"):
        self.store, self.definition, self.node = store, definition, node
        self.origin = f"{node}/{definition.register}"
        self.parts = []
        with store.writing() as writer:
            writer.create_log(self.origin)
        self.write("define", definition.register, {"shared": {"definition": definition.document}})

    def write(self, op, key, item, time="2026-11-22T08:00:00Z"):
        """Add an entry under a head; its values stay with the author until `give`."""
        sealed = seal_item(self.definition, item, lambda: os.urandom(16))
        digests = {part.name: part.digest for part in sealed}
        entry = Entry(self.definition.register, key, op, time, self.definition.hash, "a" * 16, digests)
        with self.store.writing() as writer:
            index = writer.log(self.origin).size
            writer.add_entries(self.origin, index, [format_entry(entry)])
            writer.commit_head(self.origin, index + 1, b"head")
        self.parts += [PartRow(index, part.name, "held", part.salt, part.body) for part in sealed]
        return index

    def give(self, first=0, stop=None, names=None, catalogue=None):
        """Hand over values and project the entries they belong to."""
        rows = [r for r in self.parts if first <= r.index < (stop or 999) and (names is None or r.name in names)]
        with self.store.writing() as writer:
            writer.add_parts(self.origin, rows)
            apply(writer, self.origin, catalogue or {}, first, stop or 999)


def record(store, register, key):
    with store.reading() as reader:
        return reader.record(register, key)


def refusals(store):
    with store.reading() as reader:
        return [(row.index, row.code) for row in reader.refused()]


def test_values_may_come_after_the_entry(store):
    """An entry without its values is a withheld record; when they come it is live, and again nothing changes."""
    author = Author(store, PERSON)
    author.give()
    key = fresh_key()
    author.write("put", key, {"shared": {"role": "trưởng phòng"}, "personal": {"phone": "09"}})
    author.give(1, names=())
    assert record(store, "person", key).state == "withheld"
    author.give(1, names=("shared",))
    held = record(store, "person", key)
    assert (held.state, held.values, held.parts["personal"]) == ("live", {"role": "trưởng phòng"}, "withheld")
    author.give(1)
    assert record(store, "person", key).values == {"role": "trưởng phòng", "phone": "09"}
    before = dump(store)
    author.give()
    assert dump(store) == before


def dump(store):
    with store.reading() as reader:
        return canonical_dump(reader)


def test_definition_may_come_last(store):
    """Values whose definition comes later are shown once it is there."""
    author = Author(store, PERSON)
    key = fresh_key()
    author.write("put", key, {"shared": {"role": "trưởng phòng"}})
    author.give(1)
    assert record(store, "person", key) is None
    author.give(0, 1)
    assert record(store, "person", key).state == "live"


def test_entry_of_somebody_else_is_refused(store):
    """An entry for a record of another node changes nothing and is kept as refused, naming the steward."""
    own = make_node(store)
    change = commitment("của Hải Phòng")
    send(own, change)
    thief = Author(store, CATALOGUE["commitment"], "quang-ninh")
    thief.write("put", change.key, commitment("của kẻ khác", change.key).item)
    thief.write("retire", change.key, {"shared": {"reason": "x"}})
    thief.give()
    assert record(store, "commitment", change.key).values["text"] == "của Hải Phòng"
    assert refusals(store) == [(1, "not-steward"), (2, "not-steward")]


def test_invalid_first_put_is_shown_as_invalid(store):
    """A signed record that breaks its definition is shown as invalid, out of lists, and repaired by a good one."""
    author = Author(store, PERSON)
    key = fresh_key()
    author.write("put", key, {"personal": {"phone": "09"}})
    author.give()
    assert (record(store, "person", key).state, refusals(store)) == ("invalid", [(1, "item-invalid")])
    with store.reading() as reader:
        assert reader.count("person") == 0
    author.write("put", key, {"shared": {"role": "phó phòng"}})
    author.give(2)
    assert (record(store, "person", key).state, refusals(store)) == ("live", [(1, "item-invalid")])


def test_invalid_later_put_leaves_the_last_valid_one(store):
    """An invalid new version is refused, and the record stays as its last valid version left it."""
    author = Author(store, PERSON)
    key = fresh_key()
    author.write("put", key, {"shared": {"role": "trưởng phòng"}})
    author.write("put", key, {"personal": {"phone": "09"}})
    author.give()
    found = record(store, "person", key)
    assert (found.state, found.index, found.values) == ("live", 1, {"role": "trưởng phòng"})
    assert refusals(store) == [(2, "item-invalid")]


def test_erase_of_what_is_not_personal_is_refused(store):
    """A partner's erase of a shared part destroys nothing and is reported."""
    author = Author(store, PERSON)
    key = fresh_key()
    author.write("put", key, {"shared": {"role": "trưởng phòng"}})
    author.write("erase", key, {"shared": {"parts": ["shared"], "ground": "x"}})
    author.give()
    assert record(store, "person", key).values == {"role": "trưởng phòng"}
    assert refusals(store) == [(2, "version-refused")]


def test_partner_erases_personal_values_here_too(store):
    """A valid erase destroys our copy of the values; values that come later under it are destroyed as well."""
    author = Author(store, PERSON)
    key = fresh_key()
    author.write("put", key, {"shared": {"role": "trưởng phòng"}, "personal": {"phone": "09"}})
    author.give()
    author.write("erase", key, {"shared": {"parts": ["personal"], "ground": "x"}})
    author.give(2)
    author.give(1, 2)
    found = record(store, "person", key)
    assert (found.values, found.parts["personal"]) == ({"role": "trưởng phòng"}, "erased")


def test_entry_that_may_not_follow_is_refused(store):
    """A put on a retired record and a retire of an unknown one are refused and change nothing."""
    author = Author(store, PERSON)
    key = fresh_key()
    author.write("put", key, {"shared": {"role": "a"}})
    author.write("retire", key, {"shared": {"reason": "x"}})
    author.write("put", key, {"shared": {"role": "b"}})
    author.write("retire", fresh_key(), {"shared": {"reason": "x"}})
    author.give()
    assert (record(store, "person", key).state, record(store, "person", key).values) == ("retired", {"role": "a"})
    assert refusals(store) == [(3, "version-refused"), (4, "version-refused")]


def test_wrong_definition_is_refused(store):
    """A definition that is not the one its entry names is refused, and its records are not shown as live."""
    author = Author(store, PERSON)
    other = parse_definition({**PERSON.document, "version": 2})
    author.write("define", "person", {"shared": {"definition": other.document}})
    author.give()
    with store.reading() as reader:
        assert other.hash not in reader.definitions()


def test_natural_key_belongs_to_the_node_it_names(store):
    """Whatever time an entry claims, a natural key is changed only by the node whose name it begins with."""
    definition = CATALOGUE["administrative-unit"]
    item = put("administrative-unit", "x", name="Quảng Ninh", kind="province", level="province").item
    thief, owner = Author(store, definition, "bac-ninh"), Author(store, definition, "quang-ninh")
    thief.write("put", "quang-ninh-22", item, time="1999-01-01T00:00:00Z")
    owner.write("put", "quang-ninh-22", item, time="2026-11-22T08:30:00Z")
    thief.give()
    owner.give()
    assert record(store, "administrative-unit", "quang-ninh-22").steward == "quang-ninh"
    with store.reading() as reader:
        assert [(row.origin, row.code) for row in reader.refused()] == [("bac-ninh/administrative-unit", "not-steward")]


def own_version(register, version=2, extra=(), **changed):
    """Return a catalogue definition as another node might write it: fields changed by name, or added."""
    document = dict(CATALOGUE[register].document)
    fields = [{**each, **changed.get(each["name"].replace("-", "_"), {})} for each in document["fields"]]
    return parse_definition({**document, "version": version, "fields": [*fields, *extra]})


def values_of(text, **values):
    return {"shared": commitment(text).item["shared"] | values}


@pytest.mark.parametrize("version", [1, 2])
def test_foreign_definition_of_our_register_makes_records_invalid(store, version):
    """A partner's records by a definition of our register that does not go with ours are kept, and out of the sums."""
    author = Author(store, own_version("commitment", version, deadline={"datatype": "string"}), "quang-ninh")
    key = fresh_key("quang-ninh")
    author.write("put", key, values_of("việc", deadline="sớm"))
    author.give(catalogue=CATALOGUE)
    assert record(store, "commitment", key).state == "invalid"
    assert refusals(store) == [(0, "definition-invalid"), (1, "definition-unknown")]
    with store.reading() as reader:
        assert reader.count("commitment") == 0
    before = dump(store)
    rebuild(store, CATALOGUE)
    assert dump(store) == before


def test_newer_definition_that_only_adds_is_accepted(store):
    """A partner that is a version ahead goes on being read: its record is live, with the fields we know."""
    extra = [{"name": "mood", "label": {"vi": "Ý"}, "datatype": "string"}]
    author = Author(store, own_version("commitment", 3, extra, text={"required": False}), "quang-ninh")
    key = fresh_key("quang-ninh")
    author.write("put", key, values_of("việc", mood="vui"))
    author.give(catalogue=CATALOGUE)
    assert (record(store, "commitment", key).state, refusals(store)) == ("live", [])


def test_system_register_takes_no_newer_definition(store):
    """What an acceptance means is ours to say: a partner's newer definition of it counts for nothing."""
    author = Author(store, own_version("acceptance", 2), "quang-ninh")
    author.give(catalogue=CATALOGUE)
    assert refusals(store) == [(0, "definition-invalid")]


def test_definitions_of_a_log_are_counted(store):
    """A log may say 64 times what its records mean; the rest are refused, and nobody's reads grow with them."""
    author = Author(store, PERSON)
    document = dict(PERSON.document)
    for version in range(2, 70):
        author.definition = parse_definition({**document, "version": version})
        author.write("define", "person", {"shared": {"definition": author.definition.document}})
    author.give()
    assert refusals(store) == [(index, "definition-invalid") for index in range(64, 69)]
    with store.reading() as reader:
        assert len(reader.definitions()) == 64
    before = dump(store)
    rebuild(store, {})
    assert dump(store) == before


def test_rebuild_gives_the_same_tables(store):
    """Dropping and projecting again ends in the same dump, with refusals, erasures and late values in it."""
    node = make_node(store)
    changes = [commitment(f"việc {number}") for number in range(300)]
    send(node, *changes)
    send(node, commitment("sửa", changes[5].key), act("retire", "commitment", changes[6].key, reason="x"))
    author = Author(store, PERSON, "quang-ninh")
    key = fresh_key("quang-ninh")
    author.write("put", key, {"shared": {"role": "a"}, "personal": {"phone": "09"}})
    author.write("erase", key, {"shared": {"parts": ["personal"], "ground": "x"}})
    author.write("put", fresh_key(), {"shared": {"role": "b"}})
    author.give()
    before = dump(store)
    steps = []
    rebuild(store, node.catalogue, lambda origin, done, total: steps.append((origin, done, total)))
    assert dump(store) == before
    assert b"vi\xe1\xbb\x87c 299" in before
    assert [step[0] for step in steps] == ["hai-phong/commitment", "quang-ninh/person"]


def test_rebuild_projects_each_entry_once(store, monkeypatch):
    """Of a register that only a partner defined too, even where its definition is to be learnt again on the way."""
    author = Author(store, PERSON, "quang-ninh")
    for _ in range(200):
        author.write("put", fresh_key("quang-ninh"), {"shared": {"role": "a"}})
    author.give()
    before = dump(store)
    with store.writing() as writer:
        writer.drop_projections()  # as an upgrade does: definitions too
    monkeypatch.setattr(stretch, "BATCH", stretch.STEP)
    projected = []
    project_some = project._Projection.project

    def project_and_note(self, some):
        projected.extend(some.entries)
        project_some(self, some)

    monkeypatch.setattr(project._Projection, "project", project_and_note)
    rebuild(store, {})
    assert projected == list(range(201))
    assert dump(store) == before


@pytest.mark.parametrize("change", [lambda parts: parts.pop("personal"), lambda parts: parts.update(secret="0" * 64)])
def test_entry_commits_to_every_part_of_its_definition_and_no_other(store, change):
    """A put that leaves a part out, or slips one in, is refused by name and shown as invalid with what it says."""
    author = Author(store, PERSON)
    key = fresh_key()
    sealed = seal_item(PERSON, {"shared": {"role": "x"}}, lambda: os.urandom(16))
    parts = {part.name: part.digest for part in sealed}
    change(parts)
    leaf = format_entry(Entry("person", key, "put", "2026-11-22T08:00:00Z", PERSON.hash, "a" * 16, parts))
    with store.writing() as writer:
        writer.add_entries(author.origin, 1, [leaf])
        writer.commit_head(author.origin, 2, b"head")
    author.parts += [PartRow(1, part.name, "held", part.salt, part.body) for part in sealed if part.name in parts]
    author.give()
    shown = record(store, "person", key)
    assert (shown.state, shown.digests) == ("invalid", parts)
    with store.reading() as reader:
        assert [(row.index, row.code) for row in reader.refused()] == [(1, "item-invalid")]
        assert reader.count("person") == 0


def staff(version, *columns):
    """Return a register of posts of which the list has these columns; its older versions know no phone."""
    names = ("role", "note", "phone") if version > 1 else ("role", "note")
    fields = [{"name": name, "label": words(name), "datatype": "string"} for name in names]
    head = {"register": "staff", "version": version, "title": words("Vị trí"), "title-field": "role"}
    return parse_definition({**head, "parts": {"shared": {}}, "fields": fields, "list": {"columns": list(columns)}})


def test_what_a_newer_version_lists_is_in_order_in_older_records_too(store):
    """A column that the list has from now on sorts what was there before, ours and a partner's, as a rebuild would."""
    older, newer = staff(1, "role"), staff(2, "role", "note", "phone")
    node = make_node(store, catalogue={**CATALOGUE, "staff": older})
    theirs = Author(store, newer, "quang-ninh")
    theirs.write("put", fresh_key("quang-ninh"), {"shared": {"role": "b", "note": "ba", "phone": "1"}})
    for role, note in (("a", "năm"), ("c", "bốn")):
        send(node, Change("put", "staff", fresh_key(), {"shared": {"role": role, "note": note}}))
    theirs.give(catalogue=node.catalogue)
    node = replace(node, catalogue={**CATALOGUE, "staff": newer})
    send(node, Change("put", "staff", fresh_key(), {"shared": {"role": "d", "note": "hai", "phone": "2"}}))

    def listed(**asked):
        with store.reading() as reader:
            return [each.values["role"] for each in reader.find("staff", Query(**asked)).records]

    assert listed(sort=("note",)) == ["b", "c", "d", "a"]
    assert listed(where={"phone": "1"}) == listed(text="1") == ["b"]
    before = dump(store)
    rebuild(store, node.catalogue)
    assert dump(store) == before
