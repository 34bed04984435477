"""Definitions: every broken rule is found, and a definition only grows."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienvung.catalogue import load_catalogue
from lienvung.core.register.canonical import canonical, parse_canonical, prune
from lienvung.core.register.datatype import check_item
from lienvung.core.register.definition import normal_form, parse_definition
from lienvung.core.register.definition_rules import find_faults, is_safe_pattern
from lienvung.core.register.errors import DefinitionInvalid, ItemInvalid
from lienvung.core.register.evolution import check_compatible, check_evolution
from lienvung.core.register.item import split_fields

from .vectors import read_vector

DOCUMENT = read_vector("entry-put")["definition"]


RULED = read_vector("definition")


def test_the_hash_of_a_definition_that_says_everything():
    """Every attribute is in the hash as the page says, computed by code that shares nothing with ours."""
    definition = parse_definition(RULED["definition"])
    assert definition.document == RULED["definition"]
    assert definition.hash == RULED["hash"]


@pytest.mark.parametrize("values", RULED["valid"], ids=len)
def test_items_of_the_vector_are_right(values):
    """Bounds themselves, partial dates in doubt, open ends: all are allowed."""
    definition = parse_definition(RULED["definition"])
    check_item(definition, split_fields(definition, values))


@pytest.mark.parametrize("case", RULED["broken"], ids=lambda case: case["expect"])
def test_items_of_the_vector_break_their_rule(case):
    """Each case breaks one rule, at one field."""
    definition = parse_definition(RULED["definition"])
    with pytest.raises(ItemInvalid) as refusal:
        check_item(definition, split_fields(definition, case["values"]))
    assert (refusal.value.rule, refusal.value.field) == (case["expect"], case["field"])


def changed(*path, to):
    """Return the sample definition with one place changed; `to=...` removes it."""
    document = copy.deepcopy(DOCUMENT)
    place = document
    for step in path[:-1]:
        place = place[step]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return document


FAULTS = [
    ("D2-unknown", changed("colour", to="red")),
    ("D2-unknown", changed("fields", 0, "labels", to={})),
    ("D2-unknown", changed("title", "fr", to="Échantillons")),
    ("D3-missing", changed("title-field", to=...)),
    ("D3-missing", changed("fields", 0, "label", to=...)),
    ("D3-missing", changed("title", "vi", to=...)),
    ("D3-missing", changed("parts", "shared", to={"label": {"en": "shared"}})),
    ("D7-label", changed("parts", "shared", to={"label": {"vi": " dùng chung"}})),
    ("D4-type", changed("version", to="1")),
    ("D4-type", changed("version", to=True)),
    ("D4-type", changed("fields", to={})),
    ("D4-type", changed("parts", "shared", to=None)),
    ("D4-type", changed("keys", to="random")),
    ("D5-id", changed("register", to="Sổ mẫu")),
    ("D5-id", changed("fields", 0, "name", to="1name")),
    ("D5-id", changed("parts", "My_part", to={})),
    ("D6-version", changed("version", to=0)),
    ("D7-label", changed("title", "vi", to=" ")),
    ("D8-part", changed("parts", "shared", to=...)),
    ("D8-part", changed("parts", "source", to={})),
    ("D8-part", changed("parts", "personal", "personal", to="secret")),
    ("D8-part", changed("parts", "personal", "public", to=True)),
    ("D9-field", changed("fields", 1, "name", to="name")),
    ("D9-field", changed("fields", 1, "name", to="key")),
    ("D10-field-part", changed("fields", 1, "part", to="nowhere")),
    ("D11-datatype", changed("fields", 1, "datatype", to="float")),
    ("D12-values", changed("fields", 1, "datatype", to="enumeration")),
    ("D12-values", changed("fields", 1, "values", to={"a": {"vi": "a"}})),
    ("D12-values", changed("fields", 1, "values", to={})),
    ("D13-to", changed("fields", 1, "datatype", to="link")),
    ("D13-to", changed("fields", 1, "to", to="sample")),
    ("D14-pattern", changed("fields", 0, "pattern", to="(a+)+")),
    ("D14-pattern", changed("fields", 1, "pattern", to="[0-9]")),
    ("D15-reference", changed("title-field", to="nowhere")),
    ("D15-reference", changed("list", to={"sort": ["-nowhere"]})),
    ("D15-reference", changed("conditions", to=[{"if": {"field": "nowhere", "equals": 1}, "then": {}}])),
    (
        "D15-reference",
        changed("conditions", to=[{"if": {"field": "open", "equals": True}, "then": {"required": ["x"]}}]),
    ),
    ("D16-natural", changed("keys", to="natural")),
    (
        "D21-fields",
        changed("fields", to=[DOCUMENT["fields"][0] | {"name": f"name-{number}"} for number in range(201)]),
    ),
]


@pytest.mark.parametrize(("rule", "document"), FAULTS, ids=[rule for rule, _ in FAULTS])
def test_a_broken_rule_is_found(rule, document):
    """A definition that breaks a rule is refused by that rule."""
    assert rule in {fault.rule for fault in find_faults(document)}
    with pytest.raises(DefinitionInvalid):
        parse_definition(document)


def test_every_rule_of_the_page_has_a_case():
    """D1 and D20 are the file's, D17 to D19 evolution's; every other rule is broken once above."""
    assert "D21-fields" in {rule for rule, _ in FAULTS}
    assert {rule for rule, _ in FAULTS} - {"D21-fields"} == {
        f"D{number}" + name
        for number, name in enumerate(
            (
                "-unknown", "-missing", "-type", "-id", "-version", "-label", "-part", "-field", "-field-part",
                "-datatype", "-values", "-to", "-pattern", "-reference", "-natural",
            ),
            2,
        )
    }  # fmt: skip


def test_faults_are_found_together():
    """Whoever writes a register sees all faults of meaning at once."""
    document = changed("register", to="Mẫu")
    document["fields"][0]["datatype"] = "float"
    assert [(fault.rule, fault.path) for fault in find_faults(document)] == [
        ("D5-id", ("register",)),
        ("D11-datatype", ("fields", 0, "datatype")),
    ]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([*DOCUMENT, "list", "conditions", "purpose", "system"]), json_values)
def test_no_definition_from_elsewhere_crashes_the_reader(name, value):
    """Whatever a partner's define entry holds is a definition or a named refusal."""
    try:
        definition = parse_definition({**DOCUMENT, name: value})
    except DefinitionInvalid:
        return
    assert parse_canonical(canonical(definition.document)) == definition.document


def test_the_normal_form_is_one_spelling():
    """What is unsaid and what is said emptily have one hash; the normal form is its own normal form."""
    lax = {**DOCUMENT, "conditions": [], "list": {"facets": []}, "parts": {**DOCUMENT["parts"], "shared": {}}}
    assert parse_definition(lax) == parse_definition(DOCUMENT)
    assert normal_form(normal_form(lax)) == normal_form(lax) == DOCUMENT == prune(DOCUMENT)


@pytest.mark.parametrize("pattern", ["[0-9]{2,5}", "[0-9a-f]{64}", "VN-[A-Z]{2}"])
def test_a_bounded_pattern_is_safe(pattern):
    """Classes and bounded counts are all a code list needs."""
    assert is_safe_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+", "a*", "a.", "a+", ".*", "[a-z]{1,}", "a|b", "\\d", "[z-a]", "a{1,2}b{1,2}c{1,2}", ""]
)
def test_a_pattern_that_could_run_away_is_not(pattern):
    """Nothing that repeats without bound, groups or escapes is taken from another node."""
    assert not is_safe_pattern(pattern)


def grown(**changes):
    """Return version 2 of the sample register."""
    return parse_definition({**DOCUMENT, "version": 2, **changes})


def test_a_definition_may_grow():
    """A new optional field, a new part and new words break no old item."""
    extra = {"name": "extra", "label": {"vi": "Thêm"}, "datatype": "string", "part": "new"}
    old = parse_definition(DOCUMENT)
    check_evolution(old, grown(fields=[*DOCUMENT["fields"], extra], parts={**DOCUMENT["parts"], "new": {}}))
    check_evolution(old, grown(title={"vi": "Tên mới"}))
    called = {name: {**rule, "label": {"vi": f"phần {name}"}} for name, rule in DOCUMENT["parts"].items()}
    check_evolution(old, grown(parts=called))


@pytest.mark.parametrize(
    "new",
    [
        parse_definition(DOCUMENT),
        grown(fields=DOCUMENT["fields"][:-1]),
        grown(fields=[{**DOCUMENT["fields"][0], "many": True}, *DOCUMENT["fields"][1:]]),
        grown(fields=[*DOCUMENT["fields"][:-1], {**DOCUMENT["fields"][-1], "part": "internal"}]),
        grown(fields=[DOCUMENT["fields"][0], {**DOCUMENT["fields"][1], "required": True}, *DOCUMENT["fields"][2:]]),
        grown(parts={**DOCUMENT["parts"], "personal": {}}),
        grown(conditions=[{"if": {"field": "open", "equals": True}, "then": {"required": ["cost"]}}]),
    ],
    ids=["same-version", "field-gone", "many", "part-moved", "newly-required", "no-longer-personal", "new-condition"],
)
def test_a_definition_may_not_take_back(new):
    """Whatever would make an old item invalid, or an old digest unreadable, is refused."""
    with pytest.raises(DefinitionInvalid, match="D17-additive"):
        check_evolution(parse_definition(DOCUMENT), new)


BOUNDED = [
    {"name": "name", "label": {"vi": "Tên"}, "datatype": "string", "unique": True},
    {"name": "size", "label": {"vi": "Cỡ"}, "datatype": "measure", "unit": "m", "minimum": "1", "maximum": "9"},
    {"name": "day", "label": {"vi": "Ngày"}, "datatype": "date", "minimum": "2020", "maximum": "2021"},
    {"name": "later", "label": {"vi": "Sau"}, "datatype": "date"},
    {"name": "kind", "label": {"vi": "Loại"}, "datatype": "enumeration", "values": {"a": {"vi": "a"}}},
]


def test_bounds_may_leave_one_value():
    """A least that is also the most is a bound like others; text that is above another as words is not as number."""
    for low, high, rules in (("5", "5", set()), ("10", "9", {"D24-bounds"}), ("9", "10", set())):
        field = {"name": "size", "label": {"vi": "Cỡ"}, "datatype": "decimal", "minimum": low, "maximum": high}
        document = {**DOCUMENT, "fields": [*DOCUMENT["fields"], field]}
        assert {fault.rule for fault in find_faults(document)} == rules


WATER = {"name": "water", "label": {"vi": "Nước"}, "datatype": "date"}
MESSAGE = {"vi": "không được"}


def bounded(version, *, conditions=(), extra=(), more=None, **changes):
    """Return a register with bounds, each field changed as asked."""
    fields = [{**each, **changes.get(each["name"], {})} for each in BOUNDED]
    fields = [{name: value for name, value in each.items() if value is not ...} for each in fields]
    document = {**DOCUMENT, "version": version, "title-field": "name", "parts": {"shared": {}}, "list": {}}
    return parse_definition({**document, "conditions": list(conditions), "fields": [*fields, *extra], **(more or {})})


@pytest.mark.parametrize(
    "new",
    [
        bounded(2, size={"minimum": "0.5", "maximum": "10"}, day={"minimum": "2019-12", "maximum": ...}),
        bounded(2, name={"unique": False}, size={"help": {"vi": "Gợi ý"}}),
        bounded(2, kind={"values": {"a": {"vi": "A"}, "b": {"vi": "b"}}, "codes": "kinds"}),
        bounded(2, extra=[WATER], conditions=[{"before": ["day", "water"]}]),
        bounded(2, extra=[WATER], conditions=[{"schema": {"not": {"required": ["water"]}}, "message": MESSAGE}]),
        bounded(2, more={"valid-time": {"from": "day", "until": "later"}}),
        bounded(2, more={"groups": [{"name": "g", "label": {"vi": "G"}}], "charts": [{"by": "kind"}]}),
        bounded(2, more={"questions": [{"name": "late", "label": {"vi": "Quá"}, "past": "day"}]}),
    ],
    ids=["wider", "not-unique", "more-values", "before-new", "schema-new", "valid-time", "pages", "questions"],
)
def test_words_and_pages_change_and_bounds_widen(new):
    """What no old item can break is free to change."""
    check_evolution(bounded(1), new)


@pytest.mark.parametrize(
    ("place", "new"),
    [
        ("fields/size/minimum", bounded(2, size={"minimum": "1.5"})),
        ("fields/size/maximum", bounded(2, size={"maximum": "8.9"})),
        ("fields/day/minimum", bounded(2, day={"minimum": "2020-01-02"})),
        ("fields/day/maximum", bounded(2, day={"maximum": "2021-11"})),
        ("fields/later/maximum", bounded(2, later={"maximum": "2100"})),
        ("fields/size/unit", bounded(2, size={"unit": "km"})),
        ("fields/later/unique", bounded(2, later={"unique": True})),
        ("fields/kind/values", bounded(2, kind={"values": {"b": {"vi": "b"}}})),
        ("fields/size/datatype", bounded(2, size={"datatype": "decimal", "unit": ...})),
        ("conditions", bounded(2, conditions=[{"before": ["day", "later"]}])),
        ("conditions", bounded(2, conditions=[{"schema": {"required": ["later"]}, "message": MESSAGE}])),
        ("conditions", bounded(2, extra=[WATER], conditions=[{"schema": {"required": ["water"]}, "message": MESSAGE}])),
    ],
)  # fmt: skip
def test_nothing_narrows(place, new):
    """A tighter bound, another unit, new uniqueness or a new condition on old fields is refused at its place."""
    with pytest.raises(DefinitionInvalid, match="D17-additive") as refusal:
        check_evolution(bounded(1), new)
    assert refusal.value.field == place


def test_every_register_of_the_catalogue_survives_its_own_log():
    """The definition that a define entry carries is the one the catalogue has."""
    for definition in load_catalogue().values():
        assert parse_definition(parse_canonical(canonical(definition.document))) == definition


def test_definitions_some_versions_apart_go_together():
    """Two nodes may be some versions apart in either direction, as long as the newer only adds."""
    old, new = parse_definition(DOCUMENT), grown(version=9, title={"vi": "Tên mới"})
    for ours, theirs in [(old, new), (new, old), (old, old)]:
        check_compatible(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "changes"),
    [
        ({}, {"version": 1, "title": {"vi": "Khác"}}),
        ({}, {"version": 9, "fields": DOCUMENT["fields"][:-1]}),
        ({"system": True}, {"version": 9, "system": True}),
    ],
)
def test_a_definition_that_does_not_go_with_ours_is_refused(ours, changes):
    """Other words under the same version, something lost, a newer system register: none of them counts."""
    with pytest.raises(DefinitionInvalid, match="D18-compatible"):
        check_compatible(parse_definition({**DOCUMENT, **ours}), grown(**changes))
