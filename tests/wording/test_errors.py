"""Every refusal has its wording, and every wording can be filled with the facts of its refusal."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

import pytest

import lienvung
from lienvung.core.errors import LienVungError
from lienvung.wording.errors import WORDINGS, explain, explain_code
from lienvung.wording.sentence import UNWORDED

# Entry points: importing them starts Django on a home, and they define no refusal.
ENTRY_POINTS = ("lienvung.config.wsgi", "lienvung.demo.__main__")


def import_everything() -> None:
    for module in pkgutil.walk_packages(lienvung.__path__, "lienvung."):
        if not module.name.startswith(ENTRY_POINTS):
            importlib.import_module(module.name)


def subclasses(base: type[LienVungError]) -> Iterator[type[LienVungError]]:
    for each in base.__subclasses__():
        yield each
        yield from subclasses(each)


def refusals() -> list[type[LienVungError]]:
    """Return the classes that are raised under a code of their own.

    Those nothing with another code inherits from, and those with a wording all the same.
    """
    import_everything()
    found = [each for each in subclasses(LienVungError) if each.__module__.startswith("lienvung.")]
    coded = [each for each in found if "code" in each.__dict__]
    assert all(hasattr(each, "code") for each in found if not each.__subclasses__())
    return [each for each in coded if not coded_below(each) or each.__dict__["code"] in WORDINGS]


def coded_below(base: type[LienVungError]) -> bool:
    return any("code" in each.__dict__ for each in subclasses(base))


def test_every_refusal_has_a_wording() -> None:
    """No refusal reaches a person as a bare code."""
    assert sorted({each.code for each in refusals()} - WORDINGS.keys()) == []


def test_no_two_refusals_share_a_code() -> None:
    """A code names one refusal, so a stored code and its sentence always mean the same thing."""
    codes = Counter(each.code for each in refusals())
    assert [code for code, count in codes.items() if count > 1] == []


def test_every_wording_is_of_a_refusal() -> None:
    """A wording whose refusal is gone would never be read."""
    known = {each.code for each in refusals()}
    assert sorted(WORDINGS.keys() - known) == []


def test_every_wording_can_be_filled() -> None:
    """Each sentence names only facts that its refusal carries, so saying it cannot itself fail."""
    for refusal in refusals():
        names = [field.name for field in fields(refusal)]
        wording = explain(refusal(*(f"<{name}>" for name in names)))
        assert "…" not in wording.happened + wording.safe + wording.do, f"{refusal.__name__} has {names}"


def test_an_unknown_code_still_reads_as_a_sentence() -> None:
    """A refusal from outside this package is said with its code."""

    class Strange(LienVungError):
        code = "strange"

    assert explain(Strange()).happened == UNWORDED.happened % {"code": "strange"}


def test_a_refusal_written_down_without_its_facts_still_reads() -> None:
    """What an older version stored of a trouble may lack a fact; the page then shows an ellipsis, not a fault."""
    assert "…" in explain_code("log-forked", {"partner": "bac-ninh"}).happened


@pytest.mark.parametrize("code", sorted(WORDINGS))
def test_a_wording_says_what_happened_what_is_safe_and_what_to_do(code: str) -> None:
    """Each of the three is a sentence of its own."""
    wording = WORDINGS[code]
    assert all(text.rstrip().endswith((".", "…", "%(path)s")) for text in (wording.happened, wording.safe, wording.do))
