"""The catalogue of this node's registers in DCAT-AP 3, as JSON-LD.

A register is a dataset, each form in which it can be had a distribution, each node that keeps a log of it a custodian.
Vocabularies are those that DCAT-AP names; a licence is said only where the node's settings name one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lienvung.core.register.definition import Label
from lienvung.report.exports.files import XLSX

Node = dict[str, Any]
MEDIA_TYPE: Final = "application/ld+json"
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_CUSTODIAN: Final = "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/custodian"
_FILE_TYPES: Final = {
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/geo+json": "GEOJSON",
    XLSX: "XLSX",
    "application/zip": "ZIP",
}
"""What the European list of file types calls ours; it has no name for the others."""
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Steward:
    """A locality that keeps a log: its node's name and what it is called."""

    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Form:
    """One way to have a register: where, as which kind of file, by which standard if it is a service."""

    name: str
    title: str
    address: str
    media_type: str
    is_file: bool = False
    service: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """An interface: what it is called, where it answers, where it is described."""

    title: str
    address: str
    description: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One register as the catalogue shows it; times are RFC 3339, "" where nothing was ever written."""

    register: str
    title: Label
    purpose: Label
    address: str
    page: str
    schema: str
    is_public: bool
    stewards: tuple[Steward, ...]
    records: int
    issued: str
    modified: str
    holds_since: str
    forms: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole: whose it is, where it stands, which services answer, what is in it."""

    address: str
    home: str
    publisher: Steward
    services: Mapping[str, Service]
    licence: str
    entries: tuple[Entry, ...]


def format_catalogue(catalogue: Catalogue) -> Node:
    """Return the catalogue as a JSON-LD document."""
    newest = max((entry.modified for entry in catalogue.entries), default="")
    return {
        "@context": _CONTEXT,
        "@id": catalogue.address,
        "@type": "dcat:Catalog",
        "dct:title": _text(f"Danh mục dữ liệu của {catalogue.publisher.title}"),
        "dct:description": _text(f"Các sổ dữ liệu mà {catalogue.publisher.title} giữ và chia sẻ qua Liên Vùng."),
        "dct:publisher": _agent(catalogue, catalogue.publisher),
        "dct:spatial": _place(catalogue, catalogue.publisher),
        "dct:language": _concept("language/VIE", "dct:LinguisticSystem"),
        "foaf:homepage": {"@id": catalogue.home, "@type": "foaf:Document"},
        "dcat:service": [_service(catalogue, name) for name in catalogue.services],
        "dcat:dataset": [_dataset(catalogue, entry) for entry in catalogue.entries],
        **({"dct:modified": _moment(newest)} if newest else {}),
        **_licence(catalogue),
    }


def _dataset(catalogue: Catalogue, entry: Entry) -> Node:
    return {
        "@id": entry.address,
        "@type": "dcat:Dataset",
        "dct:identifier": entry.register,
        "dct:title": _labels(entry.title),
        "dct:description": _labels(entry.purpose or entry.title),
        "dct:publisher": {"@id": _agent_id(catalogue, catalogue.publisher)},
        "dct:language": {"@id": f"{_AUTHORITY}language/VIE"},
        "dct:accrualPeriodicity": _concept("frequency/IRREG", "dct:Frequency"),
        "dct:accessRights": _access(entry.is_public),
        "dct:spatial": [_place(catalogue, steward) for steward in entry.stewards],
        "dcat:landingPage": {"@id": entry.page, "@type": "foaf:Document"},
        "dct:conformsTo": {"@id": entry.schema, "@type": "dct:Standard"},
        "prov:qualifiedAttribution": [_custody(catalogue, entry, steward) for steward in entry.stewards],
        "dcat:distribution": [_distribution(catalogue, entry, form) for form in entry.forms],
        **({"dct:issued": _moment(entry.issued)} if entry.issued else {}),
        **({"dct:modified": _moment(entry.modified)} if entry.modified else {}),
        **({"dct:temporal": _since(entry)} if entry.holds_since else {}),
    }


def _distribution(catalogue: Catalogue, entry: Entry, form: Form) -> Node:
    return {
        "@id": f"{entry.address}#{form.name}",
        "@type": "dcat:Distribution",
        "dct:title": _text(form.title),
        "dcat:accessURL": {"@id": form.address},
        "dcat:mediaType": {"@id": f"{_MEDIA}{form.media_type}", "@type": "dct:MediaType"},
        **_file_type(form.media_type),
        **({"dcat:downloadURL": {"@id": form.address}} if form.is_file else {}),
        **({"dcat:accessService": {"@id": catalogue.services[form.service].address}} if form.service else {}),
        **_licence(catalogue),
    }


def _file_type(media_type: str) -> Node:
    name = _FILE_TYPES.get(media_type)
    return {"dct:format": _concept(f"file-type/{name}", "dct:MediaTypeOrExtent")} if name else {}


def _service(catalogue: Catalogue, name: str) -> Node:
    service = catalogue.services[name]
    return {
        "@id": service.address,
        "@type": "dcat:DataService",
        "dct:title": _text(service.title),
        "dcat:endpointURL": {"@id": service.address},
        "dcat:endpointDescription": {"@id": service.description},
        "dcat:servesDataset": _served(catalogue.entries, name),
        **_licence(catalogue),
    }


def _served(entries: Iterable[Entry], service: str) -> list[Node]:
    return [{"@id": entry.address} for entry in entries if any(form.service == service for form in entry.forms)]


def _custody(catalogue: Catalogue, entry: Entry, steward: Steward) -> Node:
    return {
        "@id": f"{entry.address}#custody-{steward.name}",
        "@type": "prov:Attribution",
        "prov:agent": _agent(catalogue, steward),
        "dcat:hadRole": {"@id": _CUSTODIAN, "@type": "dcat:Role"},
    }


def _agent(catalogue: Catalogue, steward: Steward) -> Node:
    return {
        "@id": _agent_id(catalogue, steward),
        "@type": ["foaf:Agent", "foaf:Organization"],
        "foaf:name": _text(steward.title),
        "dct:identifier": steward.name,
    }


def _agent_id(catalogue: Catalogue, steward: Steward) -> str:
    return f"{catalogue.address}#agent-{steward.name}"


def _place(catalogue: Catalogue, steward: Steward) -> Node:
    return {
        "@id": f"{catalogue.address}#place-{steward.name}",
        "@type": "dct:Location",
        "skos:prefLabel": _text(steward.title),
    }


def _access(is_public: bool) -> Node:
    return _concept("access-right/PUBLIC" if is_public else "access-right/RESTRICTED", "dct:RightsStatement")


def _since(entry: Entry) -> Node:
    """Return the time that the facts cover: from the first day on which one held."""
    start = {"@value": entry.holds_since, "@type": "xsd:date"}
    return {"@id": f"{entry.address}#time", "@type": "dct:PeriodOfTime", "dcat:startDate": start}


def _licence(catalogue: Catalogue) -> Node:
    licence = {"@id": catalogue.licence, "@type": "dct:LicenseDocument"}
    return {"dct:license": licence} if catalogue.licence else {}


def _concept(name: str, kind: str) -> Node:
    return {"@id": f"{_AUTHORITY}{name}", "@type": kind}


def _labels(label: Label) -> list[Node]:
    return [{"@value": words, "@language": language} for language, words in label.items()]


def _text(words: str) -> Node:
    return {"@value": words, "@language": "vi"}


def _moment(time: str) -> Node:
    return {"@value": time, "@type": "xsd:dateTime"}
