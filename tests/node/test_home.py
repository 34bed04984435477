"""A node's folder."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lienvung.node.home import HomeExists, HomeMissing, create_home, load_home, open_node
from lienvung.node.home_settings import SettingInvalid, Settings, format_settings
from lienvung.node.keys import NodeKeys

HAI_PHONG = Settings(
    name="hai-phong",
    title='Thành phố "Hải Phòng"',
    address="http://127.0.0.1:8101",
    listen="127.0.0.1:8101",
    allow_loopback=True,
)


def zeros(count: int) -> bytes:
    return bytes(count)


def test_a_created_home_loads_with_the_same_settings(tmp_path: Path) -> None:
    """Settings survive the file, quotes and Vietnamese letters included; the cookie gets the node's name."""
    created = create_home(tmp_path / "home", HAI_PHONG, NodeKeys.generate(), zeros)
    assert load_home(tmp_path / "home") == created
    assert created.settings == replace(HAI_PHONG, cookie="lienvung-hai-phong")


def test_a_home_is_never_created_twice(tmp_path: Path) -> None:
    """The second creation is refused."""
    create_home(tmp_path, HAI_PHONG, NodeKeys.generate(), zeros)
    with pytest.raises(HomeExists):
        create_home(tmp_path, HAI_PHONG, NodeKeys.generate(), zeros)


def test_a_folder_without_settings_is_no_home(tmp_path: Path) -> None:
    """Loading an empty folder says that there is no node."""
    with pytest.raises(HomeMissing):
        load_home(tmp_path)


def test_the_secret_is_private(tmp_path: Path) -> None:
    """The web secret is written with mode 0600."""
    home = create_home(tmp_path, HAI_PHONG, NodeKeys.generate(), zeros)
    assert home.secret_key_file.stat().st_mode & 0o777 == 0o600
    assert home.secret_key_file.read_text() == "00" * 32


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("name", "Hải Phòng"),
        ("title", "  "),
        ("address", "http://127.0.0.1:8101/"),
        ("address", "ftp://127.0.0.1"),
        ("listen", "8101"),
        ("language", "fr"),
        ("cookie", "a b"),
    ],
)
def test_a_setting_that_breaks_its_rule_is_named(tmp_path: Path, setting: str, value: str) -> None:
    """Each rule of settings.toml is checked on loading, and the refusal names the setting."""
    (tmp_path / "settings.toml").write_text(format_settings(replace(HAI_PHONG, **{setting: value})))
    with pytest.raises(SettingInvalid) as refusal:
        load_home(tmp_path)
    assert refusal.value.setting == setting


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ('name = "a"\n', "title"),
        ('colour = "red"\n', "colour"),
        ("name = 1\n", "name"),
        ('allow-loopback = "yes"\n', "allow-loopback"),
        ("= =", "settings.toml"),
    ],
)
def test_missing_unknown_and_mistyped_settings_are_named(tmp_path: Path, text: str, setting: str) -> None:
    """A setting that is missing, unknown or of another type is refused by name."""
    (tmp_path / "settings.toml").write_text(text)
    with pytest.raises(SettingInvalid) as refusal:
        load_home(tmp_path)
    assert refusal.value.setting == setting


def test_a_register_in_the_folder_is_one_of_the_nodes_registers(tmp_path: Path) -> None:
    """One YAML file in `registers/` is a register of the node when it is next opened."""
    home = create_home(tmp_path, HAI_PHONG, NodeKeys.generate(), zeros)
    home.registers.mkdir()
    (home.registers / "shared-vessel.yaml").write_text(
        "register: shared-vessel\nversion: 1\ntitle: {vi: Tàu dùng chung}\nparts: {shared: {}}\ntitle-field: name\n"
        "fields:\n  - {name: name, label: {vi: Tên tàu}, datatype: string}\n",
        "utf-8",
    )
    node = open_node(home, now=lambda: datetime.now(UTC), random=zeros)
    node.store.close()
    assert node.catalogue["shared-vessel"].title == {"vi": "Tàu dùng chung"}
