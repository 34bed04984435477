"""Both languages on the pages: Vietnamese throughout, and in English nothing Vietnamese but records and papers."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.faces import PASSWORD
from tests.office.work import submitted, upload
from tests.test_messages import is_vietnamese
from tests.web.test_every_page import PAGES
from tests.web.test_role_matrix import ADDRESSES, BETWEEN_NODES, expected
from tools.messages import PACKAGE

from lienvung.node.node import Node
from lienvung.node.stores.port import Query
from lienvung.web.numbers import show_money, show_number

READ_ALOUD = {"alt", "title", "aria-label", "placeholder", "value", "label", "data-label"}
LOCALES = PACKAGE / "locale"
# English keeps the names of places, the signs of papers, and the words that records themselves carry.
KEPT = {
    "Hải Phòng", "Quảng Ninh", "Bắc Ninh", "Bắc Giang", "Hạ Long", "Lan Hạ", "Quần đảo", "Hoàng Sa", "Trường Sa",
    "Biển Đông", "xã", "Đại Sơn", "Yên Tử", "Cát Bà", "QĐ-UBND", "QĐ-TTg", "NQ-HĐND", "dữ liệu minh họa",
}  # fmt: skip
NO_PAGE = {
    "partners:node-json", "partners:compare", "set_language", "account_logout", "account_reauthenticate",
    "map:picture-png",
}  # fmt: skip
VOID = {"br", "hr", "img", "input", "link", "meta"}


@pytest.fixture(autouse=True)
def catalogues(tmp_path: Path, settings) -> None:
    """The catalogues as they stand in the sources, compiled afresh."""
    for source in LOCALES.glob("*/LC_MESSAGES/django.po"):
        compiled = tmp_path / "locale" / source.relative_to(LOCALES).with_suffix(".mo")
        compiled.parent.mkdir(parents=True)
        with source.open("rb") as text, compiled.open("wb") as file:
            write_mo(file, read_po(text))
    settings.LOCALE_PATHS = [str(tmp_path / "locale")]


class Reader(HTMLParser):
    """Collects what a page says outside elements that are marked as Vietnamese."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("lang") or self.language
        if language != "vi":
            self.said += [value for name, value in attrs if value and name in READ_ALOUD]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.language != "vi":
            self.said += [" ".join(line.split()) for line in data.splitlines()]

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else "en"


def in_english(browser: Client, address: str, settings) -> list[str]:
    """Return what a page says to somebody who chose English."""
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = browser.get(address)
    assert answer.status_code == 200, address
    page = Reader()
    page.feed(answer.getvalue().decode())
    return page.said


def unsaid_by(data: Iterable[str], said: Iterable[str]) -> list[str]:
    """Return the Vietnamese that neither is data, nor comes from data around which English stands."""
    known = sorted((" ".join(each.split()) for each in data), key=len, reverse=True)
    return [text for text in said if not all(from_data(each, known) for each in re.split(": | – ", text))]


def from_data(text: str, known: list[str]) -> bool:
    """Tell whether a text has no Vietnamese but data, or is a stretch of data, clipped or whole."""
    if any(text.rstrip("…") in each for each in known):
        return True
    for each in known:
        text = text.replace(each, "")
    return not is_vietnamese(text)


def strings(value: object) -> Iterator[str]:
    """Yield every string inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


def data_of(node: Node) -> set[str]:
    """Return every string that the records of a node say, and the names of the nodes and people."""
    found = {"Người", "Thành phố Hải Phòng", "Văn phòng", *KEPT}
    with node.store.reading() as reader:
        for register in node.catalogue:
            for record in reader.find(register, Query(limit=1000)).records:
                found.update(strings([record.values, record.source, record.attribution]))
                found.update(str(blob, "utf-8") for blob in layers(reader, record.source))
    return found


def layers(reader, source) -> Iterator[bytes]:
    """Yield the text that a source points into."""
    if "layer" in source:
        yield reader.blob(source["layer"])


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_english_around_its_records(book, viewer, settings, address):
    """Nothing but what the records say is Vietnamese on a page read in English."""
    said = in_english(viewer, address, settings)
    citation = {"Văn bản số 01-KL/TU ngày 15/01/2026"}  # how a paper is cited; papers are Vietnamese
    assert unsaid_by(data_of(book) | citation, said) == []


@pytest.mark.parametrize("role", ["clerk", "approver", "administrator"])
def test_every_list_is_english_around_its_records(book, browser_of, settings, role):
    """Each address that needs no name, opened by those who work with it, is English but for the records."""
    browser = browser_of(role)
    for name, pattern in ADDRESSES.items():
        if pattern.pattern.converters or name in NO_PAGE or name.startswith(BETWEEN_NODES):
            continue
        if reverse(name).startswith("/api/"):  # for programmes
            continue
        if role in expected(name)[0]:
            said = in_english(browser, reverse(name), settings)
            assert unsaid_by(data_of(book), said) == [], name


def test_the_desk_is_english_around_its_papers(node, programme, browser_of, jobs_at_once, paper, settings):
    """The clerk's review of a paper and the approver's page hold no Vietnamese of their own."""
    clerk, approver = browser_of("clerk"), browser_of("approver")
    source_file = upload(clerk.person, paper, "ket-luan.txt")
    data = {*data_of(node), *strings([draft.values for draft in source_file.drafts.all()]), paper.decode()}
    review = reverse("intake:review", args=[source_file.pk])
    assert unsaid_by(data, in_english(clerk, review, settings)) == []
    waiting = submitted(clerk.person, paper + b" ", programme)
    approval = reverse("intake:approval", args=[waiting.pk])
    assert unsaid_by(data, in_english(approver, approval, settings)) == []


def test_a_figure_is_written_as_its_reader_expects():
    """Dots part the thousands in Vietnamese and commas in English, so that 1.941 is never read as two."""
    with translation.override("vi"):
        assert (show_number(1941), show_number("1941.5")) == ("1.941", "1.941,5")
    with translation.override("en"):
        assert (show_number(1941), show_number("1941.5")) == ("1,941", "1,941.5")


def test_money_is_said_in_thousand_millions_where_that_is_exact():
    """A short figure is never a rounded one: what thousand millions leave out is written in full."""
    with translation.override("vi"):
        assert show_money("1941000000000") == "1.941 tỷ đồng"
        assert show_money(3_480_000_000) == "3,48 tỷ đồng"
        assert show_money("1000000001") == "1.000.000.001 đồng"
        assert [show_money(0), show_money("620000000")] == ["0 đồng", "620.000.000 đồng"]
    with translation.override("en"):
        assert show_money(3_480_000_000) == "VND 3.48 billion"


@pytest.mark.parametrize(("own", "chosen", "title"), [
    ("vi", "", "Đăng nhập"), ("vi", "en", "Sign in"), ("en", "", "Sign in"), ("en", "vi", "Đăng nhập"),
])  # fmt: skip
def test_a_page_follows_the_visitor_then_the_node(node, client, settings, own, chosen, title):
    """The visitor's choice holds, in both directions; without one the node's own language; never the browser's."""
    settings.LIENVUNG_LANGUAGE = own
    if chosen:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    other = "en" if own == "vi" else "vi"
    page = client.get(reverse("account_login"), headers={"accept-language": other}).content.decode()
    assert f"<h1>{title}" in page or f">{title}</h1>" in page


def test_what_a_framework_says_in_english_only_is_said_in_vietnamese(node, browser_of):
    """Two new passwords that differ are refused in the language of the page."""
    typed = {"oldpassword": PASSWORD, "password1": PASSWORD + "1", "password2": PASSWORD + "2"}
    page = browser_of("clerk").post(reverse("account_change_password"), typed).content.decode()
    assert "Hai lần gõ mật khẩu mới không giống nhau." in page
