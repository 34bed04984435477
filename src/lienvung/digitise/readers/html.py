"""Web pages: the text of the article; menus, scripts and forms are left out, one block a line."""

import re
from collections.abc import Iterator

from lxml import html
from lxml.etree import ParserError

from lienvung.core.text import nfc

_SKIPPED = {"script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "iframe"}
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article blockquote body caption dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li main ol p pre"
        " section table tbody tfoot thead time tr ul",
    )
)
_SIDE_SHOW = re.compile(
    r"\b(ads?|advert\w*|share|social|menu|nav\w*|ticker|top-?bar|breadcrumb|inline-rel)\b", re.IGNORECASE
)


def read(data: bytes) -> list[str]:
    """Return the article's text as one page; nothing is fetched and no entity is expanded from outside."""
    parser = html.HTMLParser(encoding=_encoding(data), no_network=True, huge_tree=False, remove_comments=True)
    try:
        tree = html.document_fromstring(data, parser=parser)
    except ParserError as error:
        raise ValueError("damaged") from error
    lines = (" ".join(line.split(" ")) for line in "".join(_walk(_main_part(tree))).split("\n"))
    return [nfc("\n".join(filter(None, map(str.strip, lines))))]


def _encoding(data: bytes) -> str:
    declared = re.search(rb"charset=[\"']?([\w-]+)", data[:2048])
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def _main_part(tree: html.HtmlElement) -> html.HtmlElement:
    """Return the element that holds the article: declared, or the smallest one with most of the page's prose."""
    for path in ("//article", "//main", "//*[@role='main']", "//*[@itemprop='articleBody']"):
        declared = tree.xpath(path)
        if len(declared) == 1:
            return declared[0]
    body = tree.find("body")
    part = tree if body is None else body
    while (child := _dominant_child(part)) is not None:
        part = child
    return part


def _dominant_child(part: html.HtmlElement) -> html.HtmlElement | None:
    whole = _prose(part)
    return next((child for child in part if isinstance(child.tag, str) and _prose(child) > 0.9 * whole > 0), None)


def _prose(element: html.HtmlElement) -> int:
    """Return the letters in the paragraphs of an element: links and menus hold few."""
    return sum(len(paragraph.text_content()) for paragraph in element.iterdescendants("p"))


def _walk(element: html.HtmlElement) -> Iterator[str]:
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED or _SIDE_SHOW.search(element.get("class") or ""):
        return
    yield from _inside(element, tag)


def _inside(element: html.HtmlElement, tag: str) -> Iterator[str]:
    border = "\n" if tag in _BLOCKS or tag == "br" else ""
    yield border + (_one_line(element.text))
    for child in element:
        if tag == "tr" and child is not element[0]:
            yield "\t"
        yield from _walk(child)
        yield _one_line(child.tail)
    yield border


def _one_line(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
