"""Units that are no more: whose promises were taken on, by which act, and which nobody answers for."""

import pytest
from django.test import Client
from tests.web.book import ATTRIBUTION, PROGRAMME, put, read_page

from lienvung.core.register.errors import ItemInvalid
from lienvung.node.append import append
from lienvung.node.node import Node

UNIT, WARD, CHANGED = "hai-phong-kinhmoncu", "hai-phong-kinhmon", "hai-phong-xacu"
PLAN = "hai-phong-planaaaaaaaaaaaa"
TAKEN, SHARED, LEFT = (f"hai-phong-{letter * 16}" for letter in "tsu")


def promise(text: str) -> dict[str, object]:
    return {
        "text": text,
        "programmes": [PROGRAMME],
        "document": PLAN,
        "deadline-kind": "none",
        "owed-by": ["hai-phong"],
        "nature": "illustrative",
    }


def decided(commitment: str, how: str, **more: object) -> dict[str, object]:
    heading = f"Kinh Môn: {how}"
    return {"heading": heading, "commitment": commitment, "unit": UNIT, "how": how, "nature": "illustrative", **more}


@pytest.fixture
def succession(book: Node) -> Node:
    """A district that promised three things in one plan: one was inherited, one is shared, one lies there."""
    units = [
        (UNIT, {"name": "thị xã Kinh Môn", "kind": "town", "level": "district", "valid-until": "2025-06-30",
                "act": "1669/NQ-UBTVQH15", "successors": [WARD], "succession": "split"}),
        (WARD, {"name": "phường Kinh Môn", "kind": "ward", "level": "commune", "valid-from": "2025-07-01"}),
        (CHANGED, {"name": "xã Lục Nam", "kind": "commune", "level": "commune", "valid-until": "2026-09-19",
                   "succession": "reclassified"}),
    ]  # fmt: skip
    plan = {"doc-type": "kế hoạch", "issuers": ["UBND thị xã Kinh Môn", "UBND xã Lục Nam"], "subject": "Kế hoạch mẫu",
            "programmes": [PROGRAMME], "nature": "illustrative"}  # fmt: skip
    decisions = [
        decided(TAKEN, "inherited", inheritors=["Sở Nông nghiệp và Môi trường"], act="Quyết định số 977/QĐ-UBND",
                passage="giao Sở tiếp tục thực hiện", **{"decided-on": "2025-08-20"}),
        decided(SHARED, "shared", inheritors=["UBND phường A", "UBND phường B"], act="Biên bản số 12/BB"),
    ]  # fmt: skip
    changes = [
        *(put(book, "administrative-unit", key, values) for key, values in units),
        put(book, "document", PLAN, plan),
        *(put(book, "commitment", key, promise(text)) for key, text in (
            (TAKEN, "Tuần tra rừng"), (SHARED, "Sửa bến đò"), (LEFT, "Cắm mốc giáp ranh"))),
        *(put(book, "promise-succession", f"hai-phong-{n * 16}", one) for n, one in zip("de", decisions, strict=True)),
    ]  # fmt: skip
    append(book, changes, idempotency_key="succession")
    return book


def test_the_list_counts_what_became_of_promises(succession: Node, viewer: Client) -> None:
    """One line a dissolved unit; a unit that only changed its kind has its bodies still and is not in the list."""
    page = read_page(viewer, "/don-vi-giai-the/?tinh_chat=minh-hoa")
    assert "thị xã Kinh Môn" in page
    assert "1669/NQ-UBTVQH15" in page
    assert "xã Lục Nam" not in page
    real = read_page(viewer, "/don-vi-giai-the/")
    assert "thị xã Kinh Môn" not in real
    assert "Không có cam kết nào của đơn vị đã giải thể" in real


def test_a_unit_lists_its_promises_by_what_became_of_them(succession: Node, viewer: Client) -> None:
    """Inherited and shared with the act, the others as taken by nobody; the ward of the same name inherits nothing."""
    page = read_page(viewer, f"/don-vi-giai-the/{UNIT}/?tinh_chat=minh-hoa")
    left, inherited = page.split("<h2>Kế thừa theo quyết định</h2>")
    inherited, shared = inherited.split("<h2>Cùng chịu trách nhiệm</h2>")
    assert "Cắm mốc giáp ranh" in left
    assert "Tuần tra rừng" not in left
    for words in ("Tuần tra rừng", "Sở Nông nghiệp và Môi trường", "Quyết định số 977/QĐ-UBND", "giao Sở tiếp tục"):
        assert words in inherited
    assert "UBND phường A; UBND phường B" in shared
    assert "Không nói lên ai nhận các cam kết" in shared.split("Trên bản đồ, nay là")[1]


def test_programmes_and_promises_lead_there(succession: Node, viewer: Client) -> None:
    """Who reads a programme or a promise sees that a unit behind it is no more, and how much lies there."""
    address = f"/don-vi-giai-the/{UNIT}/?tinh_chat=minh-hoa"
    assert address in read_page(viewer, f"/chuong-trinh/{PROGRAMME}/")
    assert "1 cam kết chưa ai nhận" in read_page(viewer, f"/chuong-trinh/{PROGRAMME}/")
    assert address in read_page(viewer, f"/cam-ket/{LEFT}/")
    assert '/don-vi-giai-the/?tinh_chat=minh-hoa"' in read_page(viewer, "/chuong-trinh/?tinh_chat=minh-hoa")


def test_only_dissolved_units_have_the_page(succession: Node, viewer: Client) -> None:
    """A unit of today, or one that merely changed its kind, is not on a page of the dissolved."""
    for key in (WARD, CHANGED, "hai-phong-khongco"):
        assert viewer.get(f"/don-vi-giai-the/{key}/").status_code == 404


def test_both_pages_are_in_english_too(succession: Node, viewer: Client) -> None:
    """Switched over, no Vietnamese sentence of ours is left."""
    viewer.post("/ngon-ngu/", {"language": "en", "next": "/"})
    page = read_page(viewer, f"/don-vi-giai-the/{UNIT}/?tinh_chat=minh-hoa")
    assert "Taken by nobody yet" in page
    assert "Chưa ai nhận" not in page
    assert ATTRIBUTION["approved-by"] not in page


def test_inheritance_without_an_act_is_refused(succession: Node) -> None:
    """Nobody inherits by being there: the register wants the act and the inheritor."""
    with pytest.raises(ItemInvalid):
        append(
            succession,
            [put(succession, "promise-succession", f"hai-phong-{'f' * 16}", decided(LEFT, "inherited"))],
            idempotency_key="without act",
        )
