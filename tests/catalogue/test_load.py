"""The catalogue loads, and a wrong definition is refused with its file, line, field and rule."""

import time
from pathlib import Path

import pytest

from lienvung.catalogue import load_catalogue, read_definition, read_own_registers
from lienvung.catalogue.code_list import packaged_codes
from lienvung.catalogue.load import find_file_faults
from lienvung.core.register.errors import DefinitionInvalid

CATALOGUE = load_catalogue()
GOOD = """\
register: sample
version: 1
title: {vi: Sổ mẫu}
parts: {shared: {}}
title-field: name
fields:
  - {name: name, label: {vi: Tên}, datatype: string}
"""


def test_the_registers_of_the_spine_are_there():
    """Every register that the first line needs comes with the package, under the id that its file says."""
    assert set(CATALOGUE) >= {
        "administrative-unit", "organisation", "programme", "document", "review", "commitment", "assignment",
        "progress-report", "limitation", "escalation", "public-work", "node", "agreement", "acceptance", "proposal",
        "receipt", "erasure-receipt", "promise-succession",
    }  # fmt: skip
    assert all(name == definition.register for name, definition in CATALOGUE.items())


def test_a_link_leads_to_a_register_of_the_catalogue():
    """No field points to a register that does not exist."""
    links = [each.to for definition in CATALOGUE.values() for each in definition.fields.values() if each.to]
    assert set(links) <= set(CATALOGUE)


def labels(value):
    """Yield everything in a definition that people read."""
    if isinstance(value, dict) and isinstance(value.get("vi"), str):
        yield value
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from labels(child)


def test_every_label_has_both_languages():
    """What ships is readable in Vietnamese and in English: titles, labels, hints, groups, messages, questions."""
    for definition in CATALOGUE.values():
        for label in labels(dict(definition.document)):
            assert set(label) == {"vi", "en"}, (definition.register, label)


def test_a_code_list_grows_under_a_name_of_its_own():
    """Every list that ships is used by a register, has both languages, and stands in the definition itself."""
    used = {field.codes: field.values for each in CATALOGUE.values() for field in each.fields.values() if field.codes}
    assert packaged_codes().keys() == used.keys()
    for name, listed in packaged_codes().items():
        assert listed.values == used[name]
        assert all(set(label) == {"vi", "en"} for label in [listed.title, *listed.values.values()])


def test_a_word_that_yaml_likes_to_change_stays_a_word():
    """`none` is a kind of deadline and no null."""
    assert list(CATALOGUE["commitment"].fields["deadline-kind"].values) == ["dated", "none", "recurring"]


def test_follow_up_status_reads_only_what_all_sides_see():
    """Internal fields are internal: notes, internal deadlines and obstacles are in no shared part."""
    internal = {each.name for definition in CATALOGUE.values() for each in definition.fields_of("internal")}
    assert internal == {"internal-note", "internal-deadline", "officer", "obstacle"}


def test_a_good_file_is_read(tmp_path: Path):
    """One YAML file is a register."""
    file = tmp_path / "sample.yaml"
    file.write_text(GOOD, "utf-8")
    assert read_definition(file).fields["name"].label == {"vi": "Tên"}


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "rule"),
    [
        ("version: 1", "version: một", 2, "version", "D4-type"),
        ("version: 1", "version: 1\nversion: 2", 3, "", "D1-yaml"),
        ("version: 1", "version: 1\n\tx: 1", 3, "", "D1-yaml"),
        ("version: 1", "version: 1\n? [a]\n: b", 3, "", "D1-yaml"),
        ("version: 1", "version: !!python/object:os.system 1", 2, "", "D1-yaml"),
        ("{vi: Sổ mẫu}", "{vi: Sổ, mẫu}", 3, "title/mẫu", "D2-unknown"),
        ("title-field: name\n", "", 1, "title-field", "D3-missing"),
        ("datatype: string}", "datatype: float}", 7, "fields/0/datatype", "D11-datatype"),
        ("datatype: string}", "datatype: link}", 7, "fields/0/to", "D13-to"),
        ("datatype: string}", "datatype: string, required: yes}", 7, "fields/0/required", "D4-type"),
        ("title-field: name", "title-field: nam", 5, "title-field", "D15-reference"),
        ("vi: Tên", "vi: Te\u0302n", 7, "fields/0/label/vi", "C5-nfc"),
        ("version: 1", "version: 9007199254740992", 2, "version", "C4-integer"),
    ],
)
def test_a_wrong_file_is_refused_at_its_line(tmp_path: Path, old, new, line, field, rule):
    """The refusal says which file, which line, which field and which rule."""
    file = tmp_path / "wrong.yaml"
    file.write_text(GOOD.replace(old, new), "utf-8")
    with pytest.raises(DefinitionInvalid) as refusal:
        read_definition(file)
    wrong = refusal.value
    assert (wrong.file, wrong.line, wrong.field, wrong.rule) == (str(file), line, field, rule)


HOSTILE = {
    "empty": (b"", 1, "D1-yaml"),
    "utf-16": (GOOD.encode("utf-16"), 1, "D37-plain"),
    "latin": (GOOD.encode().replace("Tên".encode(), b"T\xean"), 7, "D37-plain"),
    "control": (GOOD.replace("Tên", "T\x07n").encode(), 7, "D1-yaml"),
    "nul": (GOOD.replace("Tên", "T\x00n").encode(), 7, "D1-yaml"),
    "tab": (GOOD.replace("  - {name", "\t- {name").encode(), 7, "D1-yaml"),
    "twice": (GOOD.replace("vi: Tên", "vi: Tên, vi: Lại").encode(), 7, "D1-yaml"),
    "two documents": ((GOOD + "---\n" + GOOD).encode(), 8, "D1-yaml"),
    "laughs": (
        b"a: &a [x, x, x, x, x, x, x, x, x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (n, n, b", ".join([b"*%c" % (n - 1)] * 9)) for n in b"bcdefghij"),
        2,
        "D37-plain",
    ),
    "ring": (b"a: &a\n  - *a\n", 2, "D37-plain"),
    "merge": (GOOD.replace("parts:", "<<: {system: true}\nparts:").encode(), 4, "D2-unknown"),
    "deep list": (b"a: " + b"[" * 5_000, 1, "D37-plain"),
    "deep map": (b"".join(b" " * n + b"a:\n" for n in range(300)), 24, "D37-plain"),
    "10 MB": (GOOD.encode() + b"# " + b"x" * 10_000_000, 1, "D37-plain"),
    "long number": (GOOD.replace("version: 1", "version: " + "1" * 5_000).encode(), 2, "D4-type"),
    "not a word": (GOOD.replace("version: 1", "version: 1\n? {a: b}\n: c").encode(), 3, "D1-yaml"),
    "python": (GOOD.replace("version: 1", "version: !!python/object/apply:os.getcwd []").encode(), 2, "D4-type"),
}


@pytest.mark.parametrize(("data", "line", "rule"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_refused_at_once(tmp_path: Path, data, line, rule):
    """Other encodings, bombs, rings, depths and lengths are named with their line, and cost no time."""
    file = tmp_path / "wrong.yaml"
    file.write_bytes(data)
    begun = time.process_time()
    with pytest.raises(DefinitionInvalid) as refusal:
        read_definition(file)
    assert (refusal.value.rule, refusal.value.line) == (rule, line)
    assert time.process_time() - begun < 2


def test_the_mark_that_windows_puts_first_is_no_fault(tmp_path: Path):
    """A byte order mark and line ends of two characters change nothing."""
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    (tmp_path / "plain.yaml").write_text(GOOD, "utf-8")
    assert read_definition(file) == read_definition(tmp_path / "plain.yaml")


def test_a_definition_too_long_to_travel_is_refused():
    """What could not go to a partner in one part is refused when it is written."""
    values = ", ".join(f"v{number}: {{vi: {'x' * 120}}}" for number in range(1_900))
    text = GOOD.replace("datatype: string}", f"datatype: enumeration, values: {{{values}}}}}")
    assert [fault.rule for fault in find_file_faults("x", text)] == ["D36-size"]


@pytest.mark.parametrize(("data", "found"), [(b"", "empty"), (b"\xff\xfe", "not UTF-8")])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data, found):
    """Empty files and other encodings are named as what they are."""
    file = tmp_path / "wrong.yaml"
    file.write_bytes(data)
    with pytest.raises(DefinitionInvalid) as refusal:
        read_definition(file)
    assert (refusal.value.rule, refusal.value.found) == ("D37-plain" if data else "D1-yaml", found)


def test_a_list_is_no_register(tmp_path: Path):
    """A file whose whole is not a mapping is refused, not stumbled over."""
    assert [fault.rule for fault in find_file_faults("x", "- a\n- b\n")] == ["D4-type"]


def test_all_faults_are_listed_in_the_order_of_their_lines():
    """Whoever writes a register corrects everything in one go."""
    text = GOOD.replace("title-field: name", "title-field: nam").replace("datatype: string", "datatype: float")
    assert [(fault.line, fault.rule) for fault in find_file_faults("x", text)] == [
        (5, "D15-reference"),
        (7, "D11-datatype"),
    ]


def test_a_wrong_file_costs_only_its_own_register(tmp_path: Path):
    """Of a folder of one's own the sound registers join the catalogue; each other file is named with its line."""
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "same-name.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "taken.yaml").write_text(GOOD.replace("register: sample", "register: commitment"), "utf-8")
    (tmp_path / "wrong.yaml").write_text(GOOD.replace("datatype: string", "datatype: float"), "utf-8")
    assert load_catalogue(tmp_path).keys() - CATALOGUE.keys() == {"sample"}
    assert load_catalogue(tmp_path)["commitment"] == CATALOGUE["commitment"]
    faults = [(Path(each.file).name, each.line, each.rule) for each in read_own_registers(tmp_path).faults]
    assert faults == [("same-name.yaml", 1, "D20-own"), ("taken.yaml", 1, "D20-own"), ("wrong.yaml", 7, "D11-datatype")]


def test_no_folder_of_ones_own_is_no_register(tmp_path: Path):
    """A node without the folder has the registers that come with the package."""
    assert load_catalogue(tmp_path / "registers") == CATALOGUE
