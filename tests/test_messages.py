"""Vietnamese first, English complete: every sentence a person reads goes through one catalogue.

What stays Vietnamese on purpose: `report/` writes official papers, `digitise/` holds the patterns of Vietnamese
official prose, `core/` spells dates and numbers as those papers do. They are no faces and are not scanned.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.template.base import Lexer, Token, TokenType
from tools.messages import KEYWORDS, PACKAGE, STALE, faults_of, format_english, main, marked, read_english

from lienvung.catalogue.load import load_catalogue
from lienvung.core.text.fold import fold, nfc

FACES = ("api", "cli", "config", "demo", "office", "web", "wording")
# Vietnamese in a face that is no sentence of the interface, and why.
DATA = {
    "api/dcat.py": "what the catalogue says of itself, marked as Vietnamese for programmes",
    "api/oc4ids.py": "the mark of made-up data, a value that other programmes read",
    "cli/init.py": "the full name of the first account, a value that the node keeps",
    "config/settings.py": "a language is named in itself",
    "demo/accords.py": "the terms of the sample agreements",
    "demo/dealings.py": "what made-up officers ask of each other",
    "demo/localities.py": "made-up places and people",
    "demo/mischief.py": "the text of the records that mischief writes",
    "demo/office_work.py": "papers and reports of made-up officers",
    "demo/setup.py": "the made-up administrator who signs for the nodes",
    "office/imports/cells.py": "how yes and no are written into a text field",
    "office/imports/headings.py": "where a row stands, kept in the citation of its record",
    "office/imports/numbers.py": "the sign of the currency, as cells have it",
    "office/tables/reading.py": "where a row stands, kept in the citation of its record",
    "office/tables/returned.py": "the same, of a workbook that an agency filled in",
    "office/unit_tables.py": "the heading given to pasted addresses, and the name of what was pasted",
    "web/registers/spelling.py": "the word before a day, as the reader of dates wants it",
    "web/templates/400.html": "served before a language is chosen; it says everything twice",
    "web/templates/500.html": "served when nothing works, so without the catalogue; it says everything twice",
    "web/templates/web/parts/language.html": "a language is named in itself",
}
NAME = "Liên Vùng"
OPENING, CLOSING = {"blocktrans", "blocktranslate"}, {"endblocktrans", "endblocktranslate"}

OPEN = ("", "Mở %(n)s sổ", "")
MANY = ("", "%(n)d sổ", "%(n)d sổ")


def catalogue(english: str) -> bytes:
    """Return a catalogue that holds one message with this English."""
    return format_english({OPEN}, {OPEN: Message(OPEN[1], english)})


def is_vietnamese(text: str) -> bool:
    """Tell whether a text has letters that only Vietnamese writes; the name of the project does not count."""
    return any(letter.isalpha() and fold(letter) != letter.lower() for letter in nfc(text.replace(NAME, "")))


def test_the_english_catalogue_is_complete():
    """Every message in the sources has its English, with the same placeholders, and the file holds no other."""
    faults: list[str] = []
    assert (main(["--check"], faults.append), faults) == (0, [])


@pytest.mark.parametrize(
    ("english", "fault"),
    [
        ("Open %(n)s registers", ""),
        ("", "no English"),
        ("Open the registers", "other placeholders than the Vietnamese"),
        ("Open %(m)s registers", "other placeholders than the Vietnamese"),
    ],
)
def test_a_message_without_its_english_is_a_fault(english, fault):
    """A message left empty, or whose English loses what is filled in, is reported; a good one is not."""
    found = list(faults_of(catalogue(english), {OPEN}))
    assert [each.split(":")[0] for each in found] == ([fault] if fault else [])


def test_a_message_that_changed_makes_the_file_stale():
    """A sentence that is new, and one that nobody says any more, are not what the file holds."""
    for said in ({OPEN, MANY}, set()):
        assert next(faults_of(catalogue("Open %(n)s registers"), said)) == STALE


def test_a_message_is_said_with_a_plural_or_without():
    """The same Vietnamese once counted and once not would be one line of the file with two forms."""
    once = ("", MANY[1], "")
    assert f"said both with and without a plural: {once[1]}" in list(faults_of(b"", {once, MANY}))


def test_the_english_of_a_message_is_kept_when_the_file_is_rewritten():
    """Rewriting keeps what was translated, also in two forms, and drops what is not said any more."""
    known = {OPEN: Message(OPEN[1], "Open %(n)s"), MANY: Message(MANY[1:], ("%(n)d register", "%(n)d registers"))}
    written = format_english(known, known)
    assert format_english(known, read_english(written)) == written
    assert b"Open" not in format_english({MANY}, read_english(written))


def test_marks_are_found_in_every_form():
    """Plain, plural and contextual marks, over several lines, each give one message."""
    source = '_("một")\nngettext("%d sổ",\n "%d sổ", n)\npgettext("tháng", "ba")\nother("không")\n'
    assert set(marked(source)) == {("", "một", ""), ("", "%d sổ", "%d sổ"), ("tháng", "ba", "")}


def test_every_register_is_described_in_both_languages():
    """Titles, purposes, labels and the names of values of a register definition have Vietnamese and English."""
    for register, definition in load_catalogue().items():
        labels = [definition.title, definition.purpose]
        for field in definition.fields.values():
            labels += [field.label, *field.values.values()]
        assert [label for label in labels if not (label.get("vi") and label.get("en"))] == [], register


def test_no_face_says_a_sentence_outside_the_catalogue():
    """Vietnamese in the code or the templates of a face is marked for translation, or is data named above."""
    loose = {
        str(path.relative_to(PACKAGE)): texts
        for face in FACES
        for path in (PACKAGE / face).rglob("*")
        if path.is_file() and "migrations" not in path.parts and (texts := loose_texts(path))
    }
    assert {name: texts for name, texts in loose.items() if name not in DATA} == {}
    assert set(DATA) == set(loose), "a line of DATA whose file says nothing any more"


def loose_texts(path: Path) -> list[str]:
    """Return the Vietnamese of a file that no catalogue will see."""
    if path.suffix == ".py":
        return [text for text in loose_constants(ast.parse(path.read_text("utf-8"))) if is_vietnamese(text)]
    if path.suffix in {".html", ".txt", ".js"}:
        return [text for text in loose_markup(path.read_text("utf-8")) if is_vietnamese(text)]
    return []


def loose_constants(node: ast.AST) -> Iterator[str]:
    """Yield every string of a syntax tree but docstrings and what is handed to a mark."""
    if is_docstring(node) or is_mark(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from loose_constants(child)


def is_docstring(node: ast.AST) -> bool:
    """Tell a string that stands as a statement."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_mark(node: ast.AST) -> bool:
    """Tell a call of a function that marks messages."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS


def loose_markup(source: str) -> Iterator[str]:
    """Yield the text of a template, and the arguments of its tags, outside {% trans %} and {% blocktrans %}."""
    inside = ""
    for token in Lexer(source).tokenize():
        word = (token.contents.split() or [""])[0] if token.token_type is TokenType.BLOCK else ""
        if word in OPENING | {"comment"}:
            inside = word
        elif word in CLOSING | {"endcomment"}:
            inside = ""
        elif not inside and says_itself(token, word):
            yield token.contents.strip()


def says_itself(token: Token, word: str) -> bool:
    """Tell whether what the token holds reaches the page as it stands."""
    if token.token_type is TokenType.COMMENT or word in {"trans", "translate"}:
        return False
    return "_(" not in token.contents or token.token_type is TokenType.TEXT
