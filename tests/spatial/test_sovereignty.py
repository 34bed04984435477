"""Hoàng Sa and Trường Sa: in every picture, in the base map, and refused where a layer says otherwise."""

import json
import re
from pathlib import Path

import pytest
import shapely

import lienvung
from lienvung.spatial.basemap import LAYERS, archipelago_shapes, read_communes, read_layer
from lienvung.spatial.drawing import Drawing, draw_map
from lienvung.spatial.errors import ArchipelagoMissing, SovereigntyBroken
from lienvung.spatial.frame import COUNTRY
from lienvung.spatial.layers import read_layer as read_foreign_layer
from lienvung.spatial.marks import Mark
from lienvung.spatial.sovereignty import ARCHIPELAGOS, SEA, check_boundary, check_feature

PACKAGE = Path(lienvung.__file__).parent
HOANG_SA, TRUONG_SA = (each.label["vi"] for each in ARCHIPELAGOS)
IN_HOANG_SA, IN_TRUONG_SA = shapely.Point(112.3, 16.8), shapely.Point(114.3, 9.9)
BOXES = [
    None,
    COUNTRY,
    (106.4, 20.6, 107.4, 21.2),
    (103.9, 10.0, 104.1, 10.4),
    (111.0, 15.7, 112.9, 17.2),
    (-10.0, 40.0, 5.0, 50.0),
]
SIZES = [(960, 640), (390, 500), (230, 250)]


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("size", SIZES)
def test_every_picture_names_both_archipelagos(box, size):
    """Wherever the frame lies and whatever its size, both archipelagos and the sea are in the picture by name."""
    drawn = draw_map(Drawing("Bản đồ", box=box, size=size))
    for name in (HOANG_SA, TRUONG_SA, SEA.label["vi"]):
        assert f">{name}</text>" in drawn


def test_an_english_picture_says_viet_nam():
    """In English the names stay and the country is still named."""
    drawn = draw_map(Drawing("Map", box=COUNTRY, language="en"))
    assert "Quần đảo Hoàng Sa (Viet Nam)" in drawn
    assert "Quần đảo Trường Sa (Viet Nam)" in drawn


def test_labels_stand_inside_the_picture():
    """No name is pushed over the edge, in the small picture either."""
    for size in SIZES:
        drawn = draw_map(Drawing("Bản đồ", box=COUNTRY, size=size))
        for name in (HOANG_SA, TRUONG_SA):
            x, y = (
                float(each) for each in re.search(rf'x="([\d.]+)" y="([\d.]+)"[^>]*>{re.escape(name)}', drawn).groups()
            )
            assert 0 < x < size[0]
            assert 0 < y < size[1]


def test_a_picture_of_the_region_has_the_country_in_its_corner():
    """A frame around the bays has the inset with both archipelagos and the frame itself in it."""
    drawn = draw_map(Drawing("Bản đồ", [Mark(shapely.Point(106.75, 20.965))]))
    inset = drawn[drawn.index('class="inset"') :]
    assert HOANG_SA in inset
    assert TRUONG_SA in inset
    assert 'class="here"' in inset


def test_a_country_picture_takes_in_the_archipelagos():
    """A frame of the mainland alone is widened until both archipelagos lie in it, so it needs no inset."""
    drawn = draw_map(Drawing("Bản đồ", box=(102, 8, 110, 23.5)))
    assert 'class="inset"' not in drawn
    assert HOANG_SA in drawn


def test_the_base_map_has_the_islands():
    """Islands of both archipelagos are in the data, each in its box, and they are the land of their đặc khu."""
    shapes = archipelago_shapes()
    assert len(shapes["hoang-sa"]) >= 5
    assert len(shapes["truong-sa"]) >= 30
    for archipelago in ARCHIPELAGOS:
        assert all(shapely.box(*archipelago.box).contains(each) for each in shapes[archipelago.name])
    cells = read_communes().cells
    assert shapely.union_all(shapes["hoang-sa"]).symmetric_difference(cells["20333"]).area < 1e-6
    assert shapely.union_all(shapes["truong-sa"]).symmetric_difference(cells["22736"]).area < 1e-6


def test_no_other_commune_reaches_into_an_archipelago():
    """Only the two đặc khu have land there."""
    for code, cell in read_communes().cells.items():
        for archipelago in ARCHIPELAGOS:
            assert code in archipelago.codes or not shapely.box(*archipelago.box).intersects(cell)


@pytest.mark.parametrize("name", LAYERS)
def test_the_base_map_names_nobody(name):
    """The files hold land and water, no country, no foreign name, no line at sea."""
    document = json.loads(read_layer(name))
    assert {key for feature in document["features"] for key in feature["properties"]} == {"part"}
    assert {feature["properties"]["part"] for feature in document["features"]} <= {
        "region", "coast", "bays", "hoang-sa", "truong-sa",
    }  # fmt: skip
    check_feature(shapely.box(*COUNTRY), {"text": read_layer(name).decode().split("\n")[0]})


def test_nothing_that_is_shipped_draws_the_line_or_the_other_names():
    """No template, script, register or sample names the archipelagos as others do."""
    forbidden = re.compile(r"xisha|nansha|spratly|paracel|kalayaan|nine.dash|lưỡi bò|south china sea", re.IGNORECASE)
    files = [
        path
        for ending in ("html", "js", "css", "yaml", "geojson", "topojson", "csv")
        for path in PACKAGE.rglob(f"*.{ending}")
    ]
    wrong = [path.name for path in files if "vendor" not in path.parts and forbidden.search(path.read_text("utf-8"))]
    assert files
    assert wrong == []


@pytest.mark.parametrize(
    "owner", ["China", "Trung Quốc", "CHN", "Philippines", "Đài Loan", "中国", "Malaysia", "disputed"]
)
def test_a_layer_that_gives_them_to_others_is_refused(owner):
    """A polygon over an archipelago that names another state is refused, whatever the field is called."""
    for place in (IN_HOANG_SA, IN_TRUONG_SA):
        with pytest.raises(SovereigntyBroken):
            check_feature(place.buffer(0.5), {"ADM0": owner})


@pytest.mark.parametrize(
    "name",
    [
        *("Paracel Islands", "Spratly Is.", "Xisha", "西沙群岛", "Sansha City", "South China Sea", "XishaQundao"),
        *("Quần đảo Tây Sa", "tay sa", "TP Tam Sa", "Nam Sa", "Trung Sa.", "Nam Hải", ["Đảo Phú Lâm", "Xisha"]),
    ],
)
def test_a_label_of_others_is_refused(name):
    """A point there under a name of those who claim it is refused."""
    with pytest.raises(SovereigntyBroken):
        check_feature(IN_HOANG_SA, {"label": name})


@pytest.mark.parametrize(
    "text",
    [
        "Trạm của Việt Nam sau khi nâng cấp, tập trung sang năm hai nghìn không trăm ba mươi",
        "Lực lượng Việt Nam hai lần trao quà; tạm sang đảo khác",
        "Bia chủ quyền Việt Nam",
    ],
)
def test_a_sentence_that_names_nobody_passes(text):
    """What only holds the letters of another's name across two words, or the name of Viet Nam, is no claim."""
    check_feature(IN_TRUONG_SA, {"facts": text})
    check_feature(shapely.Point(106.7, 20.9), {"facts": f"Tuyến chia làm chín đoạn, bán lưỡi bò nướng. {text}"})


@pytest.mark.parametrize(
    "name", ["Nine-dash line", "Đường lưỡi bò", "Lưỡi bò", "Đường chín đoạn", "九段线", "U-shaped line"]
)
def test_the_line_at_sea_is_refused_anywhere(name):
    """The line is refused by its name, wherever the layer puts it."""
    with pytest.raises(SovereigntyBroken):
        check_feature(shapely.LineString([(108, 12), (110, 14)]), {"name": name})


def test_our_own_names_pass():
    """The đặc khu and their provinces are no offence, nor is a partner of trade elsewhere."""
    check_feature(IN_HOANG_SA, {"name": "Đặc khu Hoàng Sa", "province": "Thành phố Đà Nẵng", "country": "Việt Nam"})
    check_feature(shapely.Point(107.97, 21.54), {"name": "Móng Cái – Đông Hưng", "country": "Trung Quốc"})


@pytest.mark.parametrize("archipelago", ARCHIPELAGOS, ids=lambda each: each.name)
def test_a_boundary_that_takes_them_in_is_refused(archipelago):
    """The outline of any other unit may not reach into an archipelago, neither by land nor by sea; its own may."""
    around = shapely.box(*archipelago.box)
    for code in {"49", "31", *(code for each in ARCHIPELAGOS for code in each.codes)} - archipelago.codes:
        with pytest.raises(SovereigntyBroken):
            check_boundary(around.buffer(-0.3), code)
    for code in archipelago.codes:
        check_boundary(shapely.union_all(archipelago_shapes()[archipelago.name]), code)


@pytest.mark.parametrize("archipelago", ARCHIPELAGOS, ids=lambda each: each.name)
def test_a_boundary_that_leaves_an_own_island_out_is_refused(archipelago):
    """Đà Nẵng without Hoàng Sa, Khánh Hòa without Trường Sa, or either without one island of it, is no outline."""
    islands = archipelago_shapes()[archipelago.name]
    first, *others = sorted(islands, key=lambda island: -max(shapely.distance(island, islands)))
    land = shapely.box(108, 11.5, 109, 16)
    for code in archipelago.codes:
        for shape in (land, shapely.union_all([land, *others])):
            with pytest.raises(ArchipelagoMissing):
                check_boundary(shape, code)
        check_boundary(shapely.union_all([land, first, *others]), code)


def test_an_official_layer_may_have_an_island_where_it_really_lies():
    """Islands of the base map may be some kilometres off; a layer that has them there is no less whole."""
    islands = shapely.union_all(archipelago_shapes()["hoang-sa"])
    check_boundary(shapely.transform(islands, lambda places: places + 0.02), "20333")


def test_a_layer_file_is_judged_feature_by_feature():
    """In a file, the offending feature is a fault with its number; the others are read."""
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Point", "coordinates": [x, y]}}
        for name, x, y in (("Cảng Cái Lân", 107.045, 20.975), ("Paracel Islands", 112.3, 16.8))
    ]
    layer = read_foreign_layer(json.dumps({"type": "FeatureCollection", "features": features}).encode(), "a.geojson")
    assert [each.properties["name"] for each in layer.features] == ["Cảng Cái Lân"]
    assert [(fault.number, fault.refusal.code) for fault in layer.faults] == [(2, "sovereignty-broken")]
