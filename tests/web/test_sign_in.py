"""Sign-in: named accounts only, slow hashes, a limit on guessing, cookies of the node's own."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.faces import PASSWORD

from lienvung.office.models import AuditEvent, User
from lienvung.office.services.people import user_create


@pytest.fixture
def an(db, node):
    """A clerk with a real password hash."""
    cache.clear()
    return user_create(
        username="an", password=PASSWORD, role="clerk", full_name="Nguyễn Văn An", office_name="Văn phòng"
    )


def sign_in(browser: Client, password: str):
    """Send the sign-in form."""
    return browser.post(reverse("account_login"), {"login": "an", "password": password})


def test_a_person_signs_in_with_name_and_password(an, client):
    """The right password opens the site and leads where the person wanted to go."""
    assert sign_in(client, PASSWORD)["Location"] == "/"
    assert client.get(reverse("intake:queue")).status_code == 200


def test_a_stranger_is_sent_to_the_sign_in_page(node, client, db):
    """Every page of the site asks a stranger to sign in and remembers the page."""
    answer = client.get(reverse("intake:queue"))
    assert answer["Location"] == reverse("account_login") + "?next=/so-hoa/"


def test_passwords_are_kept_as_argon2(an):
    """The stored hash is Argon2's."""
    assert User.objects.get(username="an").password.startswith("argon2$")


def test_a_short_or_common_password_is_refused(db):
    """Twelve characters at least, and none of those that everybody guesses."""
    from django.core.exceptions import ValidationError

    for password in ("ngan", "password1234"):
        with pytest.raises(ValidationError):
            user_create(username="b", password=password, role="clerk", full_name="B", office_name="")


def test_a_wrong_password_is_answered_in_vietnamese_and_names_neither_half(an, client):
    """The answer does not tell whether the name exists."""
    for login in ("an", "khong-co-nguoi-nay"):
        answer = client.post(reverse("account_login"), {"login": login, "password": "sai-mat-khau-roi"})
        assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.content.decode()


def test_guessing_is_slowed_down(an, client):
    """After five wrong passwords for a name, the right one is refused for a while."""
    for _ in range(5):
        sign_in(client, "sai-mat-khau-roi")
    answer = sign_in(client, PASSWORD)
    assert answer.status_code != 302
    cache.clear()


def test_sign_ins_and_failures_are_written_down(an, client):
    """The trail says who signed in, and the name somebody tried with a wrong password."""
    sign_in(client, "sai-mat-khau-roi")
    sign_in(client, PASSWORD)
    events = AuditEvent.objects.filter(what="sign-in").order_by("id")
    assert [(event.succeeded, event.subject) for event in events] == [(False, "an"), (True, "an")]


def test_nobody_signs_up():
    """There is no address for making an account."""
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_an_account_that_was_closed_opens_nothing(an, client):
    """A deactivated person cannot sign in."""
    User.objects.filter(username="an").update(is_active=False)
    sign_in(client, PASSWORD)
    assert client.get(reverse("intake:queue")).status_code == 302
