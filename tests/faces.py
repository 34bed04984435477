"""Fixtures of the faces: a node in a folder of its own, its people, a signed-in browser."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from lienvung.node.append import Change, append
from lienvung.node.home import Home, create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys
from lienvung.node.node import Node
from tests.node.exchange.two_places import Place, meet, open_place

PASSWORD = "mot-mat-khau-dai-hon"
SAMPLES = Path(__file__).parents[1] / "samples" / "illustrative"
TODAY = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
COMMITMENT = "hai-phong-" + "b" * 16


@pytest.fixture
def home(tmp_path: Path, settings) -> Home:
    """A fresh node `hai-phong` whose clock stands at 2026-11-22 08:00 UTC."""
    made = create_home(
        tmp_path / "hai-phong",
        Settings("hai-phong", "Thành phố Hải Phòng", "http://127.0.0.1:8101", "127.0.0.1:8101", allow_loopback=True),
        NodeKeys.generate(),
        secrets.token_bytes,
    )
    settings.LIENVUNG_HOME = str(made.path)
    settings.LIENVUNG_NOW = TODAY.isoformat()
    # All tests of a minute are one visitor; what counts requests is tested in tests/api/test_access_keys.py.
    settings.LIENVUNG_API_RATES = dict.fromkeys(settings.LIENVUNG_API_RATES, 10**6)
    return made


@pytest.fixture
def node(home: Home) -> Iterator[Node]:
    """The node of `home`, as the faces open it."""
    from lienvung.office.node_access import close_node, get_node

    yield get_node()
    close_node()


@pytest.fixture
def person(db: None, settings) -> Callable[..., object]:
    """Make a person with a role: `person("clerk")`, `person("approver", "tran-b")`."""
    # Argon2 is slow on purpose; what tests it is tests/web/test_sign_in.py.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from lienvung.office.services.people import user_create

    def make(role: str, username: str = "") -> object:
        return user_create(
            username=username or role,
            password=PASSWORD,
            role=role,
            full_name=f"Người {username or role}",
            office_name="Văn phòng",
        )

    return make


@pytest.fixture
def browser_of(person: Callable[..., object]) -> Callable[..., Client]:
    """Return a browser signed in as a new person with a role; `browser.person` is that person."""

    def sign_in(role: str, username: str = "") -> Client:
        browser = Client()
        browser.person = person(role, username)
        browser.force_login(browser.person)
        return browser

    return sign_in


@pytest.fixture
def jobs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run background work in the caller's thread when it is queued: a test's transaction never commits."""
    from lienvung.office.services import jobs

    monkeypatch.setattr(jobs, "start", jobs.job_run)


@pytest.fixture
def paper() -> bytes:
    """The illustrative joint conclusion as plain text."""
    return (SAMPLES / "ket-luan-lien-tich.txt").read_bytes()


@pytest.fixture
def programme(node: Node) -> str:
    """The key of a programme between Hải Phòng and Quảng Ninh, in our own log."""
    return begin_programme(node)


def begin_programme(node: Node) -> str:
    """Append an illustrative programme and return its key."""
    key = "hai-phong-" + "a" * 16
    values = {"title": "Hợp tác minh họa", "sides": ["hai-phong", "quang-ninh"], "nature": "illustrative"}
    append(node, [Change("put", "programme", key, {"shared": values})], idempotency_key="programme")
    return key


@pytest.fixture
def commitment(node: Node, programme: str) -> str:
    """The key of a commitment of ours."""
    values = {
        "text": "Lập bản đồ",
        "programmes": [programme],
        "deadline-kind": "none",
        "owed-by": ["hai-phong"],
        "nature": "illustrative",
    }
    append(node, [Change("put", "commitment", COMMITMENT, {"shared": values})], idempotency_key="commitment")
    return COMMITMENT


@pytest.fixture
def partner(tmp_path: Path, settings) -> Iterator[tuple[Place, Place]]:
    """Our node `hai-phong` as the faces see it, and `quang-ninh` in contact with it over real HTTP."""
    from lienvung.office.node_access import close_node

    here = open_place(tmp_path, "hai-phong", "Thành phố Hải Phòng")
    there = open_place(tmp_path, "quang-ninh", "Thành phố Quảng Ninh")
    meet(here, there)
    here.pull(there)
    settings.LIENVUNG_HOME = str(tmp_path / "hai-phong")
    settings.LIENVUNG_NOW = TODAY.isoformat()
    yield here, there
    close_node()
    for place in (here, there):
        place.server.shutdown()
        place.server.server_close()
        place.node.store.close()
