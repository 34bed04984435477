"""What every answer carries: a strict content policy, safe cookies, no foreign host."""

import json
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys

CHECK = """
import json, os, sys
import django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
print(json.dumps({
    "checks": [message.id for message in run_checks(include_deployment_checks=True)],
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME],
    "hosts": settings.ALLOWED_HOSTS,
}))
"""


def settings_of(folder: Path, address: str) -> dict:
    """Return what a process of its own says about a home at `address`."""
    home = create_home(
        folder / "nut",
        Settings("quang-ninh", "Thành phố Quảng Ninh", address, "127.0.0.1:8102"),
        NodeKeys.generate(),
        secrets.token_bytes,
    )
    environment = {"LIENVUNG_HOME": str(home.path), "DJANGO_SETTINGS_MODULE": "lienvung.config.settings"}
    paths = {"PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    out = subprocess.run(
        [sys.executable, "-c", CHECK], env={**environment, **paths}, capture_output=True, check=True, text=True
    )
    return json.loads(out.stdout)


def test_a_node_behind_tls_passes_every_deployment_check(tmp_path):
    """Django's deployment checks say nothing about a node with an https address; cookies are __Host- ones."""
    said = settings_of(tmp_path, "https://quang-ninh.example.vn")
    assert said["checks"] == []
    assert all(name.startswith("__Host-") for name in said["cookies"])
    assert "quang-ninh.example.vn" in said["hosts"]


def test_a_node_on_loopback_lacks_only_what_tls_gives(tmp_path):
    """Over plain HTTP on loopback the checks name TLS (W004, W008, W012, W016) and nothing else."""
    said = settings_of(tmp_path, "http://127.0.0.1:8102")
    assert set(said["checks"]) <= {"security.W004", "security.W008", "security.W012", "security.W016"}
    assert len(set(said["cookies"])) == 3
    assert all("quang-ninh" in name for name in said["cookies"])


@pytest.mark.usefixtures("node")
def test_the_content_policy_allows_nothing_inline_and_nothing_foreign(browser_of):
    """Scripts, styles, fonts and connections come from this node alone; nobody frames its pages."""
    policy = browser_of("clerk").get(reverse("intake:queue"))["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if rule.strip())
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.usefixtures("node")
def test_pages_carry_no_inline_script_style_or_handler(browser_of):
    """The policy would break an inline script or style; the intake pages have none."""
    browser = browser_of("approver")
    for name in ("intake:queue", "intake:approvals", "intake:tables"):
        html = browser.get(reverse(name)).content.decode()
        assert " style=" not in html
        assert " onclick=" not in html
        assert "<script>" not in html
        assert "<style>" not in html


@pytest.mark.usefixtures("node")
def test_the_language_is_the_visitors_choice_not_the_browsers(browser_of):
    """An English browser sees Vietnamese until its user chooses English."""
    browser = browser_of("clerk")
    english = {"accept-language": "en-US,en"}
    assert 'lang="vi"' in browser.get(reverse("intake:queue"), headers=english).content.decode()
    browser.post(reverse("set_language"), {"language": "en", "next": "/so-hoa/"})
    assert 'lang="en"' in browser.get(reverse("intake:queue")).content.decode()
