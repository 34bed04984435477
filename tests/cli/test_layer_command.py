"""`lienvung layer`: a layer in VN-2000 becomes one that a register takes in; what is wrong in it is told."""

import json

import pytest

from lienvung.cli.main import main
from tests.spatial.test_layers import PLACE, feature, geojson, in_zone, shapefile_zip


def run(capsys, *arguments):
    """Run the command and return its exit code, what it printed, and its complaints."""
    with pytest.raises(SystemExit) as left:
        main(["layer", *map(str, arguments)])
    return left.value.code, *capsys.readouterr()


def test_a_shapefile_becomes_geojson_in_degrees(tmp_path, capsys):
    """The zone of Quảng Ninh comes out in WGS 84, attributes beside, ready for the import page."""
    source, target = tmp_path / "ranh.zip", tmp_path / "ranh.geojson"
    source.write_bytes(shapefile_zip(projection=None))
    code, said, _ = run(capsys, source, "--to", target, "--projection", "EPSG:5899")
    found = json.loads(target.read_bytes())["features"][0]
    assert code == 0
    assert "EPSG:5899" in said
    assert found["properties"]["MA"] == "07093"
    assert found["geometry"]["coordinates"][0][0] == pytest.approx([106.7, 20.9], abs=0.2)


def test_refused_features_are_told_and_fail_the_command(tmp_path, capsys):
    """Swapped axes are told with their number and remedy; the others are written."""
    source, target = tmp_path / "a.geojson", tmp_path / "b.geojson"
    source.write_bytes(geojson(feature(*PLACE), feature(*PLACE[::-1])))
    code, _, complaints = run(capsys, source, "--to", target)
    assert code == 1
    assert "Hình 2" in complaints
    assert "vĩ độ trước kinh độ" in complaints
    assert len(json.loads(target.read_bytes())["features"]) == 1


def test_an_existing_file_is_not_overwritten(tmp_path, capsys):
    """What stands under the name stays."""
    source, target = tmp_path / "a.geojson", tmp_path / "b.geojson"
    source.write_bytes(geojson(feature(*in_zone([PLACE])[0]), crs="EPSG:5899"))
    target.write_text("giữ nguyên")
    assert run(capsys, source, "--to", target)[0] != 0
    assert target.read_text() == "giữ nguyên"
