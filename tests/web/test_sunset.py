"""A node that will end says so."""

from datetime import date

import pytest

from lienvung.node.home import load_home
from lienvung.node.home_settings import SettingInvalid, format_settings


@pytest.fixture
def ending(node, settings) -> None:
    settings.LIENVUNG_SUNSET = date(2027, 6, 30)


def test_programmes_and_partners_read_the_day_in_every_answer(ending, client, browser_of):
    """The header of RFC 8594 stands on the interface and on the exchange, refusals too, and on no page."""
    assert client.get("/lienvung/v1/heads").headers["Sunset"] == "Wed, 30 Jun 2027 23:59:59 GMT"
    assert client.get("/api/openapi.json").headers["Sunset"] == "Wed, 30 Jun 2027 23:59:59 GMT"
    assert "Sunset" not in browser_of("viewer").get("/").headers


def test_people_read_it_above_every_page(ending, browser_of):
    """With what is left to do before."""
    page = browser_of("viewer").get("/").content.decode()
    assert "ngừng hoạt động sau ngày 30/06/2027" in page


def test_a_node_that_goes_on_announces_nothing(node, client, browser_of):
    """No day set: no header, no notice."""
    assert "Sunset" not in client.get("/lienvung/v1/heads").headers
    assert "ngừng hoạt động" not in browser_of("viewer").get("/").content.decode()


def test_the_day_is_a_day(home):
    """A setting that is none is refused by name."""
    settings_file = home.path / "settings.toml"
    settings_file.write_text(format_settings(home.settings).replace('sunset = ""', 'sunset = "30/6/2027"'), "utf-8")
    with pytest.raises(SettingInvalid, match="sunset"):
        load_home(home.path)
