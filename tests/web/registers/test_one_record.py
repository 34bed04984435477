"""The page of a record: its values by group, its past, undo, retire and restore, merge, duplicates, links."""

import re
from html import unescape
from itertools import pairwise

from tests.web.registers.desk import OPEN, approve, errors_of, pier, send, write

TOMORROW = "2026-11-23T08:00:00+00:00"


def words(browser, address: str) -> str:
    """Return what a page says, without its tags."""
    page = browser.get(address).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])).split())


def test_the_page_groups_the_values_and_shows_them_in_words(clerk, approver, node):
    """Groups of the definition, units, places, days and papers as people read them."""
    key = write(
        clerk,
        approver,
        node,
        **{
            "v-length": "1.250,5",
            "v-place": "20.8449, 106.6881",
            "v-season-0-since": "1/4/2026",
            "v-festival": "18/10",
        },
    )
    page = words(clerk, f"/so/pier/{key}/")
    assert page.index("Nhận diện") < page.index("Giấy phép")
    for said in ("1.250,5 m", "20.8449, 106.6881", "từ 01/04/2026", "18/10 hằng năm", "đang khai thác"):
        assert said in page


def test_an_undo_goes_through_approval_and_stays_in_the_history(clerk, approver, node, clock):
    """From the history of a wrong entry one click leads to its former values, a reason, an approver, a new entry."""
    key = write(clerk, approver, node)
    clock(TOMORROW)
    page = clerk.get(f"/so/pier/{key}/sua/").content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    wrong = {**OPEN, "v-name": "Bến sai tên", "seen": seen, "ly-do": "Sửa tên"}
    approve(approver, send(clerk, f"/so/pier/{key}/sua/", wrong))
    page = clerk.get(f"/so/pier/{key}/").content.decode()
    assert page.count("/hoan-tac/?ve=") == 1
    undo = unescape(re.search(r'href="([^"]+/hoan-tac/[^"]+)"', page)[1])
    form = clerk.get(undo).content.decode()
    assert "<del>Bến sai tên</del>" in form
    seen = re.search(r'name="seen" value="([^"]+)"', form)[1]
    assert clerk.post(undo, {"seen": seen, "reason": " "}).status_code == 422
    approve(approver, send(clerk, undo, {"seen": seen, "reason": "Nhập nhầm"}))
    assert pier(node, key).values["name"] == "Bến Bính"
    history = words(clerk, f"/so/pier/{key}/").split("Lịch sử")[1]
    assert history.index("Lý do: Nhập nhầm") < history.index("Lý do: Sửa tên")
    assert "Bến sai tên" in history


def test_the_approver_sees_what_a_change_changes(clerk, approver, node):
    """Before and after of the fields that differ, and the reason, stand on the page of the submission."""
    key = write(clerk, approver, node)
    seen = re.search(r'name="seen" value="([^"]+)"', clerk.get(f"/so/pier/{key}/sua/").content.decode())[1]
    waiting = send(clerk, f"/so/pier/{key}/sua/", {**OPEN, "v-name": "Bến mới", "seen": seen, "ly-do": "Đổi tên"})
    page = approver.get(waiting).content.decode()
    assert "<del>Bến Bính</del> <ins>Bến mới</ins>" in page
    assert "Lý do: Đổi tên" in page
    assert "đang chờ duyệt" in words(clerk, f"/so/pier/{key}/")


def test_a_record_can_be_seen_as_it_was_known(clerk, approver, node, clock):
    """On an earlier day it has the values of that day under a banner that leads back; before its entry it was not."""
    key = write(clerk, approver, node)
    clock(TOMORROW)
    seen = re.search(r'name="seen" value="([^"]+)"', clerk.get(f"/so/pier/{key}/sua/").content.decode())[1]
    approve(approver, send(clerk, f"/so/pier/{key}/sua/", {**OPEN, "v-name": "Bến mới", "seen": seen}))
    then = words(clerk, f"/so/pier/{key}/?luc=2026-11-22")
    assert "Như đã biết đến 22/11/2026 23:59" in then
    assert "Bến mới" not in then
    assert f'href="/so/pier/{key}/"' in clerk.get(f"/so/pier/{key}/?luc=2026-11-22").content.decode()
    assert "Lúc ấy bản ghi này chưa có trong sổ." in words(clerk, f"/so/pier/{key}/?luc=2026-11-20")
    assert "Bến mới" in words(clerk, f"/so/pier/{key}/?luc=2026-11-23T08:00:00Z")


def test_a_past_page_leads_to_records_as_they_were_known(clerk, approver, node, clock):
    """On an earlier day a link has the title of that day and leads to that day; who named the record only later is not
    there, and who did so then is, also if it has changed its mind.
    """
    twin = write(clerk, approver, node)
    key = write(clerk, approver, node, **{"v-name": "Bến b", "v-twin": twin})
    naming = write(clerk, approver, node, **{"v-name": "Bến c", "v-twin": key})
    clock(TOMORROW)
    for each, now in ((twin, {"v-name": "Tên mới"}), (naming, {"v-name": "Bến c"})):
        seen = re.search(r'name="seen" value="([^"]+)"', clerk.get(f"/so/pier/{each}/sua/").content.decode())[1]
        approve(approver, send(clerk, f"/so/pier/{each}/sua/", {**OPEN, **now, "seen": seen}))
    late = write(clerk, approver, node, **{"v-name": "Bến d", "v-twin": key})
    then = clerk.get(f"/so/pier/{key}/?luc=2026-11-22").content.decode()
    moment = "?luc=2026-11-22T16%3A59%3A59Z"
    assert f'<a href="/so/pier/{twin}/{moment}">Bến Bính</a>' in then
    assert f'<a href="/so/pier/{naming}/{moment}">Bến c</a>' in then
    assert late not in then
    assert "Tên mới" not in then
    now = clerk.get(f"/so/pier/{key}/").content.decode()
    assert f'<a href="/so/pier/{twin}/">Tên mới</a>' in now
    assert f"/so/pier/{late}/" in now
    assert naming not in now
    columns = "cot=name&cot=twin"
    assert "Bến Bính" in words(clerk, f"/so/pier/?{columns}&luc=2026-11-22").split("Bến b")[1]
    assert "Tên mới" not in words(clerk, f"/so/pier/?{columns}&luc=2026-11-22")
    assert "Tên mới" in words(clerk, f"/so/pier/?{columns}")


def test_a_record_leaves_the_register_and_comes_back(clerk, approver, node):
    """Retired and restored from its page, each with a reason and an approver."""
    key = write(clerk, approver, node)
    approve(approver, send(clerk, f"/so/pier/{key}/rut/", {"reason": "Nhầm bến"}))
    assert pier(node, key).state == "retired"
    page = clerk.get(f"/so/pier/{key}/").content.decode()
    assert f"/so/pier/{key}/khoi-phuc/" in page
    assert f"/so/pier/{key}/sua/" not in page
    approve(approver, send(clerk, f"/so/pier/{key}/khoi-phuc/", {"reason": "Vẫn còn bến"}))
    assert pier(node, key).state == "live"


def test_likely_duplicates_are_offered_and_merged(clerk, approver, node):
    """Same name without marks: both are seen side by side; the choice is made field by field; the address redirects."""
    lasting = write(clerk, approver, node, **{"v-cost": "5"})
    double = write(clerk, approver, node, **{"v-name": "BẾN  BINH", "v-cost": "7", "v-berths": "3"})
    page = clerk.get(f"/so/pier/{double}/").content.decode()
    merging = f"/so/pier/{double}/nhap-vao/?ban-ghi={lasting}"
    assert merging in page
    form = clerk.get(merging).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', form)[1]
    assert 'name="f-cost" value="lay"' in form
    assert 'name="f-stage"' not in form
    filled = {"seen": seen, "f-cost": "lay", "f-berths": "lay", "f-name": "giu", "reason": "Nhập hai lần"}
    waiting = send(clerk, merging, filled)
    assert "BẾN" in words(approver, waiting)
    approve(approver, waiting)
    assert pier(node, lasting).values == {
        "name": "Bến Bính",
        "stage": "open",
        "opened-on": "2019-05-30",
        "cost": 7,
        "berths": 3,
    }
    answer = clerk.get(f"/so/pier/{double}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/so/pier/{lasting}/?tu={double}")
    assert f'href="/so/pier/{double}/?giu=1"' in clerk.get(answer["Location"]).content.decode()
    assert "đã nhập vào bản ghi khác" in words(clerk, f"/so/pier/{double}/?giu=1")


def test_a_chain_of_merges_leads_to_its_end(clerk, approver, node):
    """Two merges one after the other lead to the record that lasts in the end, and so do links."""
    keys = [write(clerk, approver, node, **{"v-name": f"Bến {letter}"}) for letter in "abc"]
    linking = write(clerk, approver, node, **{"v-name": "Bến d", "v-twin": keys[0]})
    for key, into in pairwise(keys):
        address = f"/so/pier/{key}/nhap-vao/?ban-ghi={into}"
        seen = re.search(r'name="seen" value="([^"]+)"', clerk.get(address).content.decode())[1]
        approve(approver, send(clerk, address, {"seen": seen, "reason": "Trùng"}))
    assert clerk.get(f"/so/pier/{keys[0]}/")["Location"] == f"/so/pier/{keys[2]}/?tu={keys[0]}"
    assert f'<a href="/so/pier/{keys[2]}/">Bến c</a>' in clerk.get(f"/so/pier/{linking}/").content.decode()
    lasting = words(clerk, f"/so/pier/{keys[2]}/")
    assert "Được nhắc tới ở Bến tàu, Bến đối diện ( 1 ) Bến d" in lasting
    more = [write(clerk, approver, node, **{"v-name": f"Bến {n}", "v-twin": keys[2]}) for n in range(5)]
    page = clerk.get(f"/so/pier/{keys[2]}/").content.decode()
    everyone = unescape(re.search(r'href="(/so/pier/\?twin=[^"]+)"', page)[1])
    listed = clerk.get(everyone).content.decode()
    assert all(f"/so/pier/{each}/" in listed for each in (*more, linking))


def test_what_names_a_record_is_counted_by_register(clerk, approver, node):
    """Links into a record stand by register and field, the first few with a way to all of them."""
    key = write(clerk, approver, node)
    for number in range(7):
        write(clerk, approver, node, **{"v-name": f"Bến số {number}", "v-twin": key})
    page = clerk.get(f"/so/pier/{key}/").content.decode()
    assert '<span class="count">7</span>' in page
    assert f"/so/pier/?twin={key}" in page
    assert "7 bản ghi" in words(clerk, f"/so/pier/?twin={key}")


def test_nothing_is_offered_to_who_may_not_do_it(clerk, approver, node, viewer_of_piers):
    """A viewer reads the record and its history, and finds no way to change it."""
    key = write(clerk, approver, node)
    page = viewer_of_piers.get(f"/so/pier/{key}/").content.decode()
    for act in ("sua/", "rut/", "nhap-vao/", "hoan-tac/"):
        assert act not in page
    assert viewer_of_piers.post(f"/so/pier/{key}/hoan-tac/?ve=x", {}).status_code == 403
    assert errors_of(page) == []
