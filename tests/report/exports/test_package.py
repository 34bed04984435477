"""The data package, judged by the Frictionless framework itself; and how a register flows out in pieces."""

import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path

import orjson
import pytest
from frictionless import Package
from frictionless import validate as judge

from lienvung.catalogue import load_catalogue
from lienvung.core.register.record import Record
from lienvung.report.exports.columns import columns_of
from lienvung.report.exports.files import FORMS
from tests.report.exports.test_round_trip import ABOUT, DEFINITION, EDGES, KEY, record, valid

FULL = {
    "title": "Tàu\nhai dòng" if valid("title", "Tàu\nhai dòng") else "Tàu",
    "string": "=1+1",
    "text": "dòng một\ndòng hai",
    "integer": 2**53 - 1,
    "money": -5,
    "boolean": False,
    "date": "--10-18",
    "period": "../2025",
    "decimal": "-0.10",
    "measure": "1941.500",
    "enumeration": "open",
    "geometry": {"type": "Point", "coordinates": ["107.05", "20.9512345"]},
    "docref": {"number": "352-KL/TUQN", "issued-on": "2019-05-30"},
    "milestone": {"on": "2024-Q4", "what": "khởi công"},
    "string-many": ["=a", "b;c"],
    "geometry-many": [{"type": "Point", "coordinates": ["107", "20"]}],
    "integer-many": [1, 2],
}


def unpacked(folder: Path, data: bytes) -> Path:
    """Unpack a package and return its descriptor."""
    zipfile.ZipFile(BytesIO(data)).extractall(folder)
    return folder / "datapackage.json"


def test_frictionless_finds_nothing_wrong_with_a_package(tmp_path):
    """Schema and rows agree, for every datatype and for texts that look like something else."""
    values = [FULL, {}, *({"string": edge} for edge in EDGES if valid("string", edge))]
    records = [
        Record("thing", f"{KEY[:-2]}{n:02}".replace("0", "x").replace("1", "y"), "o", "hai-phong", n, "put", "live",
               "t", "b", "d", each)
        for n, each in enumerate(values, 20)
    ]  # fmt: skip
    data = b"".join(FORMS["datapackage"].write(columns_of(DEFINITION), records, ABOUT))
    report = judge(str(unpacked(tmp_path, data)))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    rows = Package(str(tmp_path / "datapackage.json")).get_resource("thing").read_rows()
    assert rows[0]["integer"] == 2**53 - 1
    assert rows[0]["boolean"] is False
    assert rows[0]["string-many"] == ["=a", "b;c"]
    assert rows[0]["geometry"] == {"type": "Point", "coordinates": [107.05, 20.9512345]}


@pytest.mark.parametrize("register", sorted(load_catalogue(Path("none"))))
def test_every_register_of_the_catalogue_has_a_sound_descriptor(register, tmp_path):
    """The framework accepts the schema of each register; it says which definition it was made from."""
    definition = load_catalogue(Path("none"))[register]
    data = b"".join(FORMS["datapackage"].write(columns_of(definition), (), ABOUT))
    path = unpacked(tmp_path, data)
    described = orjson.loads(path.read_bytes())
    assert described["lienvung"]["definition"] == definition.hash
    assert Package.validate_descriptor(described).valid


@pytest.mark.parametrize("form", ["csv", "jsonl", "geojson", "xlsx", "datapackage"])
def test_a_register_flows_out_in_bounded_memory(form):
    """Twenty times the records take no more memory: nothing is held whole."""

    def peak(count: int) -> int:
        records = (record({"title": f"Tàu {n}", "text": "chữ " * 50, "integer": n}) for n in range(count))
        tracemalloc.start()
        for _ in FORMS[form].write(columns_of(DEFINITION), records, ABOUT):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(20_000) < peak(1_000) * 1.5 + 500_000
