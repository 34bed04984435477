"""A node with an https address: only a proxy of ours tells that a request came over TLS."""

import http.client
import secrets
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from tests.faults.homes import Served, free_addresses

from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys
from lienvung.node.proxies import parse_proxies

PROXY = "10.0.4.1"
OVER_TLS = {"x-forwarded-proto": "https"}


@pytest.fixture
def behind_tls(node, settings):
    """A node behind one proxy that speaks TLS."""
    settings.LIENVUNG_PROXIES = parse_proxies(PROXY)
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 60


@pytest.mark.usefixtures("behind_tls")
@pytest.mark.parametrize(
    ("peer", "said", "status"),
    [
        (PROXY, OVER_TLS, 200),
        (f"::ffff:{PROXY}", OVER_TLS, 200),
        (PROXY, {"x-forwarded-proto": "http"}, 301),
        (PROXY, {}, 301),
        ("192.0.2.66", OVER_TLS, 301),
        ("127.0.0.1", OVER_TLS, 301),
        ("", OVER_TLS, 301),
    ],
)
def test_only_our_proxy_says_that_it_was_over_tls(peer, said, status):
    """What it says is answered as over TLS, with HSTS; whoever else says so is sent to the https address."""
    answer = Client(REMOTE_ADDR=peer, headers=said).get(reverse("account_login"))
    assert answer.status_code == status
    assert ("Strict-Transport-Security" in answer) == (status == 200)


def asked(listen: str) -> int:
    """Return the status that a programme on this machine gets which says that it came over TLS."""
    deadline = time.monotonic() + 40
    while True:
        line = http.client.HTTPConnection(listen, timeout=10)
        try:
            line.request("GET", reverse("account_login"), headers={"Host": "hai-phong.example", **OVER_TLS})
            return line.getresponse().status
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        finally:
            line.close()


@pytest.mark.parametrize(("proxies", "status"), [("", 301), ("127.0.0.1", 200)])
def test_a_served_node_believes_its_own_machine_only_where_it_is_named(
    tmp_path: Path, proxies: str, status: int
) -> None:
    """The web server below believes nobody either: without the setting the page leads to the https address."""
    listen = urlsplit(free_addresses("hai-phong")["hai-phong"]).netloc
    settings = Settings("hai-phong", "Hải Phòng", "https://hai-phong.example", listen, proxies=proxies)
    home = create_home(tmp_path / "hai-phong", settings, NodeKeys.generate(), secrets.token_bytes)
    with Served(home.path):
        assert asked(listen) == status
