"""Ranh giới chính thức: a layer in VN-2000 is matched, compared, approved by another person, drawn, and withdrawn."""

import io
import json
import re
import time
import zipfile

import pytest
import shapefile
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from pyproj import CRS

from lienvung.node.units import load_units
from lienvung.office.models import Decision, Job, RegisterImport
from lienvung.office.selectors.imports import job_of
from lienvung.spatial.basemap import read_communes
from lienvung.spatial.projection import WGS84, transformer

PAGE = "/ban-do/ranh-gioi/"
REGION = "106.3,20.9,106.8,21.3"
ZONE = "EPSG:5899"  # 107°45', the central meridian of Quảng Ninh
ABOUT = {
    "since": "2026-01-01", "standing": "official-digital", "maker": "Sở mẫu", "act": "", "accuracy": "5", "licence": "",
    "citation": "", "nature": "illustrative", "not_secret": "on", "projection": "",
}  # fmt: skip
DONG_TRIEU, MAO_KHE, HOANG_QUE = "07093", "07069", "07114"


def cell(code):
    """Return the approximate land of a commune."""
    return max(read_communes().cells[code].geoms, key=lambda part: part.area)


def shapes_zip(*rows, projection=ZONE):
    """Return a zipped shapefile of (number, code, name, shape), in metres of a zone."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    move = transformer(WGS84, projection).transform
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, encoding="utf-8") as writer:
        writer.field("STT", "N", 5)
        writer.field("MA_XA", "C", 5)
        writer.field("TEN_XA", "C", 80)
        for number, code, name, shape in rows:
            ring = [list(move(*place)) for place in shapely.orient_polygons(shape, exterior_cw=True).exterior.coords]
            writer.poly([ring])
            writer.record(number, code, name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for ending, part in (("shp", shp), ("shx", shx), ("dbf", dbf)):
            archive.writestr(f"xa.{ending}", part.getvalue())
        archive.writestr("xa.prj", CRS.from_user_input(projection).to_wkt("WKT1_ESRI"))
    return packed.getvalue()


@pytest.fixture
def settled(mapped):
    """A node with the units of Quảng Ninh."""
    load_units(mapped, ("22",))
    return mapped


@pytest.fixture
def clerk(settled, jobs_at_once, browser_of):
    """A clerk's browser at that node."""
    return browser_of("clerk")


def bring(browser, data, name="xa.zip", **said):
    """Bring a layer by the form and return the page that follows."""
    sent = {**ABOUT, **said, "file": SimpleUploadedFile(name, data)}
    return re.sub(r"\s+", " ", browser.post(PAGE, sent, follow=True).content.decode())


def approve(browser, kind):
    """Let an approver decide what waits."""
    decision = Decision.objects.get(kind=kind)
    browser.post(f"/quyet-dinh/{decision.pk}/", {"action": "approve"})
    decision.refresh_from_db()
    assert decision.state == "done"


def standing(browser, day="2026-10-01"):
    """Return name -> standing of the communes that the map draws."""
    found = json.loads(browser.get(f"/ban-do/don-vi.geojson?khung={REGION}&cap=commune&ngay={day}").content)
    return {
        each["properties"]["name"]: each["properties"]["standing"]
        for each in found["features"]
        if each["properties"]["kind"] == "area"
    }


TWO = [(1, DONG_TRIEU, "P. Đông Triều", cell(DONG_TRIEU)), (2, MAO_KHE, "P. Mạo Khê", cell(MAO_KHE).buffer(-0.01))]


def test_a_layer_goes_the_whole_way(clerk, browser_of):
    """Matched by code, compared by area, approved by another person; then, and from that day on, "xấp xỉ" is gone."""
    page = bring(clerk, shapes_zip(*TWO))
    assert "Khớp và mới: 2; thay đổi: 0; không đổi: 0; sai hoặc không khớp: 0." in page
    assert "phường Đông Triều (07093), 01/01/2026" in page
    assert re.search(r"phường Mạo Khê.*?−?-\d+ %", page)
    imported = RegisterImport.objects.get()
    clerk.post(f"/so/unit-boundary/nhap/{imported.pk}/ghi/")
    assert standing(clerk)["phường Đông Triều"] == "approx"
    approver = browser_of("approver")
    approve(approver, "register-import")
    drawn = standing(clerk)
    assert drawn["phường Đông Triều"] == drawn["phường Mạo Khê"] == "official-digital"
    assert drawn["phường Hoàng Quế"] == "approx"
    assert standing(clerk, "2025-12-31")["phường Đông Triều"] == "approx"
    table = clerk.get(f"/ban-do/?bang=don-vi&khung={REGION}&ngay=2026-10-01").content.decode()
    row = re.search(r"<tr>(?:(?!</tr>).)*phường Đông Triều.*?</tr>", table, re.S).group()
    assert "bản số của cơ quan" in row
    assert "Sở mẫu" in row
    assert "xấp xỉ" not in row


def test_a_layer_is_withdrawn_by_two_people(clerk, browser_of):
    """With a reason and a second person the whole layer is retired, and the approximate outlines are drawn again."""
    bring(clerk, shapes_zip(*TWO))
    clerk.post(f"/so/unit-boundary/nhap/{RegisterImport.objects.get().pk}/ghi/")
    approver = browser_of("approver")
    approve(approver, "register-import")
    key = re.search(r'name="layer" value="([^"]+)"', clerk.get(PAGE).content.decode()).group(1)
    clerk.post(f"{PAGE}rut/", {"layer": key, "reason": "sai kinh tuyến trục"})
    assert standing(clerk)["phường Đông Triều"] == "official-digital"
    approve(approver, "boundary-withdraw")
    assert set(standing(clerk).values()) == {"approx"}
    assert "Chưa có lớp nào." in clerk.get(PAGE).content.decode()


def test_the_same_layer_twice_changes_nothing(clerk, browser_of):
    """A layer that is in the register already is unchanged row by row."""
    data = shapes_zip(*TWO)
    bring(clerk, data)
    clerk.post(f"/so/unit-boundary/nhap/{RegisterImport.objects.get().pk}/ghi/")
    approve(browser_of("approver"), "register-import")
    assert "Khớp và mới: 0; thay đổi: 0; không đổi: 2; sai hoặc không khớp: 0." in bring(clerk, data)


def test_what_matches_nothing_or_is_broken_is_told(clerk):
    """A code of nowhere, a code of a unit that lies elsewhere, a crossing border: each is wrong, with its reason."""
    far = (3, HOANG_QUE, "P. Hoàng Quế", shapely.box(107.9, 21.4, 108.0, 21.5))
    nowhere = (4, "99999", "Xã Không Có", shapely.box(106.5, 21.0, 106.6, 21.1))
    page = bring(clerk, shapes_zip(*TWO, far, nowhere))
    assert "Khớp và mới: 2; thay đổi: 0; không đổi: 0; sai hoặc không khớp: 2." in page
    assert "không có bản ghi nào mang khóa, tên hay mã này" in page
    bow = [[106.4, 21.0], [106.6, 21.1], [106.6, 21.0], [106.4, 21.1], [106.4, 21.0]]
    features = [{"type": "Feature", "properties": {"ma": code}, "geometry": geometry} for code, geometry in (
        (DONG_TRIEU, json.loads(shapely.to_geojson(cell(DONG_TRIEU)))),
        (MAO_KHE, {"type": "Polygon", "coordinates": [bow]}),
    )]  # fmt: skip
    page = bring(clerk, json.dumps({"type": "FeatureCollection", "features": features}).encode(), "xa.geojson")
    assert "đường biên tự cắt" in page
    assert "Khớp và mới: 1" in page


def test_a_layer_in_the_wrong_zone_matches_nothing(clerk):
    """A layer that names another central meridian lies elsewhere, so no unit is found: the whole is refused."""
    data = shapes_zip(*TWO)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, CRS.from_user_input("EPSG:9206").to_wkt("WKT1_ESRI") if name == "xa.prj" else part)
    assert "Không hình nào của “xa.zip” khớp một đơn vị hành chính ngày 01/01/2026." in bring(clerk, packed.getvalue())


def test_names_do_where_there_are_no_codes(clerk):
    """Without codes the names match, and of units that share one that which lies there."""
    rows = [(number, "", name, shape) for number, _code, name, shape in TWO]
    assert "Khớp và mới: 2" in bring(clerk, shapes_zip(*rows))


@pytest.mark.parametrize("data", [b"PK\x03\x04nothing", b"{", b"SQLite format 3\0", b"\x00" * 100])
def test_a_file_that_is_no_layer_is_refused_at_its_field(clerk, data):
    """The page says so, with the remedy; nothing is kept."""
    assert "Không đọc được lớp bản đồ" in bring(clerk, data, "x.gpkg")
    assert not RegisterImport.objects.exists()


def test_who_may_only_read_brings_nothing(settled, browser_of):
    """A viewer does not reach the page, and an auditor sees it without the form."""
    assert browser_of("viewer").get(PAGE).status_code == 403
    assert "enctype" not in browser_of("auditor").get(PAGE).content.decode()


def test_a_line_that_crosses_itself_a_thousand_times_holds_nobody_up(clerk):
    """A tangle beside a sound feature: the tangle is refused with its reason, the other one is matched, at once."""
    places = ((place * 7919 % 997 / 997, place * 104729 % 991 / 991) for place in range(900))
    tangle = [[106.4 + 0.2 * east, 21 + 0.2 * north] for east, north in places]
    features = [
        {
            "type": "Feature",
            "properties": {"MA_XA": code},
            "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        }
        for code, ring in ((DONG_TRIEU, tangle), (MAO_KHE, [list(each) for each in cell(MAO_KHE).exterior.coords[:-1]]))
    ]
    begun = time.process_time()
    page = bring(clerk, json.dumps({"type": "FeatureCollection", "features": features}).encode(), "xa.geojson")
    assert time.process_time() - begun < 30
    assert "Mạo Khê" in page
    assert "tự cắt" in page


def test_a_layer_that_was_returned_may_be_sent_again(clerk, browser_of):
    """The page of the layer has the approver's reason and, as any table's page, the way to submit it once more."""
    bring(clerk, shapes_zip(*TWO))
    imported = RegisterImport.objects.get()
    here, send = f"{PAGE}{imported.pk}/", f"/so/unit-boundary/nhap/{imported.pk}/ghi/"
    clerk.post(send)
    assert send not in clerk.get(here).content.decode()
    decision = Decision.objects.get(kind="register-import")
    browser_of("approver").post(f"/quyet-dinh/{decision.pk}/", {"action": "return", "reason": "thiếu văn bản căn cứ"})
    page = clerk.get(here).content.decode()
    assert send in page
    assert "thiếu văn bản căn cứ" in page


def test_a_layer_whose_comparison_broke_off_says_why(clerk):
    """While a job is at it the page opens itself again; when the job has failed, it says why and stands still."""
    bring(clerk, shapes_zip(*TWO))
    imported = RegisterImport.objects.get()
    here, job = f"{PAGE}{imported.pk}/", job_of(imported)
    RegisterImport.objects.update(state="planning")
    Job.objects.filter(pk=job.pk).update(state="running")
    assert clerk.get(here)["Refresh"]
    refusal = {"code": "table-unreadable", "facts": {"name": "xa.zip"}}
    Job.objects.filter(pk=job.pk).update(state="failed", refusal=refusal)
    answer = clerk.get(here)
    assert "Refresh" not in answer
    assert "Không làm tiếp được với bảng này" in answer.content.decode()
