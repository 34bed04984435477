"""Read the record files of `samples/`: who stewards, when it was written down, which values.

    steward: hai-phong
    nature: real | illustrative
    by: {entered, office, approved}
    batches: [{at: ISO 8601, records: [{register, id, values}], tables: …}]        tables: sample_tables.py

`id` becomes the record's key (samples/README.md); "@id" is a link to that record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from lienvung.catalogue.unit_seed import token_on
from lienvung.core.register.definition import Definition
from lienvung.core.register.item import Item, split_fields
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.demo.sample_tables import parse_shape, records_of

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """One record to put: its register, its key and its item in parts."""

    register: str
    key: str
    item: Item


@dataclass(frozen=True, slots=True)
class SampleBatch:
    """Records that one steward wrote down at one time."""

    name: str
    steward: str
    at: datetime
    records: tuple[SampleRecord, ...]


def sample_files(folder: Path) -> list[Path]:
    """Return the record files, the cited ones first."""
    return sorted((folder / "real").glob("*.yaml")) + sorted((folder / "illustrative").glob("*.yaml"))


def sample_keys(files: list[Path], catalogue: Mapping[str, Definition]) -> dict[str, str]:
    """Return each `id` of all files with the key it stands for, and the names of units beside them."""
    units = unit_keys(files[0].parent.parent) if files else {}
    return units | {
        record["id"]: sample_key(document["steward"], record["id"], catalogue[record["register"]])
        for document in map(_load, files)
        for batch in document["batches"]
        for record in records_of(batch)
    }


def unit_keys(folder: Path) -> dict[str, str]:
    """Return the keys of the administrative units that `units.yaml` gives names: alias -> key, by `code@day`.

    The units are not samples: they come with the package, and the steward that the file names loads them.
    """
    document = _load(folder / "units.yaml")
    steward = document["steward"]
    return {alias: f"{steward}-{token_on(*place.split('@'))}" for alias, place in document["units"].items()}


def sample_key(steward: str, alias: str, definition: Definition) -> str:
    """Return the key that an `id` stands for; the same on every run, so that addresses stay true."""
    if definition.keys == "natural":
        return f"{steward}-{alias.replace('-', '')}"
    return new_key(steward, format_token(sha256(f"lienvung/sample/{alias}".encode()).digest()[:TOKEN_BYTES]))


def read_samples(file: Path, keys: Mapping[str, str], catalogue: Mapping[str, Definition]) -> Iterator[SampleBatch]:
    """Yield the batches of one file, in the order of time."""
    document = _load(file)
    for number, batch in enumerate(document["batches"]):
        records = tuple(_record(document, each, keys, catalogue) for each in records_of(batch))
        name = f"{file.parent.name}/{file.stem}/{number}"
        yield SampleBatch(name, document["steward"], batch["at"], records)


def _record(
    document: Values,
    record: Values,
    keys: Mapping[str, str],
    catalogue: Mapping[str, Definition],
) -> SampleRecord:
    definition = catalogue[record["register"]]
    values = {name: _plain(value, keys) for name, value in record["values"].items()}
    for field in definition.fields.values():
        if field.datatype == "geometry" and field.name in values:
            values[field.name] = parse_shape(values[field.name])
    if "nature" in definition.fields:
        values["nature"] = document["nature"]
    citation = values.get("citation", [])
    item = split_fields(
        definition,
        values,
        source={"citation": citation} if citation else {},
        attribution=_attribution(document["by"]),
    )
    return SampleRecord(record["register"], keys[record["id"]], item)


def _plain(value: Any, keys: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_plain(each, keys) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each, keys) for name, each in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith("@"):
        return keys[value[1:]]
    return value


def _attribution(by: Values) -> dict[str, str]:
    return {
        "entered-by": by["entered"],
        "entered-office": by["office"],
        "confirmed-by": by["entered"],
        "approved-by": by["approved"],
    }


@cache
def _load(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
    return document
