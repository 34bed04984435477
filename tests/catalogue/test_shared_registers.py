"""The registers that the two articles name: complete in both languages, well linked, and private where they must be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lienvung.catalogue import load_catalogue, read_definition
from lienvung.catalogue.code_list import packaged_codes
from lienvung.core.register.definition import Definition, Label, Unique
from lienvung.core.register.evolution import check_evolution

CATALOGUE = load_catalogue()
SYSTEMS = {
    "public works": {"public-work", "work-component", "interface-milestone", "investment-line", "disbursement"},
    "the two bays": {"tourist-vessel", "vessel-permit", "vessel-route", "berth", "vessel-trip"},
    "gateways": {"gateway", "control-post", "control-measure", "daily-count"},
    "multimodal transport": {"transport-hub", "transport-link"},
    "boundary": {"boundary-case", "boundary-claim", "boundary-step"},
    "heritage": {"heritage-site", "heritage-component", "heritage-dossier", "heritage-action"},
    "zones": {"economic-zone", "investment-opportunity"},
    "products": {"local-product", "promotion-event"},
    "rules and people": {"coordination-regulation", "contact-officer"},
    "indicators": {"indicator", "indicator-value"},
}
NAMES = sorted(set().union(*SYSTEMS.values()))


def labels_of(definition: Definition) -> Iterator[Label]:
    """Yield everything of a definition that a person reads."""
    yield from (definition.title, definition.purpose, definition.basis)
    yield from (group.label for group in definition.groups)
    yield from (question.label for question in definition.questions)
    yield from (chart.label for chart in definition.charts)
    yield from (rule.message for rule in definition.schemas)
    for field in definition.fields.values():
        yield field.label
        yield from field.values.values()
        yield from ((field.help,) if field.help else ())


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_has_its_registers_and_they_hang_together(system: str) -> None:
    """A system of several registers is one: each of them links to another of it, or is linked from one."""
    registers = SYSTEMS[system]
    assert registers <= set(CATALOGUE)
    pairs = [(name, each.to) for name in registers for each in CATALOGUE[name].fields.values() if each.to in registers]
    tied = {name for pair in pairs for name in pair if pair[0] != pair[1]}
    assert tied == registers or registers == SYSTEMS["rules and people"]


@pytest.mark.parametrize("register", NAMES)
def test_every_word_is_there_in_both_languages(register: str) -> None:
    """Titles, groups, fields, help, values, questions and charts read in Vietnamese and in English."""
    missing = [label for label in labels_of(CATALOGUE[register]) if set(label) != {"vi", "en"}]
    assert missing == []


@pytest.mark.parametrize("register", NAMES)
def test_every_register_answers_questions_on_its_front_page(register: str) -> None:
    """Three to six questions that an official asks in the morning, a chart, columns, an order and facets."""
    definition = CATALOGUE[register]
    assert 3 <= len(definition.questions) <= 6
    assert definition.charts
    assert definition.columns
    assert definition.sort
    assert "nature" in definition.facets


@pytest.mark.parametrize("register", NAMES)
def test_every_field_stands_in_a_group(register: str) -> None:
    """The form and the record's page have no heap of fields at their end."""
    definition = CATALOGUE[register]
    named = {group.name for group in definition.groups}
    assert {each.group for each in definition.fields.values()} == named


@pytest.mark.parametrize("register", [name for name in NAMES if name != "public-work"])
def test_a_real_record_needs_its_source(register: str) -> None:
    """Where a record says that it is real it says who published it."""
    rules = [(rule.field, rule.equals, rule.required) for rule in CATALOGUE[register].conditions]
    assert ("nature", "real", ("citation",)) in rules


def test_names_and_phones_stand_in_personal_parts_only() -> None:
    """Counts of households are shared; who they are, who steers and who is on duty is personal."""
    personal = {(name, each.name) for name in NAMES for each in CATALOGUE[name].fields_of("personal")}
    assert personal == {
        ("tourist-vessel", "owner-name"), ("tourist-vessel", "owner-phone"),
        ("vessel-trip", "skipper"), ("vessel-trip", "skipper-phone"),
        ("control-post", "duty-officer"), ("control-post", "duty-phone"),
        ("boundary-case", "household-heads"), ("boundary-case", "spokesperson"),
        ("contact-officer", "full-name"), ("contact-officer", "phone"), ("contact-officer", "mail"),
    }  # fmt: skip
    assert all(CATALOGUE[name].parts["personal"].personal == "basic" for name, _ in personal)
    assert CATALOGUE["boundary-case"].fields["households"].part == "shared"


def test_codes_of_the_world_outside_are_each_given_once() -> None:
    """A real code names one thing: no two hubs have one IATA code, no two vessels one registration."""
    unique = {(name, each.name) for name in NAMES for each in CATALOGUE[name].fields.values() if each.unique}
    assert unique >= {
        ("transport-hub", "iata"), ("transport-hub", "icao"), ("transport-hub", "unlocode"),
        ("tourist-vessel", "registration"), ("heritage-site", "reference"), ("vessel-permit", "number"),
    }  # fmt: skip


def test_a_list_of_codes_is_shared() -> None:
    """A code list that one register alone uses would better stand in it; every list is used."""
    used = [each.codes for definition in CATALOGUE.values() for each in definition.fields.values() if each.codes]
    assert set(used) <= set(packaged_codes())
    assert {name for name in packaged_codes() if used.count(name) < 1} == set()


def test_a_list_that_two_registers_have_is_shared() -> None:
    """No list of values is typed twice: what two of these registers choose from has its own name and one home."""
    typed = [frozenset(each.values) for name in NAMES for each in CATALOGUE[name].fields.values() if not each.codes]
    lists = [values for values in typed if values and values != {"real", "illustrative"}]  # older than the code lists
    assert len(lists) == len(set(lists))


OPEN = {
    "berth", "contact-officer", "control-measure", "economic-zone", "gateway", "heritage-component", "heritage-site",
    "indicator", "indicator-value", "investment-opportunity", "local-product", "promotion-event", "transport-hub",
    "transport-link", "vessel-route",
}  # fmt: skip


def test_what_everybody_may_read_is_open() -> None:
    """Places, routes, rules in force, what is offered and promoted is open; cases, works in dispute, people are not."""
    public = {name for name in NAMES if any(rule.public for rule in CATALOGUE[name].parts.values())}
    assert public == OPEN
    closed = {
        (name, field.name) for name in OPEN for field in CATALOGUE[name].fields.values() if field.part != "shared"
    }
    assert closed == {(name, "internal-note") for name in OPEN} | {
        ("heritage-component", "condition"), ("heritage-component", "inspected-on"),
        ("heritage-component", "inspect-by"),
        ("promotion-event", "contracts"), ("promotion-event", "sales"), ("promotion-event", "cost"),
        ("contact-officer", "full-name"), ("contact-officer", "phone"), ("contact-officer", "mail"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("register", "fields", "over"),
    [
        ("daily-count", ("post",), ("counted-on",)),
        ("disbursement", ("line",), ("within",)),
        ("vessel-permit", ("vessel", "side"), ("valid-from", "valid-until")),
        ("control-post", ("gateway", "name"), ("opened-on", "closed-on")),
        ("indicator-value", ("indicator", "side", "within"), ()),
        ("work-component", ("work", "name"), ()),
        ("heritage-component", ("site", "name"), ()),
        ("berth", ("side", "name"), ()),
    ],
)
def test_nothing_is_counted_or_permitted_twice(register: str, fields: tuple[str, ...], over: tuple[str, ...]) -> None:
    """One count for a post and day, one payment for a line and period, one permit of a side for a vessel at a time."""
    assert Unique(fields, over) in CATALOGUE[register].uniques


def test_commitments_and_regulations_speak_of_the_same_fields() -> None:
    """The fields of cooperation are one list, wherever it stands."""
    assert CATALOGUE["coordination-regulation"].fields["field"].values == CATALOGUE["commitment"].fields["field"].values
    assert CATALOGUE["work-component"].fields["stage"].values == CATALOGUE["public-work"].fields["stage"].values


def test_public_works_of_the_first_version_stay_readable() -> None:
    """The register that nodes already hold only grew: its second version follows the first in any log."""
    first = read_definition(Path(__file__).with_name("public-work-1.yaml"))
    check_evolution(first, CATALOGUE["public-work"])
    assert CATALOGUE["public-work"].version == first.version + 1
