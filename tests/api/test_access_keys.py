"""Keys for programmes: given once, kept as a hash, taken back, counted; and never a password."""

import re
from base64 import b64encode

import pytest
from django.test import Client
from django.urls import reverse
from tests.api.places import KEEPER, NOTE, REGISTER
from tests.faces import PASSWORD

from lienvung.office.errors import TooManyTokens
from lienvung.office.models import ApiToken, AuditEvent
from lienvung.office.services.api_tokens import MOST_TOKENS, token_give
from lienvung.office.services.people import user_reactivate, user_renew_password, user_stop

RECORDS = f"/api/v1/registers/{REGISTER}/records"
COMMITMENTS = "/api/v1/registers/commitment/records"
KEYS = "/du-lieu-mo/khoa/"


def bearer(secret: str) -> Client:
    """Return a programme that sends a key."""
    return Client(headers={"authorization": f"Bearer {secret}"})


def basic(name: str, secret: str) -> Client:
    """Return a programme that sends a name and a key, as QGIS does."""
    return Client(headers={"authorization": "Basic " + b64encode(f"{name}:{secret}".encode()).decode()})


@pytest.fixture
def clerk(places, person):
    """Somebody who reads personal parts on the pages."""
    return person("clerk")


def test_a_key_reads_what_its_owner_reads_but_nothing_personal(clerk):
    """As bearer or as password the internal field comes; the personal part stays behind, for whoever finds the key."""
    secret = token_give(owner=clerk, name="QGIS").secret
    for programme in (bearer(secret), basic("clerk", secret)):
        said = programme.get(RECORDS).content.decode()
        assert NOTE in said
        assert KEEPER not in said
        assert '"hidden"' in said
        assert programme.get(COMMITMENTS).status_code == 200


@pytest.mark.parametrize(
    "header",
    ["Bearer lv_sai", "Bearer ", "Basic !!!", "Basic Og==", "Digest x", "Bearer " + "x" * 5000, "Basic /w=="],
)
def test_a_wrong_key_opens_nothing_not_even_what_is_public(places, db, header):
    """Whoever sends a key means somebody: a wrong one is told at once, in words, with the way to do it right."""
    answer = Client(headers={"authorization": header}).get(RECORDS)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:lienvung:token-refused")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_password_or_another_name_is_no_key(clerk, person):
    """The sign-in password does not open this door, nor does a key under another's name."""
    person("viewer")
    secret = token_give(owner=clerk, name="QGIS").secret
    assert basic("clerk", PASSWORD).get(RECORDS).status_code == 401
    assert basic("viewer", secret).get(RECORDS).status_code == 401


def test_a_key_opens_no_page(clerk):
    """Beside what programmes read a key means nothing."""
    answer = bearer(token_give(owner=clerk, name="QGIS").secret).get("/so/")
    assert answer.status_code == 302
    assert "/dang-nhap/" in answer["Location"]


def test_a_key_is_shown_once_and_kept_as_a_hash(places, browser_of):
    """The answer that made it shows it; no page, cookie or row shows it again."""
    browser = browser_of("viewer")
    answer = browser.post(KEYS, {"name": "Bảng  của phòng"})
    secret = re.search(r"lv_[a-z2-7]{32}", answer.content.decode())[0]
    assert "no-store" in answer["Cache-Control"]
    page = browser.get(KEYS).content.decode()
    assert "Bảng của phòng" in page
    assert secret not in page + str(browser.cookies)
    assert secret not in str(ApiToken.objects.values())
    assert bearer(secret).get(COMMITMENTS).status_code == 200
    assert ApiToken.objects.get().used_on is not None
    assert AuditEvent.objects.filter(what="token-give", by=browser.person).exists()


def test_a_key_ends_when_it_is_taken_back(places, browser_of, person):
    """Its owner takes it back on the page; nobody takes another's."""
    browser, other = browser_of("viewer"), token_give(owner=person("clerk"), name="của người khác")
    mine = token_give(owner=browser.person, name="của tôi")
    browser.post(KEYS, {"revoke": other.token.pk})
    page = browser.post(KEYS, {"revoke": mine.token.pk}, follow=True).content.decode()
    assert "Đã thu hồi khóa “của tôi”" in page
    assert bearer(mine.secret).get(COMMITMENTS).status_code == 401
    assert bearer(other.secret).get(COMMITMENTS).status_code == 200


def test_keys_end_with_the_account_and_with_a_new_password(clerk, person):
    """Stopping an account or renewing its password ends its keys for good; opening it again revives none."""
    administrator = person("administrator")
    for end in (user_stop, user_renew_password):
        secret = token_give(owner=clerk, name=end.__name__).secret
        assert bearer(secret).get(COMMITMENTS).status_code == 200
        end(user=clerk, by=administrator)
        assert bearer(secret).get(COMMITMENTS).status_code == 401
        user_reactivate(user=clerk, by=administrator)
        assert bearer(secret).get(COMMITMENTS).status_code == 401
        clerk.must_change_password = False
        clerk.save()


def test_nobody_has_very_many_keys(clerk, browser_of):
    """One more than the most is refused in words on the page."""
    for number in range(MOST_TOKENS):
        token_give(owner=clerk, name=str(number))
    with pytest.raises(TooManyTokens):
        token_give(owner=clerk, name="một khóa nữa")
    browser = Client()
    browser.force_login(clerk)
    answer = browser.post(KEYS, {"name": "một khóa nữa"})
    assert answer.status_code == 422
    assert "nhiều nhất 10 khóa" in answer.content.decode()


@pytest.mark.parametrize("name", ["", " ", "x" * 81])
def test_a_key_has_a_name(places, browser_of, name):
    """Without a name nobody would know later which key to take back."""
    assert browser_of("viewer").post(KEYS, {"name": name}).status_code == 422


def test_who_asks_too_much_waits(clerk, settings, one_minute):
    """Above the number of a minute the answer is 429 with the time to wait; others are not held up by it."""
    settings.LIENVUNG_API_RATES = {"person": 3, "stranger": 2, "failure": 2}
    programme = bearer(token_give(owner=clerk, name="vội").secret)
    answers = [programme.get(RECORDS) for _ in range(5)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429, 429]
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert Client(REMOTE_ADDR="192.0.2.7").get(RECORDS).status_code == 200


def test_a_file_counts_as_many_requests(places, db, settings, one_minute):
    """Whoever fetches whole registers has soon asked enough; what he has already is not counted against him."""
    settings.LIENVUNG_API_RATES = {"person": 100, "stranger": 50, "failure": 2}
    stranger, address = Client(REMOTE_ADDR="192.0.2.11"), f"/api/v1/registers/{REGISTER}/file.csv"
    first = stranger.get(address)
    assert stranger.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert [stranger.get(address).status_code for _ in range(2)] == [200, 429]


def test_guessing_keys_is_slow(places, db, settings, one_minute):
    """After a few wrong keys an address is not judged any more for the minute, with the right key neither."""
    settings.LIENVUNG_API_RATES = {"person": 100, "stranger": 100, "failure": 3}
    guesses = [
        Client(headers={"authorization": "Bearer lv_sai"}, REMOTE_ADDR="192.0.2.9").get(RECORDS) for _ in range(6)
    ]
    assert [each.status_code for each in guesses] == [401, 401, 401, 429, 429, 429]


def test_the_page_of_keys_is_for_people_who_are_signed_in(places, db):
    """A stranger is led to sign in; the page that explains is open."""
    assert "/dang-nhap/" in Client().get(KEYS)["Location"]
    page = Client().get(reverse("web:open-data")).content.decode()
    assert "http://testserver/api/features/" in page
    assert "Bến đỗ" in page
    assert "Cam kết</td>" not in page
