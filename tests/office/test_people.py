"""Accounts and roles: given, changed, stopped; sessions end with them; the trail keeps all of it."""

import pytest
from django.test import Client
from django.urls import reverse

from lienvung.office.errors import LastAdministrator
from lienvung.office.models import AuditEvent, User
from lienvung.office.services.people import (
    user_invite,
    user_reactivate,
    user_renew_password,
    user_set_role,
    user_stop,
)


@pytest.fixture
def admin(node, person) -> User:
    """The only administrator."""
    return person("administrator")


def signed_in(user: User) -> Client:
    """Return a browser in which somebody is signed in."""
    browser = Client()
    browser.force_login(user)
    return browser


def is_signed_in(browser: Client) -> bool:
    """Tell whether the browser's session still opens a page."""
    return browser.get(reverse("web:documents")).status_code == 200


def test_an_invited_person_has_a_password_that_works_once(admin, client):
    """The one-time password signs in, opens nothing but the change of password, and the new one opens the rest."""
    given = user_invite(username="an", role="clerk", full_name="Nguyễn Văn An", office_name="Văn phòng", by=admin)
    client.post(reverse("account_login"), {"login": "an", "password": given.password})
    change = reverse("account_change_password")
    assert client.get(reverse("web:documents"))["Location"] == change
    assert client.get("/api/v1/registers/commitment/records").status_code == 401
    own = "mot-mat-khau-cua-rieng-an"
    client.post(change, {"oldpassword": given.password, "password1": own, "password2": own})
    assert is_signed_in(client)
    assert not Client().login(username="an", password=given.password)


def test_a_new_one_time_password_ends_the_old_one_and_its_sessions(admin, person):
    """Who lost a password, or shared it, is signed out everywhere and has to choose another."""
    clerk = person("clerk")
    browser, before = signed_in(clerk), clerk.password
    given = user_renew_password(user=clerk, by=admin)
    assert not is_signed_in(browser)
    clerk.refresh_from_db()
    assert clerk.password != before
    assert clerk.check_password(given.password)
    assert clerk.must_change_password


def test_a_change_of_role_ends_the_persons_sessions_and_nobody_elses(admin, person):
    """The new role holds from a new sign-in on; a colleague goes on working."""
    clerk, colleague = person("clerk"), person("clerk", "binh")
    browser, other = signed_in(clerk), signed_in(colleague)
    user_set_role(user=clerk, role="approver", by=admin)
    assert not is_signed_in(browser)
    assert is_signed_in(other)


def test_a_stopped_person_is_out_and_stays_out_until_reactivated(admin, person):
    """A session from before does not come back with the account."""
    clerk = person("clerk")
    browser = signed_in(clerk)
    user_stop(user=clerk, by=admin)
    assert not is_signed_in(browser)
    user_reactivate(user=clerk, by=admin)
    assert not is_signed_in(browser)
    assert is_signed_in(signed_in(clerk))


def test_the_last_administrator_stays(admin, person):
    """Neither stopped nor given another role while nobody else administers; with a second one, both work."""
    with pytest.raises(LastAdministrator):
        user_stop(user=admin, by=admin)
    with pytest.raises(LastAdministrator):
        user_set_role(user=admin, role="viewer", by=admin)
    second = person("administrator", "hai")
    user_stop(user=admin, by=second)
    with pytest.raises(LastAdministrator):
        user_set_role(user=second, role="clerk", by=second)


def test_every_change_of_an_account_is_in_the_trail(admin, person):
    """Who did it, to whom, from which role to which; never a password."""
    clerk = person("clerk")
    user_set_role(user=clerk, role="approver", by=admin)
    given = user_renew_password(user=clerk, by=admin)
    user_stop(user=clerk, by=admin)
    events = list(AuditEvent.objects.filter(by=admin).order_by("id"))
    assert [event.what for event in events] == ["user-set-role", "user-renew-password", "user-stop"]
    assert (events[0].subject, events[0].facts) == ("clerk", {"before": "clerk", "after": "approver"})
    assert given.password not in str([event.facts for event in events])
