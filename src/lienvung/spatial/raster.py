"""A picture as PNG, for papers and for programs that take no SVG: drawn by resvg, in letters of our own."""

from functools import lru_cache
from importlib.resources import as_file, files
from typing import Final

from resvg_py import svg_to_bytes

from lienvung.spatial.drawing import Drawing, draw_map

FONT: Final = "Be Vietnam Pro"
_FONTS: Final = ("BeVietnamPro_400Regular.ttf", "BeVietnamPro_600SemiBold.ttf")


def draw_png(drawing: Drawing, zoom: float = 2.0) -> bytes:
    """Return a map as PNG, `zoom` pixels to each of its own; no font of the machine is used.

    Raise FileNotFoundError where the letters were not built (tools/build_assets.py).
    """
    return _rendered(draw_map(drawing), zoom, _FONTS)


@lru_cache(maxsize=16)
def _rendered(svg: str, zoom: float, names: tuple[str, ...]) -> bytes:
    """Return a picture; the last ones are kept, for rendering takes a second of processor."""
    with as_file(files("lienvung.spatial") / "fonts") as folder:
        fonts = [str((folder / name).resolve(strict=True)) for name in names]
        return bytes(
            svg_to_bytes(svg_string=svg, zoom=zoom, skip_system_fonts=True, font_files=fonts, font_family=FONT)
        )
