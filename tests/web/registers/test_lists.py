"""The list of a register: questions, facets, ranges, chips, columns, both times, charts; all in the address."""

import re
from html import unescape

import pytest
from tests.web.registers.desk import OPEN, approve, send, write

from lienvung.core.register.item import split_fields
from lienvung.core.register.key import TOKEN_BYTES, format_token, new_key
from lienvung.node.append import Change, append

TOMORROW = "2026-11-23T08:00:00+00:00"


@pytest.fixture
def harbour(node) -> None:
    """Forty piers: ten are being built, every fourth has power, they opened from 2001 on; three permits end soon."""
    definition = node.catalogue["pier"]
    changes = []
    for number in range(40):
        stage = "building" if number % 4 == 1 else "open"
        values = {
            "name": f"Bến số {number:02}",
            "stage": stage,
            "services": ["water", "power"] if number % 4 == 0 else ["water"],
            "length": f"{10 + number}.5",
            "cost": 1_000_000 * number,
            "opened-on": f"{2001 + number // 2}-05-30",
            "valid-from": "2020-01-01",
            "permit-until": "2026-12-01" if number < 3 else "2026-10-01" if number < 5 else "2028-01-01",
            "lit": number % 2 == 0,
        }
        item = split_fields(definition, values)
        key = new_key(node.name, format_token(number.to_bytes(TOKEN_BYTES, "big")))
        changes.append(Change("put", "pier", key, item))
    append(node, changes, idempotency_key="harbour")


def page_of(browser, address: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(address, follow=True)
    assert answer.status_code == 200, address
    return unescape(answer.content.decode())


def count_of(page: str) -> int:
    """Return how many records the list says that it has."""
    return int(re.search(r'class="pager top">(\d+) bản ghi', page)[1]) if 'class="pager top"' in page else 0


def text_of(page: str) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_each_question_is_a_figure_that_leads_to_its_list(harbour, viewer_of_piers):
    """The number on the front page is the number of records on the list behind it."""
    page = page_of(viewer_of_piers, "/so/pier/")
    figures = re.findall(r'<li><a href="([^"]+)"><b>([^<]+)</b><span>([^<]+)', page)
    said = {title.strip(): (number, url) for url, number, title in figures}
    assert said["Bến đang khai thác"][0] == "30"
    assert said["Giấy phép hết hạn trong 30 ngày"][0] == "3"
    assert said["Giấy phép đã hết hạn"][0] == "2"
    for title in ("Bến đang khai thác", "Giấy phép hết hạn trong 30 ngày", "Giấy phép đã hết hạn"):
        number, url = said[title]
        assert count_of(page_of(viewer_of_piers, url)) == int(number)
    building = count_of(page_of(viewer_of_piers, said["Tổng vốn đang xây (đồng)"][1]))
    assert building == 10
    assert "190" in said["Tổng vốn đang xây (đồng)"][0]


def test_facets_count_the_list_and_take_several_values(harbour, viewer_of_piers):
    """Beside each choice stands how many of the present list have it; two choices of one facet are either."""
    page = page_of(viewer_of_piers, "/so/pier/?services=power&mo=stage")
    assert "đang khai thác 10" in text_of(page)
    assert 'value="building"' not in page
    assert "đang xây 10" in text_of(page_of(viewer_of_piers, "/so/pier/"))
    assert count_of(page_of(viewer_of_piers, "/so/pier/?stage=open&stage=building")) == 40
    assert count_of(page_of(viewer_of_piers, "/so/pier/?stage=building&lit=false")) == 10
    assert count_of(page_of(viewer_of_piers, "/so/pier/?stage=building&lit=true")) == 0


def test_values_stand_in_the_order_of_their_file(harbour, viewer_of_piers):
    """Stages follow one another as the register says them, also once the log has brought the definition, sorted."""
    page = page_of(viewer_of_piers, "/so/pier/?mo=stage")
    assert re.findall(r'name="stage" value="(\w+)"', page) == ["open", "building"]
    assert "đang khai thác, đang xây, đã đóng" in page_of(viewer_of_piers, "/so/pier/?muc=truong")


def test_bounds_are_said_in_words(viewer_of_piers, node):
    """A bound on one side only is said without the other."""
    assert "từ 0 trở lên" in page_of(viewer_of_piers, "/so/pier/?muc=truong")


def test_a_steward_is_a_facet(harbour, viewer_of_piers):
    """The nodes whose logs are held stand with their counts; a node that has none finds nothing."""
    assert "Hải Phòng 40" in text_of(page_of(viewer_of_piers, "/so/pier/?mo=chu-quan"))
    assert count_of(page_of(viewer_of_piers, "/so/pier/?chu-quan=hai-phong&stage=building")) == 10
    page = page_of(viewer_of_piers, "/so/pier/?chu-quan=quang-ninh")
    assert count_of(page) == 0
    assert "Chủ quản: quang-ninh" in page


def test_what_a_shut_drawer_holds_is_not_lost(harbour, viewer_of_piers):
    """The form keeps the choices of drawers that are shut, and of fields that are no facet."""
    page = page_of(viewer_of_piers, "/so/pier/?stage=open&lit=true&name=x&mo=services")
    for kept in ('name="stage" value="open"', 'name="lit" value="true"', 'name="name" value="x"'):
        assert f'<input type="hidden" {kept}>' in page


def test_ranges_are_typed_as_people_type_and_stay_in_the_address(harbour, viewer_of_piers):
    """Dates, money and measures from and to; the address holds them as they are stored."""
    assert count_of(page_of(viewer_of_piers, "/so/pier/?cost.tu=5.000.000&cost.den=1%20triệu")) == 0
    assert count_of(page_of(viewer_of_piers, "/so/pier/?cost.tu=5.000.000&cost.den=10%20triệu")) == 6
    assert count_of(page_of(viewer_of_piers, "/so/pier/?opened-on.tu=1/1/2019")) == 4
    assert count_of(page_of(viewer_of_piers, "/so/pier/?length.den=12,5")) == 3
    answer = viewer_of_piers.get("/so/pier/?length.den=12,5", headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == "/so/pier/?length.den=12.5"


def test_a_range_that_cannot_be_read_is_told_and_left_aside(harbour, viewer_of_piers):
    """What was typed comes back with the complaint; the list is not narrowed by it."""
    page = page_of(viewer_of_piers, "/so/pier/?cost.tu=nhiều")
    assert "Không đọc được “nhiều”" in page
    assert count_of(page) == 40


def test_a_bound_is_read_again_from_its_address_as_it_was(viewer_of_piers, harbour):
    """Three decimals in an address are not thousands."""
    viewer_of_piers.get("/so/pier/?length.tu=12,500")
    answer = viewer_of_piers.get("/so/pier/?length.tu=12,500", headers={"HX-Request": "true"})
    again = viewer_of_piers.get(answer["HX-Push-Url"], headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == again["HX-Push-Url"]
    assert count_of(again.content.decode()) == 38


def test_years_of_a_date_are_a_facet(harbour, viewer_of_piers):
    """The latest years stand with their counts; one click narrows to a year, another takes it back."""
    page = page_of(viewer_of_piers, "/so/pier/?mo=opened-on")
    assert "/so/pier/?opened-on.tu=2020&opened-on.den=2020&mo=opened-on" in page
    page = page_of(viewer_of_piers, "/so/pier/?opened-on.tu=2020&opened-on.den=2020")
    assert count_of(page) == 2
    assert "Ngày mở: năm 2020" in page


def test_every_condition_is_a_chip_that_can_be_taken_back(harbour, viewer_of_piers):
    """Each × leads to the list without that condition and with all the others."""
    page = page_of(viewer_of_piers, "/so/pier/?q=ben&stage=open&stage=building&cost.tu=1000000&hoi=open")
    chips = re.findall(r'<li><span>([^<]+)</span><a href="([^"]+)"', page)
    said = dict(chips)
    assert said["“ben”"] == "/so/pier/?hoi=open&stage=open&stage=building&cost.tu=1000000"
    assert said["Tình trạng: đang xây"] == "/so/pier/?q=ben&hoi=open&stage=open&cost.tu=1000000"
    assert said["Vốn: từ 1.000.000"] == "/so/pier/?q=ben&hoi=open&stage=open&stage=building"
    assert said["Bến đang khai thác"] == "/so/pier/?q=ben&stage=open&stage=building&cost.tu=1000000"


def test_columns_are_chosen_and_sorted_in_the_address(harbour, viewer_of_piers):
    """Another set of columns, ordered by one of them, page after page without a double or a gap."""
    page = page_of(viewer_of_piers, "/so/pier/?cot=name&cot=cost&cot=services&xep=-cost")
    heads = re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', page)
    assert [head.strip(" ↓") for head in heads] == ["Tên bến", "Vốn", "Dịch vụ", "Chủ quản"]
    assert page.index("Bến số 39") < page.index("Bến số 38")


def test_the_register_as_it_was_known_has_a_banner_and_a_way_back(clerk, approver, node, clock):
    """On the day before, what was written later is not there; records open as they were known."""
    key = write(clerk, approver, node)
    clock(TOMORROW)
    approve(approver, send(clerk, "/so/pier/moi/", {**OPEN, "v-name": "Bến mới"}))
    page = page_of(clerk, "/so/pier/?luc=2026-11-22&stage=open")
    assert "Như đã biết đến hết ngày 22/11/2026." in page
    assert "Bến mới" not in page
    assert f'href="/so/pier/{key}/?luc=2026-11-22"' in page
    assert 'href="/so/pier/?stage=open">Về hôm nay' in page
    assert "Bến mới" in page_of(clerk, "/so/pier/?stage=open")


def test_what_held_on_a_day_is_found_by_the_valid_time(harbour, viewer_of_piers):
    """Open ends count; what had ended or not begun on that day is not there."""
    assert count_of(page_of(viewer_of_piers, "/so/pier/?ngay=2026-11-01")) == 38
    assert count_of(page_of(viewer_of_piers, "/so/pier/?ngay=2027-06-01")) == 35
    assert count_of(page_of(viewer_of_piers, "/so/pier/?ngay=2019-12-31")) == 0
    assert "Có hiệu lực ngày 01/11/2026." in page_of(viewer_of_piers, "/so/pier/?ngay=2026-11-01")


def test_charts_are_bars_with_their_figures_and_lists(harbour, viewer_of_piers):
    """Counts, sums and years of the list as it is narrowed; each bar leads to its records."""
    page = page_of(viewer_of_piers, "/so/pier/?muc=bieu-do&lit=true")
    assert page.count('<svg class="bar"') >= 3
    text = text_of(page)
    assert "đang khai thác 20" in text
    assert "Vốn theo tình trạng" in text
    assert "Chiều dài theo “Tình trạng”" in text
    assert "/so/pier/?lit=true&stage=open" in page
    years = page_of(viewer_of_piers, "/so/pier/?muc=bieu-do").split("Mở theo năm")[1]
    assert years.count("<tr>") == 1 + 20


def test_nonsense_in_an_address_is_passed_over(harbour, viewer_of_piers):
    """No parameter, however odd, breaks the list."""
    for odd in ("xep=--", "luc=32/13/2026", "ngay=x", "cot=khong", "hoi=khong", "muc=khong", "tiep=khong", "stage="):
        assert count_of(page_of(viewer_of_piers, f"/so/pier/?{odd}")) in (0, 40), odd
    assert viewer_of_piers.get("/so/pier/?stage=%00&cost.tu=%00&q=%00").status_code == 200


def test_an_empty_register_says_what_to_do(clerk, viewer_of_piers):
    """Who may write is led to the form."""
    assert "Thêm bản ghi đầu tiên" in page_of(clerk, "/so/pier/")
    assert "Thêm bản ghi đầu tiên" not in page_of(viewer_of_piers, "/so/pier/")


def test_figures_are_illustrative_only_where_records_are(node, viewer_of_piers):
    """Nothing is not illustrative: no figure of an empty register is marked so, and none leads to such data."""
    for tab in ("", "?muc=bieu-do"):
        page = page_of(viewer_of_piers, f"/so/disbursement/{tab}")
        assert "tag illustrative" not in page
        assert "Xem dữ liệu minh họa" not in page
    assert "tag illustrative" not in page_of(viewer_of_piers, "/so/public-work/").split('class="companions"')[1]
    put_payments(node)
    assert "tag illustrative" in page_of(viewer_of_piers, "/so/disbursement/")
    real = page_of(viewer_of_piers, "/so/disbursement/?nature=real")
    assert "Các số trên chỉ tính dữ liệu thực." in real
    assert "Xem dữ liệu minh họa" in real


ELSEWHERE = "ha-noi-" + "a" * 16


def put_payments(node) -> None:
    """Write what was paid in four spans of time, the later ones first."""
    definition = node.catalogue["disbursement"]
    changes = []
    for within, paid in (("2026-Q3", 30), ("2026-H1", 20), ("2025", 10), ("2024", 5)):
        values = {"line": ELSEWHERE, "within": within, "disbursed": paid, "final": True, "nature": "illustrative"}
        key = new_key(node.name, format_token(paid.to_bytes(TOKEN_BYTES, "big")))
        changes.append(Change("put", "disbursement", key, split_fields(definition, values)))
    append(node, changes, idempotency_key="payments")


def test_days_of_a_chart_follow_one_another(node, viewer_of_piers):
    """Bars of dates stand in the order of time, whatever their figures are and however vague the dates."""
    put_payments(node)
    chart = page_of(viewer_of_piers, "/so/disbursement/?muc=bieu-do").split("Giải ngân theo kỳ")[1].split("</table>")[0]
    bars = re.findall(r'class="plain"[^>]*>([^<]+)</a>', chart)
    assert bars == ["năm 2024", "năm 2025", "6 tháng đầu năm 2026", "quý III/2026"]


def test_a_chart_of_months_begins_and_ends_with_something(node, viewer_of_piers):
    """Months before the first record and after the last are no bars; one between that has nothing is."""
    definition = node.catalogue["promotion-event"]
    for number, day in enumerate(("2026-03-10", "2026-05-20")):
        values = {"name": f"Hội chợ {day}", "kind": "fair", "host": "hai-phong", "progress": "done", "begins-on": day,
                  "ends-on": day, "nature": "illustrative"}  # fmt: skip
        key = new_key(node.name, format_token(number.to_bytes(TOKEN_BYTES, "big")))
        append(node, [Change("put", "promotion-event", key, split_fields(definition, values))], idempotency_key=day)
    chart = page_of(viewer_of_piers, "/so/promotion-event/?muc=bieu-do").split("</table>")[0]
    assert re.findall(r'class="plain"[^>]*>([^<]+)</a>', chart) == ["03/2026", "04/2026", "05/2026"]


def test_the_registers_that_go_with_one_stand_beside_it_with_a_figure(node, viewer_of_piers):
    """Of a work its parts, the parts of those, and what else names it: each leads to its list and to one answer."""
    put_payments(node)
    page = page_of(viewer_of_piers, "/so/public-work/")
    beside = page.split('class="companions"')[1].split("</ul>")[0]
    led = re.findall(r'href="/so/([a-z-]+)/"', beside)
    assert set(led[:3]) == {"work-component", "interface-milestone", "investment-line"}
    assert led[3] == "disbursement"
    assert {"gateway", "transport-link", "investment-opportunity"} <= set(led)
    assert 'href="/so/disbursement/?hoi=estimated&nature=illustrative"><b>0</b>' in beside
    assert "companions" not in page_of(viewer_of_piers, "/so/public-work/?stage=open")
    assert "companions" not in page_of(viewer_of_piers, "/so/vessel-trip/")


def test_an_open_register_says_so(node, viewer_of_piers):
    """Who reads it, and who writes into it, knows that everybody may read it."""
    assert "công khai" in text_of(page_of(viewer_of_piers, "/so/heritage-site/")).split("Bảng")[0]
    assert "công khai" not in text_of(page_of(viewer_of_piers, "/so/boundary-case/")).split("Bảng")[0]
