"""Quản trị, people and roles: what an administrator does, what an auditor reads."""

import re

import pytest
from django.urls import reverse

from lienvung.office.models import User
from lienvung.office.roles import DUTY_WORDS, ROLE_WORDS, Duty, Role, holds

NEW = {"username": "tran.b", "full_name": "Trần Thị B", "office_name": "Sở Tài chính", "role": "clerk"}


@pytest.fixture
def admin(node, browser_of):
    """An administrator's browser."""
    return browser_of("administrator")


def post_person(admin, user: User, **fields: str) -> str:
    """Press a button on somebody's page and read what follows."""
    return admin.post(reverse("oversight:person", args=[user.pk]), fields, follow=True).content.decode()


def test_the_rail_leads_there_only_whom_it_concerns(node, browser_of):
    """Quản trị is in the menu of administrator and auditor, and of nobody else."""
    for role in Role:
        html = browser_of(role.value).get(reverse("web:documents")).content.decode()
        assert (reverse("oversight:people") in html) == (role in (Role.ADMINISTRATOR, Role.AUDITOR))


def test_an_account_is_given_with_a_password_shown_once(admin):
    """The answer shows the password that signs in; no cookie carries it, and no other page shows it."""
    answer = admin.post(reverse("oversight:invite"), NEW)
    password = re.search(r"<dd class=\"code\">([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</dd>", answer.content.decode())[1]
    user = User.objects.get(username="tran.b")
    assert user.check_password(password)
    assert user.get_full_name() == "Trần Thị B"
    assert "no-store" in answer["Cache-Control"]
    assert password not in str(admin.cookies)
    assert password not in admin.get(reverse("oversight:person", args=[user.pk])).content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("username", ""), ("username", "tên có dấu cách"), ("username", "a" * 151), ("full_name", ""), ("role", "vua")],
)
def test_a_mistake_is_told_on_top_and_at_the_field_and_the_rest_is_kept(admin, field, typed):
    """Nobody gets an account; what was typed right stands in the form again."""
    answer = admin.post(reverse("oversight:invite"), {**NEW, field: typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error-summary"' in html
    assert 'class="field-error"' in html
    assert "Sở Tài chính" in html
    assert User.objects.count() == 1


def test_a_name_that_is_taken_is_refused_at_its_field(admin, person):
    """Two people cannot sign in under one name."""
    person("clerk", "tran.b")
    answer = admin.post(reverse("oversight:invite"), NEW)
    assert "Tên này đã có người dùng" in answer.content.decode()
    assert User.objects.filter(username="tran.b").count() == 1


def test_role_stop_and_reactivation_are_said_in_words(admin, person):
    """Each button answers with what happened to whom."""
    clerk = person("clerk")
    assert "Người clerk nay là người duyệt" in post_person(admin, clerk, action="role", role="approver")
    assert "Đã ngừng tài khoản Người clerk" in post_person(admin, clerk, action="stop")
    assert "hoạt động trở lại" in post_person(admin, clerk, action="reactivate")
    clerk.refresh_from_db()
    assert (clerk.role, clerk.is_active) == ("approver", True)


def test_the_last_administrator_reads_why_not(admin):
    """The refusal names the person and says what to do first."""
    html = post_person(admin, admin.person, action="stop")
    assert "Người administrator là người quản trị duy nhất đang hoạt động" in html
    assert "Giao vai trò quản trị cho một người khác trước." in html
    admin.person.refresh_from_db()
    assert admin.person.is_active


def test_the_auditor_reads_the_list_and_has_no_button(node, browser_of):
    """Names, roles and last sign-ins are shown; no form, no link to a person's page."""
    html = browser_of("auditor").get(reverse("oversight:people")).content.decode()
    main = html[html.index("<main") :]
    assert "Người auditor" in main
    assert "<form" not in main
    assert "/quan-tri/nguoi" not in main


def test_the_page_of_roles_says_exactly_what_the_gate_does(admin):
    """Each duty is a row, each role a column, and the ticks are those of the table in office/roles.py."""
    html = admin.get(reverse("oversight:roles")).content.decode()
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", html, re.DOTALL)
    assert [words for words, _ in rows] == [str(words) for words in DUTY_WORDS.values()]
    ticks = [[cell == "✓" for cell in re.findall(r"aria-hidden=\"true\"[^>]*>(.)<", cells)] for _, cells in rows]
    assert ticks == [[holds(role, duty) for role in Role] for duty in DUTY_WORDS]
    assert set(DUTY_WORDS) == set(Duty) - {Duty.OPEN}
    assert set(ROLE_WORDS) == set(Role)
