"""The public list and the internal one come from one source: what leaves without signing in is public, all of it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.places import AUTHOR, KEEPER, NOTE, REGISTER, key_of

from lienvung.core.errors import LienVungError
from lienvung.core.register.definition import Definition
from lienvung.core.register.item import split_fields
from lienvung.core.register.key import format_token
from lienvung.core.register.sample import sample_values
from lienvung.node.append import Change, append
from lienvung.node.node import Node
from lienvung.office.public_eyes import PublicReader, hidden_parts, is_public, public_face, reading_public

ADDRESSES = (
    "/api/v1/registers", "/api/v1/heads", "/api/v1/changes", "/api/v1/changes.atom", "/api/dcat.jsonld",
    "/api/catalogue.csv", "/api/oc4ids.json", "/api/features/", "/api/features/api", "/api/features/collections",
)  # fmt: skip
OF_A_REGISTER = (
    "/api/v1/registers/{r}", "/api/v1/registers/{r}/records", "/api/v1/registers/{r}/schema",
    "/api/v1/registers/{r}/records/{k}", "/api/v1/registers/{r}/records/{k}/history",
    "/api/v1/registers/{r}/file.csv", "/api/v1/registers/{r}/file.jsonl", "/api/v1/registers/{r}/file.geojson",
    "/api/v1/registers/{r}/file.datapackage", "/api/v1/registers/{r}/file.xlsx", "/api/v1/changes?register={r}",
    "/api/features/collections/{r}", "/api/features/collections/{r}/items", "/api/features/collections/{r}/schema",
    "/api/features/collections/{r}/items/{k}",
)  # fmt: skip
SECRET = "bi-mat-noi-bo"


def secret_values(definition: Definition) -> dict[str, Any]:
    """Return a value for every field of words that is not public, each with the same word in it."""
    hidden = hidden_parts(definition)
    plain = ("string", "text")
    return {
        name: [SECRET] if field.many else SECRET
        for name, field in definition.fields.items()
        if field.part in hidden and field.datatype in plain and not field.pattern
    }


def plain_values(definition: Definition, filled: dict[str, str]) -> dict[str, Any]:
    """Return a made-up value for every field that needs nothing else to be there, and links to records that are."""
    links = {each.name: filled.get(each.to) for each in definition.fields.values() if each.datatype == "link"}
    known = {name: value for name, value in sample_values(definition, 1).items() if name not in links}
    fields = definition.fields
    led = {name: [key] if fields[name].many else key for name, key in links.items() if key}
    return {name: value for name, value in (known | led).items() if fields[name].datatype != "file"}


def fill(node: Node) -> dict[str, str]:
    """Append one record with secrets to every register that takes one, links after what they lead to; return keys."""
    filled: dict[str, str] = {}
    waiting = [each for each in node.catalogue.values() if not each.system and each.keys == "opaque"]
    for turn in range(4):
        for number, definition in enumerate(waiting):
            values = plain_values(definition, filled) | secret_values(definition)
            key = f"{node.name}-{format_token(number.to_bytes(10, 'big'))}"
            item = split_fields(definition, values, source={"citation": [SECRET]}, attribution={"entered-by": SECRET})
            # A register whose rules ask for more than made-up values waits for the next turn; most take them.
            with suppress(LienVungError):
                append(node, [Change("put", definition.register, key, item)], idempotency_key=f"{key} {turn}")
                filled[definition.register] = key
    return filled


def body(browser: Client, address: str) -> tuple[int, str]:
    """Return the status and everything that was said, unpacked where it is packed."""
    answer = browser.get(address)
    data = answer.getvalue()
    if data[:2] == b"PK":
        return answer.status_code, unzipped(data)
    return answer.status_code, data.decode() + str(answer.headers)


def unzipped(data: bytes) -> str:
    """Return all members of an archive as text."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def every_address(keys: dict[str, str]) -> Iterator[str]:
    """Yield the addresses of everything, and of each register and its record."""
    yield from ADDRESSES
    for register, key in keys.items():
        yield from (each.format(r=register, k=key) for each in OF_A_REGISTER)


def test_nothing_but_public_parts_leaves_over_all_registers(places, db):
    """Whatever address a stranger asks, of whatever register: no word of a part that is not public, and no name."""
    filled = fill(places)
    assert len(filled) > len(places.catalogue) // 2
    stranger, wrong, answered = Client(), [], 0
    keys = {name: filled.get(name, key_of(1)) for name in places.catalogue} | {REGISTER: key_of(1)}
    for address in every_address(keys):
        status, said = body(stranger, address)
        answered += status == 200
        if any(secret in said for secret in (SECRET, NOTE, KEEPER, AUTHOR)):
            wrong.append(address)
    assert wrong == []
    assert answered > len(ADDRESSES)


def test_the_same_addresses_tell_who_is_signed_in_more(places, browser_of):
    """The parts that strangers lack are there for those who work here: what is left out was there to be left out."""
    browser = browser_of("clerk")
    for address in ("/records", f"/records/{key_of(1)}", "/file.csv", "/file.jsonl"):
        said = body(browser, f"/api/v1/registers/{REGISTER}{address}")[1]
        assert NOTE in said, address
        assert KEEPER in said, address


def test_a_register_that_is_not_public_looks_like_one_that_is_not_there(places, db):
    """A stranger cannot tell by the answer which registers a node has."""
    stranger = Client()
    answers = []
    for register in ("commitment", "khong-co"):
        for address in OF_A_REGISTER:
            answer = stranger.get(address.format(r=register, k=key_of(1)))
            answers.append((address, answer.status_code, answer.content))
    half = len(answers) // 2
    assert answers[:half] == answers[half:]
    assert {status for _, status, _ in answers} == {401}


def test_only_what_strangers_may_read_is_open_to_the_pages_of_other_sites(places, browser_of):
    """CORS stands on public answers and on no other."""
    address = f"/api/v1/registers/{REGISTER}/records"
    assert Client().get(address)["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in Client().get(address)
    inside = browser_of("viewer").get(address)
    assert "Access-Control-Allow-Origin" not in inside
    assert inside["Cache-Control"].startswith("private")


@pytest.mark.parametrize("asked", [{"note": NOTE}, {"sort": "note"}, {"keeper": KEEPER}, {"note.min": "a"}])
def test_a_stranger_cannot_ask_by_what_is_not_public(places, db, asked):
    """A hidden field is no field: neither filter nor order nor range tells anything of it."""
    answer = Client().get(f"/api/v1/registers/{REGISTER}/records", asked)
    assert answer.status_code == 422


def test_no_word_of_a_hidden_part_is_found(places, db):
    """Searching for the note tells nothing: a register with hidden words is not searched for strangers."""
    with reading_public() as reader:
        assert reader.count(REGISTER) == 7
    page = Client().get(f"/api/v1/registers/{REGISTER}/records", {"q": "nạo vét"}).json()
    assert (page["records"], page["total"]) == ([], 0)


def test_what_the_store_can_do_for_strangers_is_a_short_list(places):
    """A method that nobody judged is not there."""
    with reading_public() as reader:
        for name in ("transfers", "evidence", "table", "settings", "setting", "peer", "blobs"):
            with pytest.raises(AttributeError):
                getattr(PublicReader(reader), name)()
        assert reader.log("hai-phong/commitment") is None
        assert reader.record("commitment", key_of(1)) is None


PARTS = st.dictionaries(
    st.sampled_from(["shared", "internal", "personal", "survey"]),
    st.fixed_dictionaries({"public": st.booleans()}),
    min_size=1,
).map(lambda parts: {"shared": {"public": False}, **parts})


@given(parts=PARTS, data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_the_public_face_of_a_definition_names_nothing_hidden(parts, data):
    """For any parts and fields: what is left are public parts, and no word of the others stands anywhere in it."""
    from lienvung.core.register.definition import parse_definition

    names = [f"field-{letter}" for letter in "abcdef"]
    placed = {name: data.draw(st.sampled_from(sorted(parts))) for name in names}
    document = {
        "register": "any",
        "version": 1,
        "title": {"vi": "Sổ"},
        "title-field": names[0],
        "parts": parts,
        "fields": [{"name": n, "label": {"vi": n}, "datatype": "string", "part": p} for n, p in placed.items()],
        "list": {"columns": names, "sort": [f"-{names[0]}"], "facets": names},
    }
    definition = parse_definition(document)
    face = public_face(definition)
    public = {part for part, rule in parts.items() if rule["public"]}
    assert is_public(definition) == bool(public)
    assert {*face.fields} == {name for name, part in placed.items() if part in public}
    if len(public) < len(parts):
        hidden = {name for name, part in placed.items() if part not in public}
        shown = json.dumps([dict(face.document)["fields"], [*face.columns], [*face.sort], [*face.facets]])
        assert not any(f'"{name}"' in shown or f'"-{name}"' in shown for name in hidden)


def test_of_the_articles_registers_the_open_ones_are_open(db, node):
    """Sites, routes, zones and offices are read by anybody; of cases, vessels and works no stranger learns anything."""
    browser = Client()
    told = {each["register"] for each in browser.get("/api/v1/registers").json()}
    assert told >= {"heritage-site", "vessel-route", "control-measure", "economic-zone", "contact-officer", "indicator"}
    closed = {"boundary-case", "tourist-vessel", "vessel-trip", "daily-count", "disbursement", "document"}
    assert told.isdisjoint(closed)
    described = browser.get("/api/dcat.jsonld").content.decode()
    assert all((f"/so/{name}/" in described) == (name in told) for name in ("heritage-site", "boundary-case"))


def test_a_map_for_strangers_is_not_coloured_by_what_they_may_not_see(node):
    """The condition of a monument is for partners; the map that everybody sees draws it and says nothing of it."""
    whole = node.catalogue["heritage-component"]
    face = public_face(whole)
    assert whole.map is not None
    assert whole.map.colour_by == "condition"
    assert face.map is not None
    assert (face.map.geometry, face.map.colour_by, dict(face.map.colours)) == ("place", "", {})
