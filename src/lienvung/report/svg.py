"""The few shapes our charts are drawn with: accessible SVG, no foreign font, colours that a page may override."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from lienvung.core.programme.status import Cell

# Each colour is a custom property of the page with a fallback that holds 4.5:1 against white.
CELL_COLOURS = {
    Cell.DONE_ON_TIME: "var(--cell-done-on-time, #1d6b45)",
    Cell.DONE_LATE: "var(--cell-done-late, #7a5a00)",
    Cell.OPEN_IN_TERM: "var(--cell-open-in-term, #1c5a8a)",
    Cell.OPEN_OVERDUE: "var(--cell-open-overdue, #a3221f)",
}
BESIDE_COLOUR = "var(--cell-beside, #5f6368)"


def picture(
    name: str, title: str, description: str, size: tuple[int, int], shapes: Iterable[str], *, role: str = "img"
) -> str:
    """Return an SVG picture of width and height that a screen reader announces by title and description.

    `name` makes the ids unique within a page. A picture with links in it is a "group": inside an "img" a screen
    reader would not reach them.
    """
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="{role}" aria-labelledby="{name}-title {name}-desc" class="chart" '
        'font-family="inherit, system-ui, sans-serif" font-size="13" fill="currentColor">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"{''.join(shapes)}</svg>"
    )


def text(x: float, y: float, words: str, *, anchor: str = "start", fill: str = "", weight: str = "") -> str:
    """Draw words at a point."""
    colour = f' fill="{fill}"' if fill else ""
    bold = f' font-weight="{weight}"' if weight else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{colour}{bold}>{escape(words)}</text>'


def bar(x: float, y: float, width: float, height: float, fill: str, title: str) -> str:
    """Draw a filled bar that says its title when pointed at."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}">'
        f"<title>{escape(title)}</title></rect>"
    )


def line(x1: float, y1: float, x2: float, y2: float, *, opacity: float = 0.25) -> str:
    """Draw a thin line in the colour of the text."""
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="currentColor" stroke-opacity="{opacity:g}"/>'


def dot(x: float, y: float, radius: float, fill: str, title: str) -> str:
    """Draw a dot that says its title when pointed at."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"><title>{escape(title)}</title></circle>'


def link(path: str, shape: str, label: str) -> str:
    """Make a shape a link with a name of its own."""
    return f"<a href={quoteattr(path)} aria-label={quoteattr(label)}>{shape}</a>"
