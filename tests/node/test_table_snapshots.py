"""The register tables in the hands of other programmes: GDAL, plain SQL, and a role that can read and nothing else."""

import os
import signal
import sqlite3
import subprocess
import sys
import time

import psycopg
import pyogrio
import pytest
from one_node import Clock, act, make_node, put, send
from shapely import box, from_wkb
from tests.contracts.records import DOCUMENT, label
from tests.postgres_server import open_kind

from lienvung.core.register.definition import parse_definition
from lienvung.core.register.item import split_fields
from lienvung.node.append import Change
from lienvung.node.tables.geopackage import ARCHIPELAGOS, write_tables
from lienvung.node.tables.role import NotOnServer, RoleUnknown, grant_reader, sql_store
from lienvung.spatial import sovereignty
from lienvung.spatial.basemap import archipelago_shapes
from lienvung.spatial.sovereignty import may_be_drawn

TIME = "2026-11-22T08:00:00Z"
HOSTILE = "select-from-drop-table-" + "x" * 40
WORKS = parse_definition(
    {
        **DOCUMENT,
        "register": "work",
        "parts": {"shared": {}, "internal": {}, "personal": {"personal": "basic"}},
        "fields": [
            *DOCUMENT["fields"],
            {"name": "plan", "label": label("Dự kiến"), "datatype": "string", "part": "internal"},
            {"name": HOSTILE, "label": label("x"), "datatype": "boolean"},
            {"name": "fid", "label": label("fid"), "datatype": "string"},
            {"name": "group", "label": label("group"), "datatype": "string"},
            {"name": "border", "label": label("Ranh"), "datatype": "geometry"},
        ],
    }
)
REFUSED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState)
RING = [["106.5", "20.5"], ["106.9", "20.5"], ["106.9", "20.9"], ["106.5", "20.5"]]
SHAPES = [
    {"type": "Point", "coordinates": ["106.6881", "20.8449"]},
    {"type": "LineString", "coordinates": [["106.6", "20.8"], ["107.1", "20.95"]]},
    {"type": "MultiPolygon", "coordinates": [[RING], [RING]]},
    {"type": "Polygon", "coordinates": [RING]},
]


@pytest.fixture(params=["sqlite", "postgres", "memory"])
def node(request, tmp_path):
    store = open_kind(request.param, request, tmp_path)
    made = make_node(store, catalogue={"work": WORKS, **make_node(store).catalogue}, now=Clock())
    for number, shape in enumerate(SHAPES):
        values = {
            "name": f"Cầu Bến Rừng {number}", "length": "1.865", "cost": 1_941_000_000_000, "kind": "road",
            "opened": "2024-Q2", "valid": "2024-01-01/..", "sides": ["hai-phong", "quang-ninh"],
            "phone": "0900 000 000", "plan": "chưa công bố", "place": shape, HOSTILE: True, "fid": "của tôi",
            "group": "1; DROP TABLE x",
        }  # fmt: skip
        send(made, Change("put", "work", f"hai-phong-{'abcd'[number] * 16}", split_fields(WORKS, values)))
    send(made, Change("put", "work", "hai-phong-" + "e" * 16, split_fields(WORKS, {"name": "Không có hình"})))
    send(made, Change("put", "work", "hai-phong-" + "f" * 16, split_fields(WORKS, {"name": "Đã bỏ"})))
    send(made, act("retire", "work", "hai-phong-" + "f" * 16, reason="nhập nhầm"))
    send(made, put("person", role="trưởng phòng", phone="0900 111 111"))
    yield made
    store.close()


def test_gdal_reads_layers_geometry_and_fields(node, tmp_path):
    """GDAL finds each register as a layer in WGS 84, every kind of geometry as it was, numbers and days as such."""
    file = tmp_path / "tables.gpkg"
    written = write_tables(node.store, file, TIME, draws=may_be_drawn)
    layers = dict(pyogrio.list_layers(file))
    assert layers["work"] is not None
    assert layers["person"] is None
    assert "node" not in layers
    info = pyogrio.read_info(file, layer="work")
    assert (info["crs"], info["features"]) == ("EPSG:4326", 5)
    assert info["total_bounds"] == (106.5, 20.5, 107.1, 20.95)
    meta, _, geometry, columns = pyogrio.raw.read(file, layer="work")
    rows = {name: list(column) for name, column in zip(meta["fields"], columns, strict=True)}
    assert rows["name"][0] == "Cầu Bến Rừng 0"
    assert rows["length"][0] == 1.865
    assert rows["cost"][0] == 1_941_000_000_000
    assert str(rows["opened__first"][0]) == "2024-04-01"
    assert str(rows["opened__last"][0]) == "2024-06-30"
    assert rows["sides"][0] == '["hai-phong","quang-ninh"]'
    assert rows["fid"][0] == "của tôi"
    assert rows["steward"] == ["hai-phong"] * 5
    from shapely.geometry import shape

    from lienvung.core.register.geometry import to_geojson

    assert [from_wkb(each) for each in geometry[:4]] == [shape(to_geojson(each)) for each in SHAPES]
    assert geometry[4] is None
    found = pyogrio.raw.read(file, layer="work", bbox=(107, 20.9, 108, 21))[3]
    assert len(found[0]) == 1
    assert layers.keys() >= {"_heads", ARCHIPELAGOS}
    assert written.tables == len(layers) - 2


def test_both_archipelagos_lie_beside_the_registers(node, tmp_path):
    """A map that somebody makes of the file has Hoàng Sa and Trường Sa by their names, whatever registers there are."""
    file = tmp_path / "tables.gpkg"
    write_tables(node.store, file, TIME, draws=may_be_drawn)
    _meta, _, geometry, (names,) = pyogrio.raw.read(file, layer=ARCHIPELAGOS)
    assert set(names) == {each.label["vi"] for each in sovereignty.ARCHIPELAGOS}
    for archipelago in sovereignty.ARCHIPELAGOS:
        shape = from_wkb(geometry[list(names).index(archipelago.label["vi"])])
        assert len(shape.geoms) == len(archipelago_shapes()[archipelago.name])
        assert box(*archipelago.box).contains(shape)


def test_a_shape_that_gives_our_islands_away_is_not_in_the_file(node, tmp_path):
    """A record that says so, perhaps a partner's, is written with its words and without its shape."""
    claim = {"name": "Sansha, China", "place": {"type": "Point", "coordinates": ["112.33", "16.83"]}}
    send(node, Change("put", "work", "hai-phong-" + "g" * 16, split_fields(WORKS, claim)))
    file = tmp_path / "tables.gpkg"
    write_tables(node.store, file, TIME, draws=may_be_drawn)
    meta, _, geometry, columns = pyogrio.raw.read(file, layer="work")
    names = list(columns[list(meta["fields"]).index("name")])
    assert geometry[names.index("Sansha, China")] is None
    assert pyogrio.read_info(file, layer="work")["total_bounds"] == (106.5, 20.5, 107.1, 20.95)


def test_nothing_personal_and_nothing_internal_leaves(node, tmp_path):
    """Neither column nor bytes of personal parts are in the file; internal ones only where they are asked for."""
    file = tmp_path / "tables.gpkg"
    write_tables(node.store, file, TIME, draws=may_be_drawn)
    told = file.read_bytes()
    for secret in ("0900 000 000", "0900 111 111", "phone", "chưa công bố"):
        assert secret.encode() not in told
    write_tables(node.store, file, TIME, draws=may_be_drawn, internal=True)
    told = file.read_bytes()
    assert "chưa công bố".encode() in told
    assert b"0900" not in told
    assert file.stat().st_mode & 0o077 == 0


def test_plain_sql_reads_it_and_finds_the_heads(node, tmp_path):
    """Python's own SQLite opens it, the standard's own rules hold, and the heads say what it was made of."""
    file = tmp_path / "tables.gpkg"
    write_tables(node.store, file, TIME, draws=may_be_drawn)
    db = sqlite3.connect(file)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert db.execute("SELECT sum(cost), count(*) FROM work WHERE \"group\" LIKE '1;%'").fetchone() == (
        4 * 1_941 * 10**9,
        4,
    )
    heads = dict(db.execute("SELECT origin, root FROM _heads"))
    with node.store.reading() as reader:
        assert heads == {log.origin: log.frontier.root().hex() for log in reader.logs()}
    db.close()


def test_other_programmes_go_on_reading_the_old_file(node, tmp_path):
    """A reader that has the file open keeps what it opened; the next one sees the new tables."""
    file = tmp_path / "tables.gpkg"
    write_tables(node.store, file, TIME, draws=may_be_drawn)
    before = sqlite3.connect(file)
    before.execute("BEGIN")
    assert before.execute("SELECT count(*) FROM work").fetchone() == (5,)
    send(node, Change("put", "work", "hai-phong-" + "g" * 16, split_fields(WORKS, {"name": "Mới"})))
    write_tables(node.store, file, TIME, draws=may_be_drawn)
    assert before.execute("SELECT count(*) FROM work").fetchone() == (5,)
    assert sqlite3.connect(file).execute("SELECT count(*) FROM work").fetchone() == (6,)
    assert [each.name for each in tmp_path.iterdir() if "partial" in each.name] == []


KILLED = """
import sys
from pathlib import Path
import apsw
from lienvung.node.stores.sqlite import open_sqlite
from lienvung.node.tables import geopackage

def slow(*given):
    print("writing", flush=True)
    sys.stdin.read()

geopackage._describe = slow
to, time = Path(sys.argv[2]), "2026-11-22T08:00:00Z"
geopackage.write_tables(open_sqlite(Path(sys.argv[1])), to, time, draws=lambda *given: True)
"""


@pytest.mark.parametrize("node", ["sqlite"], indirect=True)
def test_killed_while_writing_leaves_the_old_file(node, tmp_path):
    """After kill -9 in the middle the old file is there whole, and the next run writes over what was begun."""
    file = tmp_path / "tables.gpkg"
    write_tables(node.store, file, TIME, draws=may_be_drawn)
    before = file.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "node.sqlite"), str(file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout.readline() == "writing\n"
        os.kill(process.pid, signal.SIGKILL)
    assert file.read_bytes() == before
    write_tables(node.store, file, TIME, draws=may_be_drawn)
    assert [each.name for each in tmp_path.iterdir() if "partial" in each.name] == []


@pytest.mark.parametrize("node", ["postgres"], indirect=True)
def test_role_reads_the_views_and_nothing_else(node, postgres_server):
    """The role selects from the views; it can neither write nor see personal parts, nor touch the store itself."""
    role = f"gis_{time.time_ns()}"
    with pytest.raises(RoleUnknown):
        grant_reader(node.store, role)
    with pytest.raises(RoleUnknown):
        grant_reader(node.store, "postgres")
    postgres_server.run(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    views = grant_reader(node.store, role)
    assert grant_reader(node.store, role) == views
    schema = node.store._schema
    with psycopg.connect(postgres_server.dsn, user=role, password="x", autocommit=True) as db:
        rows = db.execute(f'SELECT * FROM "{views.schema}".work ORDER BY name').fetchall()
        names = [each.name for each in db.execute(f'SELECT * FROM "{views.schema}".work').description]
        first = dict(zip(names, rows[0], strict=True))
        assert len(rows) == 5
        assert "phone" not in names
        assert "plan" not in names
        assert (first["steward"], str(first["length"]), str(first["opened__last"])) == (
            "hai-phong",
            "1.865",
            "2024-06-30",
        )
        assert (first["valid__last"], first["fid"]) == (None, "của tôi")
        assert first["place"] == '{"coordinates":[106.6881,20.8449],"type":"Point"}'
        for forbidden in (
            f'SELECT * FROM "{schema}".record_work',
            f'SELECT * FROM "{schema}".part',
            f'SELECT * FROM "{schema}".setting',
            f'DELETE FROM "{views.schema}".work',
            f"UPDATE \"{views.schema}\".work SET name = 'x'",
            f"INSERT INTO \"{views.schema}\".person (key) VALUES ('x')",
            f'CREATE TABLE "{views.schema}".x (a int)',
        ):
            with pytest.raises(REFUSED):
                db.execute(forbidden.encode())
    send(node, put("person", role="sau khi cấp quyền"))


def test_only_a_server_has_roles(node):
    """A store in a file grants nothing, and says so."""
    if "postgres" not in type(node.store).__module__:
        with pytest.raises(NotOnServer):
            grant_reader(sql_store(node.store), "gis")
