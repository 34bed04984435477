"""A register of every datatype and three kinds of parts, out in every form and in again, in both stores."""

import json
import zipfile
from io import BytesIO

import psycopg
import pytest
from tests.office.importing import approved, bring, mistakes, rows, states
from tests.report.exports.test_round_trip import CHOICES, ONE

from lienvung.core.register.item import split_fields
from lienvung.core.text import nfc
from lienvung.node.append import append
from lienvung.node.change import Change
from lienvung.node.home import with_store, write_settings
from lienvung.node.stores.every import every_record
from lienvung.node.stores.port import Query
from lienvung.office.imports.columns import guess_columns
from lienvung.office.imports.reading import read_table
from lienvung.office.models import RegisterImport
from lienvung.office.services.exports import register_export
from lienvung.office.services.imports import import_map
from lienvung.report.exports.files import FORMS

pytestmark = pytest.mark.django_db

BERTHS = [f"hai-phong-{letter * 16}" for letter in "xyz"]
KEYS = [f"hai-phong-{letter * 16}" for letter in "abcd"]
PERSONAL, INTERNAL = ("string", "date", "money", "docref"), ("text", "boolean", "geometry")
LINE = {"type": "LineString", "coordinates": [["106.7", "20.8"], ["106.75", "20.85"], ["107", "20.9"]]}
HOLE = {
    "type": "Polygon",
    "coordinates": [
        [["106", "20"], ["107", "20"], ["107", "21"], ["106", "21"], ["106", "20"]],
        [["106.4", "20.4"], ["106.4", "20.6"], ["106.6", "20.6"], ["106.6", "20.4"], ["106.4", "20.4"]],
    ],
}
POINT = {"type": "Point", "coordinates": ["107.0452", "20.9511"]}
ISLANDS = {"type": "MultiPolygon", "coordinates": [[ring] for ring in (HOLE["coordinates"][0],)]}
VALUES = {
    "string": ["=1+1", "'tên", "007", " hai bờ ", "+84 912"],
    "text": ["Đoạn 1\nĐoạn 2; hết", "-", "@x"],
    "verbatim": ["\tmục 2\r\n b)", "_x0041_", "'"],
    "integer": [0, -1, 2**53 - 1],
    "money": [2**53 - 1, 999_999_999_999_999, 25_000_000],
    "boolean": [False, True],
    "date": ["2019-05-30", "2024-Q4", "--10-18", "1900-02-28"],
    "deadline": ["2026-H1", "2024-05", "2027-12-31"],
    "year-less": ["--02-29", "--10-18"],
    "period": ["2021-01-01/2025-12-31", "../2025", "2024-05/.."],
    "decimal": ["1.941", "-0.10", "12345678901234567890.5"],
    "measure": ["12.50", "0", "1941.500"],
    "enumeration": list(CHOICES),
    "link": BERTHS,
    "file": ["ab" * 32, "0" * 64],
    "geometry": [POINT, LINE, HOLE, ISLANDS],
    "docref": [{"number": "=352-KL/TUQN"}, {"number": "9", "issuer": "Tỉnh ủy", "issued-on": "2019-05-30"}],
    "milestone": [{"on": "2026-Q3", "what": "hợp long"}, {"on": "--10-18", "what": "-"}],
    "extension": [{"until": "2027-06-30", "reason": "minh họa"}],
}


def fields() -> list[dict[str, object]]:
    """Return a field of each datatype, one of each with many values, some of them internal and some personal."""
    title = {"name": "title", "label": {"vi": "Tên gọi"}, "datatype": "string", "unique": True}
    found: list[dict[str, object]] = [title]
    for each in ONE:
        part = "personal" if each["name"] in PERSONAL else "internal" if each["name"] in INTERNAL else "shared"
        found += [{**each, "part": part}, {**each, "name": f"{each['name']}-many", "many": True}]
    return found


DEFINITION = {
    "register": "thing",
    "version": 1,
    "title": {"vi": "Mọi kiểu"},
    "purpose": {"vi": "Để thử đường ra và đường vào"},
    "title-field": "title",
    "parts": {"shared": {}, "internal": {}, "personal": {"personal": "basic"}},
    "fields": fields(),
}


def records() -> dict[str, dict[str, object]]:
    """Return the values of four records: in each field, each of them has another of its datatype's."""
    found: dict[str, dict[str, object]] = {}
    for number, key in enumerate(KEYS):
        values: dict[str, object] = {"title": f"Vật {number}"}
        for name, choice in VALUES.items():
            values[name] = choice[number % len(choice)]
            values[f"{name}-many"] = choice[: number + 1]
        found[key] = {name: nfc(value) if isinstance(value, str) else value for name, value in values.items()}
    return found


@pytest.fixture(params=["sqlite", "postgres"])
def home(request, home):
    """A node with that register, its store in a file or in a schema of a real PostgreSQL."""
    home.registers.mkdir()
    (home.registers / "thing.yaml").write_text(json.dumps(DEFINITION), "utf-8")  # JSON is YAML
    if request.param == "sqlite":
        yield home
        return
    dsn = request.getfixturevalue("postgres_server").dsn
    placed = with_store(home, dsn)
    write_settings(placed)
    yield placed
    with psycopg.connect(dsn) as db:
        db.execute(f'DROP SCHEMA "{home.settings.name}" CASCADE')


@pytest.fixture
def filled(node):
    """The node with the four records and the berths that they name."""
    berth = {"side": "hai-phong", "nature": "illustrative"}
    _write(node, "berth", {key: {"name": f"Bến {number}", **berth} for number, key in enumerate(BERTHS)})
    _write(node, "thing", records())
    return node


def _write(node, register, values_by_key) -> None:
    definition = node.catalogue[register]
    changes = [Change("put", register, key, split_fields(definition, values)) for key, values in values_by_key.items()]
    append(node, changes, idempotency_key=f"{register} {len(str(values_by_key))}")


def held(node) -> dict[str, dict[str, object]]:
    """Return the values of all records by key."""
    with node.store.reading() as reader:
        return {record.key: dict(record.values) for record in every_record(reader, "thing")}


def given_out(node, person, form: str) -> tuple[str, bytes]:
    """Return the file of the register as this person may have it; of a package, its csv."""
    definition = node.catalogue["thing"]
    query = Query(sort=("key",))
    made = register_export(user=person, definition=definition, query=query, form=form, asked=[])
    data = b"".join(made.pieces)
    if form == "datapackage":
        return "thing.csv", zipfile.ZipFile(BytesIO(data)).read("thing.csv")
    return made.name, data


def test_a_workbook_says_in_which_unit_its_figures_are(filled, person):
    """The heading has the unit that the label does not say, and is understood as the same field."""
    _, data = given_out(filled, person("clerk"), "xlsx")
    headings = read_table(data, "thing.xlsx", len).headings
    assert "Trường measure (m) [measure]" in headings
    columns = guess_columns(filled.catalogue["thing"], headings)
    assert columns["Trường measure (m) [measure]"] == "measure"
    titled = [*headings, "Trường link [link-many] (tên, để đọc) (2)"]
    assert "Trường link [link-many] (tên, để đọc) (2)" not in guess_columns(filled.catalogue["thing"], titled)


def test_a_workbook_says_what_linked_records_are_called(filled, person):
    """Beside each key stands the name, for reading only: a table that comes in says it by the key alone."""
    _, data = given_out(filled, person("clerk"), "xlsx")
    table = read_table(data, "thing.xlsx", len)
    key = table.headings.index("Trường link [link-many]")
    name = table.headings.index("Trường link [link-many] (tên, để đọc)")
    cells = [row[1] for row in table.rows]
    assert name == key + 1
    assert cells[1][key] == "; ".join(BERTHS[:2])
    assert cells[1][name] == "Bến 0; Bến 1"
    columns = guess_columns(filled.catalogue["thing"], table.headings)
    assert [heading for heading in columns if heading.endswith("(tên, để đọc)")] == []


@pytest.mark.parametrize("form", list(FORMS))
def test_what_goes_out_comes_in_again_unchanged(form, filled, person, jobs_at_once):
    """The file of a register changes nothing in it; brought after all values were changed, it brings them back."""
    clerk, approver = person("clerk"), person("approver")
    name, data = given_out(filled, clerk, form)
    same = bring(clerk, data, name, "thing")
    assert mistakes(same) == []
    assert states(same) == {"unchanged": len(KEYS)}
    before = held(filled)
    _write(filled, "thing", {key: {"title": f"khác {number}", "integer": 7} for number, key in enumerate(KEYS)})
    back = bring(clerk, data, name, "thing")
    assert states(back) == {"changed": len(KEYS)}
    decision = approved(clerk, approver, back)
    assert decision.state == "done", decision.outcome
    assert held(filled) == before == records()
    assert states(bring(clerk, data, name, "thing")) == {"unchanged": len(KEYS)}


def test_who_may_not_see_the_personal_part_gets_a_file_that_leaves_it_alone(filled, person, jobs_at_once):
    """A file without the personal part, brought by a clerk who lets empty cells clear, takes nothing of it away."""
    name, data = given_out(filled, person("viewer"), "csv")
    clerk = person("clerk")
    imported = bring(clerk, data, name, "thing")
    import_map(user=clerk, imported=imported, columns=imported.columns, clears=True)
    imported.refresh_from_db()
    assert imported.state == RegisterImport.State.PLANNED
    assert not any(f"{field}," in data.decode().split("\n")[0] for field in PERSONAL if field != "string")
    assert {row.state for row in rows(imported)} == {"unchanged"}
