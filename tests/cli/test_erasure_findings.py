"""The doctor names backups that are older than what was erased since."""

import secrets
from pathlib import Path

from lienvung.cli.erasure_findings import erasure_sentences
from lienvung.core.register.key import format_token, new_key
from lienvung.node.append import Change, append
from lienvung.node.backup.create import create_backup
from lienvung.node.backup.heads import head_opener, own_log_keys
from lienvung.node.home import load_home
from tests.node.exchange.two_places import ATTRIBUTION, Place, open_place


def back_up(place: Place) -> None:
    home = load_home(place.folder)
    create_backup(place.node, home, home.path / "backups", place.node.keys.opening(), head_opener(own_log_keys(home)))


def test_backups_older_than_an_erasure_are_named_until_they_are_gone(tmp_path: Path) -> None:
    """One made before the erasure is named; a newer one is not; without an erasure nothing is said."""
    place = open_place(tmp_path, "hai-phong", "Hải Phòng")
    home = load_home(place.folder)
    key = new_key("hai-phong", format_token(secrets.token_bytes(10)))
    item = {"shared": {"name": "Sở Du lịch", "side": "hai-phong"}, "personal": {"contact-name": "Lan"}}
    append(
        place.node,
        [Change("put", "organisation", key, {**item, "attribution": ATTRIBUTION})],
        idempotency_key="put",
    )
    back_up(place)
    assert list(erasure_sentences(home)) == []
    place.clock.at = place.clock.at.replace(hour=9)
    place.change("erase", "organisation", key, {"parts": ["personal"], "ground": "yêu cầu"})
    place.clock.at = place.clock.at.replace(hour=10)
    back_up(place)
    (sentence,) = erasure_sentences(home)
    assert sentence.startswith("1 ")
    for old in sorted((home.path / "backups").iterdir())[:1]:
        old.unlink()
    assert list(erasure_sentences(home)) == []
