"""The catalogue of data: DCAT-AP 3 as RDF tools read it, and the same lines as a table."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pyshacl import validate
from python_calamine import load_workbook
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF, SH
from tests.api.places import PLACE, REGISTER
from tests.node.exchange.two_places import ATTRIBUTION, grant
from tests.web.book import write_book

from lienvung.core.register.item import split_fields
from lienvung.core.register.key import new_key
from lienvung.node.append import Change, append

SHAPES = Graph().parse(Path(__file__).parent / "dcat_ap.ttl")
ADDRESS = "/api/dcat.jsonld"
RIGHTS = Namespace("http://publications.europa.eu/resource/authority/access-right/")


def graph_of(browser: Client) -> Graph:
    """Return the catalogue as an RDF library reads it."""
    answer = browser.get(ADDRESS)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/ld+json")
    graph = Graph().parse(data=answer.content, format="json-ld")
    for prefix, namespace in SHAPES.namespaces():
        graph.bind(prefix, namespace, replace=True)
    return graph


def complaints(graph: Graph) -> list[str]:
    """Return what is wrong by the shapes."""
    conforms, _, report = validate(graph, shacl_graph=SHAPES, allow_warnings=True)
    return [] if conforms else [report]


def advice_not_taken(graph: Graph) -> set[tuple[str, str]]:
    """Return which recommended properties are missing somewhere, by class."""
    _, report, _ = validate(graph, shacl_graph=SHAPES, allow_warnings=True)
    missing = set()
    for each in report.subjects(SH.resultSeverity, SH.Warning):
        kinds = {graph.qname(kind) for kind in graph.objects(report.value(each, SH.focusNode), RDF.type)}
        path = report.value(each, SH.resultPath)
        missing |= {(kind, graph.qname(path)) for kind in kinds - {"foaf:Organization"}}
    return missing


def unknown_properties(graph: Graph) -> set[tuple[str, str]]:
    """Return the properties that stand at a node and that no shape of its class knows."""
    found = set()
    for kind in {*SHAPES.objects(None, SH.targetClass)}:
        shapes = [*SHAPES.subjects(SH.targetClass, kind)]
        known = {SHAPES.value(rule, SH.path) for shape in shapes for rule in SHAPES.objects(shape, SH.property)}
        for node in graph.subjects(RDF.type, kind):
            found |= {(graph.qname(kind), graph.qname(each)) for each in {*graph.predicates(node)} - known - {RDF.type}}
    return found


def dataset(graph: Graph, register: str) -> URIRef:
    """Return the dataset that a register is."""
    return next(graph.subjects(DCTERMS.identifier, Literal(register)))


@pytest.mark.parametrize("licence", ["", "https://creativecommons.org/licenses/by/4.0/"])
def test_the_catalogue_keeps_what_dcat_ap_demands(places, reader, settings, licence):
    """For strangers and for people here, with and without a licence: no shape is broken."""
    write_book(places)
    settings.LIENVUNG_LICENCE = licence
    for browser in (Client(), reader):
        graph = graph_of(browser)
        assert complaints(graph) == []
        assert unknown_properties(graph) == set()
        assert {str(each) for each in graph.objects(None, DCTERMS.license)} == ({licence} - {""})


@pytest.mark.parametrize("gone", [DCTERMS.title, DCTERMS.description, DCAT.accessURL, FOAF.name, DCAT.endpointURL])
def test_the_shapes_see_what_is_missing(places, db, gone):
    """Without one of the mandatory properties the same graph is refused: the shapes would tell."""
    graph = graph_of(Client())
    graph.remove((None, gone, None))
    assert complaints(graph)


def test_the_advice_that_is_not_taken_is_told(places, reader, settings):
    """The page of open outputs names each recommended property that this catalogue leaves out, and no other."""
    settings.LIENVUNG_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    page = Path("docs/api.md").read_text("utf-8")
    [told] = [line for line in page.splitlines() if line.startswith("Recommended and not given: ")]
    graph = graph_of(reader)
    assert {path for _, path in advice_not_taken(graph)} == {*re.findall(r"`([^`]+)`", told)}


def test_the_shapes_see_a_misspelt_property(places, db):
    """A property that the profile does not have is noticed, though shapes by themselves would pass it."""
    graph = graph_of(Client())
    graph.add((next(graph.subjects(RDF.type, DCAT.Dataset)), URIRef(f"{DCTERMS}licence"), Literal("x")))
    assert unknown_properties(graph) == {("dcat:Dataset", "dct:licence")}


def test_a_stranger_sees_what_is_open_and_people_see_everything(places, reader):
    """Only public registers are catalogued for strangers; here also those that are shared, each with its rights."""
    open_data, everything = graph_of(Client()), graph_of(reader)
    names = {str(open_data.value(each, DCTERMS.identifier)) for each in open_data.subjects(RDF.type, DCAT.Dataset)}
    assert REGISTER in names
    assert "commitment" not in names
    assert everything.value(dataset(everything, REGISTER), DCTERMS.accessRights) == RIGHTS.PUBLIC
    assert everything.value(dataset(everything, "commitment"), DCTERMS.accessRights) == RIGHTS.RESTRICTED


def test_every_form_is_there_at_its_address(places, db):
    """Whoever follows the catalogue gets the register in each form, of the kind that was said."""
    graph, stranger = graph_of(Client()), Client()
    forms = [*graph.objects(dataset(graph, REGISTER), DCAT.distribution)]
    kinds = set()
    for form in forms:
        answer = stranger.get(str(graph.value(form, DCAT.accessURL)))
        kind = str(graph.value(form, DCAT.mediaType)).rpartition("assignments/media-types/")[2]
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, kind), form
        kinds.add(kind)
    assert {
        "text/csv",
        "application/geo+json",
        "application/jsonl",
        "application/schema+json",
        "application/json",
    } <= kinds


def test_who_keeps_it_since_when_and_how_new(places, db):
    """Each node with a log of the register is its custodian; first and newest entry and the first day are told."""
    graph = graph_of(Client())
    found = dataset(graph, REGISTER)
    [custody] = graph.objects(found, PROV.qualifiedAttribution)
    agent = graph.value(custody, PROV.agent)
    assert str(graph.value(agent, FOAF.name)) == "Thành phố Hải Phòng"
    assert str(graph.value(found, DCTERMS.modified)).startswith("2026-11-22T08:00:00")
    assert str(graph.value(graph.value(found, DCTERMS.temporal), DCAT.startDate)) == "2010-01-01"


def test_the_same_lines_as_a_table(places, reader):
    """CSV and workbook hold one line for each dataset of the catalogue, and no cell is a formula."""
    graph = graph_of(reader)
    count = len([*graph.subjects(RDF.type, DCAT.Dataset)])
    text = reader.get("/api/catalogue.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == count + 1
    [line] = [row for row in rows if row[0] == REGISTER]
    assert line[1:4] == ["Bến đỗ", "Bến đỗ tàu khách của vịnh.", "Thành phố Hải Phòng"]
    assert line[5:7] == ["7", "công khai"]
    book = load_workbook(io.BytesIO(reader.get("/api/catalogue.xlsx").content))
    cells = book.get_sheet_by_index(0).to_python()
    assert [str(row[0]) for row in cells] == [row[0] for row in rows]


def test_what_a_register_is_called_is_run_by_no_spreadsheet(home, browser_of):
    """A title that begins as a formula, perhaps a partner's, is text in the table."""
    home.registers.mkdir()
    named = PLACE.replace("title: {vi: Bến đỗ", "title: {vi: '=1+1'", 1)
    (home.registers / f"{REGISTER}.yaml").write_text(named, "utf-8")
    text = browser_of("viewer").get("/api/catalogue.csv").content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(text)) if row[0] == REGISTER] == ["'=1+1"]


def test_a_partner_of_another_name_makes_another_catalogue(partner, browser_of):
    """What is told of a steward may change though nothing is written in any log: the catalogue is sent again."""
    here, there = partner
    berth = {"name": "Bến", "side": "quang-ninh", "kind": "pier", "status": "open", "nature": "illustrative"}
    item = split_fields(there.node.catalogue["berth"], berth, attribution=ATTRIBUTION)
    append(there.node, [Change("put", "berth", new_key("quang-ninh", "a" * 16), item)], idempotency_key="berth")
    here.agree(there, grant("quang-ninh", "hai-phong", "berth"))
    here.pull(there)
    viewer = browser_of("viewer")
    first = viewer.get(ADDRESS)
    assert "Thành phố Quảng Ninh" in first.content.decode()
    with here.node.store.writing() as writer:
        peer = writer.peer("quang-ninh")
        renamed = peer.document.replace("Thành phố Quảng Ninh".encode(), "Tỉnh Quảng Ninh".encode())
        writer.set_peer(replace(peer, document=renamed))
    again = viewer.get(ADDRESS, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert "Tỉnh Quảng Ninh" in again.content.decode()


def test_a_partner_gets_304_until_something_is_written(places, reader):
    """The catalogue has an ETag like everything else."""
    etag = reader.get(ADDRESS)["ETag"]
    assert reader.get(ADDRESS, headers={"if-none-match": etag}).status_code == 304
    write_book(places)
    assert reader.get(ADDRESS, headers={"if-none-match": etag}).status_code == 200
