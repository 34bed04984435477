"""The language of the terminal."""

import pytest

from lienvung.wording.translator import language, translator

SENTENCE = "Không có dữ liệu nào rời khỏi nút."


@pytest.mark.parametrize(
    ("asked", "spoken"), [("", "vi"), ("vi", "vi"), ("fr", "vi"), ("en", "en"), ("en_GB.UTF-8", "en")]
)
def test_vietnamese_unless_english_is_asked_for(monkeypatch, asked, spoken):
    """Only LIENVUNG_LANGUAGE decides, and whatever is not English is Vietnamese."""
    monkeypatch.setenv("LIENVUNG_LANGUAGE", asked)
    assert language() == spoken


def test_a_sentence_is_said_in_the_operators_language(monkeypatch):
    """The same message is itself in Vietnamese and its translation in English, from the catalogue make compiled."""
    monkeypatch.delenv("LIENVUNG_LANGUAGE", raising=False)
    assert translator()(SENTENCE) == SENTENCE
    monkeypatch.setenv("LIENVUNG_LANGUAGE", "en")
    assert translator()(SENTENCE) == "No data has left the node."
