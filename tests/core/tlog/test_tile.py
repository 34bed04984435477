"""Tile paths, hash tiles and entry bundles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.core.tlog import tile
from lienvung.core.tlog.errors import EntryTooLong, TileMalformed


@pytest.mark.parametrize(
    ("level", "n", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (1, 999, 5, "tile/1/999.p/5"),
        ("entries", 1000, 255, "tile/entries/x001/000.p/255"),
    ],
)
def test_path_is_the_one_of_the_specification(level, n, width, path):
    """Tile numbers are written in groups of three digits, partial widths after `.p/`."""
    assert tile.format_tile_path(level, n, width) == path
    assert tile.parse_tile_path(path) == tile.TilePath(level, n, width)


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/05",
     "tile/0/../000", "tile/0/000/", "tile/0/٠٠٠", "tile/entries/x001", "/tile/0/000", "tile/0/000.p/999"],
)  # fmt: skip
def test_other_spellings_are_refused(path):
    """Any other spelling of a tile path is refused."""
    with pytest.raises(TileMalformed):
        tile.parse_tile_path(path)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_entry_bundle_round_trip(entries):
    """An entry bundle gives back its entries, and every truncation of it is refused or shorter."""
    data = tile.format_entry_bundle(entries)
    assert tile.parse_entry_bundle(data) == entries
    if entries:
        with pytest.raises(TileMalformed):
            tile.parse_entry_bundle(data[:-1], len(entries))


def test_entry_over_65535_bytes_is_refused():
    """A leaf of 65,535 bytes fits; one more byte is refused before anything is written."""
    assert tile.parse_entry_bundle(tile.format_entry_bundle([bytes(65_535)])) == [bytes(65_535)]
    with pytest.raises(EntryTooLong):
        tile.format_entry_bundle([bytes(65_536)])


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(33), bytes(257 * 32)])
def test_hash_tile_of_wrong_length_is_refused(data):
    """A hash tile has 1 to 256 whole hashes."""
    with pytest.raises(TileMalformed):
        tile.parse_hash_tile(data)


@pytest.mark.parametrize(
    ("size", "level", "n", "width"), [(0, 0, 0, 0), (255, 0, 0, 255), (256, 0, 0, 256), (256, 1, 0, 1), (257, 0, 1, 1),
                                      (65_536 + 300, 1, 1, 1), (300, "entries", 1, 44), (300, 0, 2, 0)]
)  # fmt: skip
def test_width_follows_the_tree_size(size, level, n, width):
    """A tile's width is fixed by the size of the tree."""
    assert tile.tile_width(size, level, n) == width
