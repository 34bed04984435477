"""Keep the English catalogue in step with the Vietnamese messages that the faces say.

The message id is the Vietnamese sentence itself, so Vietnamese has no catalogue; English lives in one file.
`python -m tools.messages` rewrites that file from the sources, keeping every translation; with `--check` it
writes nothing and fails when the file is out of date or a message has no English.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "lienvung"
ENGLISH = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"

ONE = None
PLURAL = (1, 2)
CONTEXT = ((1, "c"), 2)
# What marks a message in Python and in what `templatize` makes of a template.
KEYWORDS = {
    "_": ONE,
    "lazy": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
}
# No dates, names or tool versions: the file changes when a message changes and at no other time.
HEADER = r"""# The English of Liên Vùng. Rewritten by `make messages`; only msgstr is written by hand.
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
STALE = "the file is not as `make messages` writes it"
PLACEHOLDER = re.compile(r"%\((\w+)\)[#0 +-]*\d*(?:\.\d+)?([a-z])|(%%)|%[sdr]|\{\w*\}")

# A message as it is looked up: its context, the Vietnamese, the Vietnamese plural ("" when there is one form).
Key = tuple[str, str, str]


def messages_of(package: Path) -> set[Key]:
    """Return every message that the Python files and the templates of a package mark."""
    python = (path.read_text("utf-8") for path in package.rglob("*.py"))
    return {key for source in (*python, *templates_of(package)) for key in marked(source)}


def templates_of(package: Path) -> Iterator[str]:
    """Yield every template as the Python that stands for its marked messages."""
    for path in package.rglob("templates/**/*"):
        if path.is_file():
            source = templatize(path.read_text("utf-8"), origin=str(path))
            # The indentation is that of the markup and would not parse.
            yield "\n".join(line.strip() for line in source.splitlines())


def marked(source: str) -> Iterator[Key]:
    """Yield the messages marked in Python source."""
    for _line, function, found, _comments in extract_python(BytesIO(source.encode()), KEYWORDS, (), {}):
        texts = found if isinstance(found, tuple) else (found,)
        match KEYWORDS[function], texts:
            case None, (str(message), *_):
                yield "", message, ""
            case (1, 2), (str(message), str(plural), *_):
                yield "", message, plural
            case _, (str(context), str(message), *_):
                yield context, message, ""


def read_english(text: bytes) -> dict[Key, Message]:
    """Return the messages of a catalogue file by their key."""
    return {key_of(message): message for message in read_po(BytesIO(text), locale="en") if message.id}


def key_of(message: Message) -> Key:
    """Return what a message is looked up by."""
    first, plural = message.id if isinstance(message.id, tuple) else (message.id, "")
    return message.context or "", first, plural


def format_english(keys: Iterable[Key], known: Mapping[Key, Message]) -> bytes:
    """Return the catalogue file of these messages with the English that is known, sorted by message."""
    catalogue = Catalog(locale="en")
    for context, first, plural in sorted(keys):
        message = known.get((context, first, plural))
        catalogue.add(
            (first, plural) if plural else first,
            message.string if message else None,
            context=context or None,
            flags=message.flags - {"python-format", "python-brace-format"} if message else (),
        )
    file = BytesIO()
    write_po(file, catalogue, width=0, no_location=True, omit_header=True)
    return HEADER.encode() + file.getvalue()


def faults_of(text: bytes, keys: set[Key]) -> Iterator[str]:
    """Yield what is wrong with a catalogue file: stale, without English, in doubt, or with other placeholders."""
    known = read_english(text)
    for first, times in Counter(key[:2] for key in keys).items():
        if times > 1:
            yield f"said both with and without a plural: {first[1]}"
    if format_english(keys, known) != text:
        yield STALE
    for key, message in known.items():
        english = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(english):
            yield f"no English: {key[1]}"
        elif message.fuzzy:
            yield f"English in doubt: {key[1]}"
        elif any(placeholders(each) != placeholders(key[1]) for each in english):
            yield f"other placeholders than the Vietnamese: {key[1]}"


def placeholders(text: str) -> list[str]:
    """Return what a sentence leaves to be filled in, in no particular order."""
    return sorted(match.group() for match in PLACEHOLDER.finditer(text))


def main(arguments: list[str] | None = None, say: Callable[[str], object] = print) -> int:
    """Rewrite or check the catalogue; return 1 when something is left to do."""
    parser = argparse.ArgumentParser(description="Keep the English catalogue in step with the sources.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is left to do")
    options = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure()
    keys = messages_of(PACKAGE)
    text = ENGLISH.read_bytes() if ENGLISH.exists() else HEADER.encode()
    if not options.check:
        text = format_english(keys, read_english(text))
        ENGLISH.write_bytes(text)
    faults = list(faults_of(text, keys))
    for fault in faults:
        say(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
