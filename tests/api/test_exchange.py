"""The exchange between nodes as Django serves it: no session, no cookie, no page."""

import json
import secrets

import pytest
from django.test import Client

from lienvung.node.contact import add_contact, read_contact
from lienvung.node.exchange.request_signature import Target, sign_request
from lienvung.node.home import create_home, open_node
from lienvung.node.home_settings import Settings
from lienvung.node.introduction import introduce_node
from lienvung.node.keys import NodeKeys

PREFIX = "/lienvung/v1"


@pytest.fixture
def partner(node, tmp_path):
    """Another node, approved here as a contact."""
    settings = Settings("bac-ninh", "Bắc Ninh", "https://bac-ninh.example", "127.0.0.1:1")
    home = create_home(tmp_path / "partner", settings, NodeKeys.generate(), secrets.token_bytes)
    other = open_node(home, now=node.now, random=secrets.token_bytes)
    document = introduce_node(other, title="Bắc Ninh", address="https://bac-ninh.example", attribution={})
    add_contact(node, document, fingerprint=read_contact(document).fingerprint, approved_by="Bình")
    yield other
    other.store.close()


def signed(partner, node, method, path, body=b""):
    """Return the headers of a request that the partner signs."""
    target = Target(method, PREFIX + path, "", node.name, body)
    created = int(node.now().timestamp())
    return sign_request(target, partner.name, partner.keys.request, created=created, nonce=secrets.token_bytes(16))


def test_a_contact_is_answered_without_a_session(node, partner, db):
    """A signed request for the heads is answered with JSON, and the answer is not to be cached."""
    response = Client(headers=signed(partner, node, "GET", "/heads")).get(f"{PREFIX}/heads")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert json.loads(response.content)["node"] == node.name


def test_a_stranger_gets_a_problem_and_no_sign_in_page(node, db):
    """Without a signature the answer is 401 as problem+json."""
    response = Client().get(f"{PREFIX}/heads")
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_a_post_needs_no_form_token(node, partner, db):
    """A signed POST is judged by its signature and its content, not by a cookie."""
    body = b"{}"
    client = Client(enforce_csrf_checks=True, headers=signed(partner, node, "POST", "/parts", body))
    response = client.post(f"{PREFIX}/parts", body, content_type="application/json")
    assert (response.status_code, json.loads(response.content)["code"]) == (400, "request-malformed")


def test_a_body_that_is_too_long_is_refused(node, db):
    """No more than a mebibyte and a byte is read."""
    response = Client().post(f"{PREFIX}/add-checkpoint", bytes(2 * 1024 * 1024), content_type="text/plain")
    assert response.status_code == 400


def test_the_introduction_is_served_as_it_was_signed(node, db):
    """node.json is open, byte for byte the one that was introduced."""
    document = introduce_node(node, title="Hải Phòng", address="https://hai-phong.example", attribution={})
    assert Client().get(f"{PREFIX}/node.json").content == document
