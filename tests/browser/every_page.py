"""Where every page of a node is: the lists by their address, the rest by following what a person would click."""

from collections.abc import Iterator

from .conftest import Visitor

LISTS = {
    "toan-canh": "/",
    "toan-canh-minh-hoa": "/?tinh_chat=minh-hoa",
    "chuong-trinh": "/chuong-trinh/",
    "cam-ket": "/cam-ket/?tinh_chat=minh-hoa",
    "so-hoa": "/so-hoa/",
    "nhap-bang": "/nhap-bang/",
    "duyet": "/duyet/",
    "van-ban": "/van-ban/?tinh_chat=minh-hoa",
    "so": "/so/",
    "du-lieu-mo": "/du-lieu-mo/",
    "khoa-api": "/du-lieu-mo/khoa/",
    "so-cam-ket": "/so/commitment/",
    "so-tu-dien": "/so/commitment/?muc=truong",
    "so-tau": "/so/tourist-vessel/?mo=kind&luc=2026-11-19",
    "so-cong-trinh": "/so/public-work/?nature=illustrative&cot=name&cot=cost",
    "so-bieu-do": "/so/public-work/?muc=bieu-do&nature=illustrative",
    "so-ban-do": "/so/public-work/?muc=ban-do",
    "so-mau-nhap": "/so/tourist-vessel/moi/",
    "so-xuat": "/so/commitment/xuat/?nature=illustrative",
    "so-nhap": "/so/tourist-vessel/nhap/",
    "ban-do": "/ban-do/",
    "ranh-gioi": "/ban-do/ranh-gioi/",
    "ban-do-don-vi": "/ban-do/?khung=106.4,20.6,107.4,21.2&bang=don-vi&ngay=2025-06-30",
    "ket-noi": "/ket-noi/",
    "tu-gioi-thieu": "/ket-noi/tu-gioi-thieu/",
    "them-ben": "/ket-noi/them/",
    "da-trao": "/ket-noi/da-trao/",
    "goi-tin": "/ket-noi/goi-tin/?ben=quang-ninh",
    "ban-giao": "/ban-giao/",
    "con-thieu": "/ket-noi/ben/quang-ninh/con-thieu/",
    "thoa-thuan": "/thoa-thuan/",
    "soan-thoa-thuan": "/thoa-thuan/moi/",
    "quyet-dinh": "/quyet-dinh/",
    "de-nghi": "/de-nghi/",
    "giai-the": "/don-vi-giai-the/",
    "don-vi": "/don-vi/",
    "don-vi-tra-cuu": "/don-vi/?q=Chí+Linh&ngay=2021-08-14",
    "don-vi-chuyen-doi": "/don-vi/chuyen-doi/",
    "don-vi-thong-ke": "/don-vi/thong-ke/?so=boundary-case",
    "thay-doi": "/thay-doi/",
    "bao-cao": "/bao-cao/?tinh_chat=minh-hoa",
}
# Below the page of one thing: a form or a paper that its own page leads to.
BELOW = (
    (
        "doi-thoi-han",
        "/cam-ket/?tinh_chat=minh-hoa&q=khu+cong+nghiep",
        "main td a[href^='/cam-ket/']",
        "main a[href^='/de-nghi/thoi-han/']",
    ),
    ("bao-tien-do", "/cam-ket/?tinh_chat=minh-hoa", "main td a[href^='/cam-ket/']", "main a[href$='/tien-do/']"),
    ("giay-chung-nhan", "/so/limitation/", "main td a[href^='/so/limitation/']", "main a[href$='/giay-chung-nhan/']"),
    ("sua-ban-ghi", "/so/organisation/", "main td a[href^='/so/organisation/']", "main a[href$='/sua/']"),
    ("nhap-lam-mot", "/so/organisation/", "main td a[href^='/so/organisation/']", "main a[href$='/nhap-vao/']"),
    ("rut-ban-ghi", "/so/organisation/", "main td a[href^='/so/organisation/']", "main a[href$='/rut/']"),
    ("xoa-ca-nhan", "/so/organisation/", "main td a[href^='/so/organisation/']", "main a[href$='/xoa-ca-nhan/']"),
)
# From a list to one thing on it: the name of the page, the list, and the link that leads there.
ONE = (
    ("mot-chuong-trinh", "/chuong-trinh/?tinh_chat=minh-hoa", "main td a[href^='/chuong-trinh/']"),
    ("chuong-trinh-thuc", "/chuong-trinh/", "main td a[href^='/chuong-trinh/']"),
    ("mot-cam-ket", "/cam-ket/?tinh_chat=minh-hoa", "main td a[href^='/cam-ket/']"),
    ("cam-ket-da-nhac", "/cam-ket/?tinh_chat=minh-hoa&neu=2", "main td a[href^='/cam-ket/']"),
    ("ban-quet", "/cam-ket/?tinh_chat=minh-hoa&q=danh+sach+tau+khach", "main td a[href^='/cam-ket/']"),
    ("mot-van-ban", "/van-ban/?tinh_chat=minh-hoa&q=901", "main td a[href^='/van-ban/']"),
    ("ra-soat", "/so-hoa/", "main th a[href^='/so-hoa/']"),
    ("mot-lan-duyet", "/duyet/", "main th a[href^='/duyet/']"),
    ("mot-han-che", "/so/limitation/", "main td a[href^='/so/limitation/']"),
    ("mot-don-vi", "/so/administrative-unit/", "main td a[href^='/don-vi/']"),
    ("mot-don-vi-qua-thoi-gian", "/don-vi/?q=phường+Văn+Đức&ngay=2025-06-30", "main h2 a[href^='/don-vi/']"),
    ("mot-ben", "/ket-noi/", "main h2 a[href^='/ket-noi/ben/']"),
    ("mot-thoa-thuan", "/thoa-thuan/", "main th a[href^='/thoa-thuan/']"),
    ("mot-quyet-dinh", "/quyet-dinh/", "main th a[href^='/quyet-dinh/']"),
    ("mot-de-nghi", "/de-nghi/", "main a[href^='/de-nghi/']"),
    ("mot-giai-the", "/don-vi-giai-the/", "main a[href^='/don-vi-giai-the/']"),
    ("to-trinh", "/bao-cao/?tinh_chat=minh-hoa", "main a[href$='/to-trinh-lanh-dao/']"),
    ("chot-so-lieu", "/bao-cao/?tinh_chat=minh-hoa", "main a[href$='/chot-so-lieu/']"),
)


def every_page(visitor: Visitor) -> Iterator[str]:
    """Open each page in turn and give its name; what a list should lead to must be on it."""
    for name, path in LISTS.items():
        visitor.open(path)
        yield name
    for name, path, *links in ONE + BELOW:
        visitor.open(path)
        for link in links:
            address = visitor.page.locator(link).first.get_attribute("href")
            assert address, f"{path} leads to no {name}"
            visitor.open(address)
        yield name
