"""The agreements of the demonstration: who may read what, and what nobody may."""

from lienvung.catalogue.load import load_catalogue
from lienvung.core.agreement.terms import format_terms, parse_terms
from lienvung.demo.accords import BAY_REGISTERS, all_terms
from lienvung.demo.localities import LOCALITIES

CATALOGUE = load_catalogue()
TERMS = all_terms({each.name: "ab" * 32 for each in LOCALITIES}, CATALOGUE)


def readers_of(register: str) -> set[tuple[str, str]]:
    """Return who lets whom read a register under any of the agreements."""
    grants = [grant for terms in TERMS.values() for grant in terms.grants if grant.register == register]
    return {(grant.grantor, grant.recipient) for grant in grants}


def test_every_register_of_cooperation_is_agreed_on() -> None:
    """No register of the catalogue is forgotten: each is read by a partner, and no system register needs it."""
    agreed = {grant.register for terms in TERMS.values() for grant in terms.grants}
    assert agreed == {name for name, definition in CATALOGUE.items() if not definition.system}


def test_the_bays_are_the_business_of_their_two_sides() -> None:
    """Bắc Ninh reads public works and heritage, but no vessel and no control post."""
    for register in BAY_REGISTERS:
        assert readers_of(register) == {("hai-phong", "quang-ninh"), ("quang-ninh", "hai-phong")}
    assert ("hai-phong", "bac-ninh") in readers_of("public-work")
    assert ("quang-ninh", "bac-ninh") in readers_of("heritage-site")


def test_nothing_internal_leaves_and_persons_only_where_they_were_agreed_on() -> None:
    """Internal parts are granted to nobody; the one personal part that is granted is of offices, and ends."""
    granted = {
        (name, grant.register, part) for name, terms in TERMS.items() for grant in terms.grants for part in grant.parts
    }
    assert not [grant for grant in granted if grant[2] == "internal"]
    assert {grant for grant in granted if grant[2] == "personal"} == {("brief-agreement", "organisation", "personal")}
    assert TERMS["brief-agreement"].ends is not None


def test_the_terms_are_what_a_node_accepts() -> None:
    """The bytes that the parties sign say these terms and no others."""
    for terms in TERMS.values():
        assert parse_terms(format_terms(terms)) == terms
