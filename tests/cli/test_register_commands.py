"""`register`: what somebody needs who writes a register and is no programmer."""

import os
import subprocess
import sys
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import orjson
import pytest

from lienvung.catalogue import load_catalogue
from lienvung.cli.main import main
from lienvung.node.home import create_home
from lienvung.node.home_settings import Settings
from lienvung.node.keys import NodeKeys

WHOLE = (Path(__file__).parents[1] / "catalogue/whole.yaml").read_text("utf-8")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "boats.yaml"
    path.write_text(WHOLE, "utf-8")
    return path


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    settings = Settings("hai-phong", "Thành phố Hải Phòng", "http://127.0.0.1:8401", "127.0.0.1:8401")
    create_home(folder, settings, NodeKeys.generate(), os.urandom)
    return folder


def run(capsys, *arguments):
    """Run a command and return its exit code and what it printed."""
    with pytest.raises(SystemExit) as leaving:
        main([str(argument) for argument in ("register", *arguments)])
    return leaving.value.code, capsys.readouterr().out


def changed(path, old, new, name="changed.yaml"):
    """Write a file beside another one with some words changed."""
    assert old in path.read_text("utf-8")
    there = path.with_name(name)
    there.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    return there


def test_a_sound_file_is_said_to_be(file, capsys):
    """Register, version and hash are printed; the exit code is 0."""
    code, out = run(capsys, "check", file)
    assert code == 0
    assert f"{file}: đúng. Sổ river-boat, phiên bản 1." in out


def test_every_fault_has_line_field_rule_and_remedy(file, capsys):
    """All faults come at once, each at its line, under the name of its field, with what to do."""
    wrong = changed(file, "unit: m, ", "")
    wrong = changed(wrong, 'maximum: "500"', 'maximum: "0"')
    code, out = run(capsys, "check", wrong, file)
    assert code == 1
    assert f"{wrong}:17: fields/seats/maximum (D24-bounds)\n    Đang là: 1 > 0\n    Cách sửa: giới hạn viết" in out
    assert f"{wrong}:19: fields/length/unit (D23-unit)" in out
    assert f"{file}: đúng." in out


SLIPS = [
    ("string, required: true", "string, requierd: true", "Có phải: required?"),
    ("datatype: year-less", "datatype: yearless", "Có phải: year-less?"),
    ("to: river-boat, many: true", "to: river-boats, many: true", "Có phải: river-boat?"),
    ("codes: data-nature", "codes: data-natur", "Có phải: data-nature?"),
    ("columns: [name", "columns: [nmae", "Có phải: name?"),
    ("group: permit}", "group: permits}", "Có phải: permit?"),
    ("part: owner}", "part: owners}", "Có phải: owner?"),
    (
        "valid-time: {from: permit-from, until: permit-until}",
        "valid-time: permit-from",
        "Viết như: {from: …, until: …}",
    ),
    ("title-field: name\n", "title-field: [name]\n", 'Viết như: "…"'),
    ("facets: [kind, wooden, sister]", "facets: kind", 'Viết như: ["…", …]'),
    ("basis: {vi: dữ liệu minh họa}", "basis: dữ liệu minh họa", "Viết như: {vi: …}"),
]


@pytest.mark.parametrize(("right", "slip", "told"), SLIPS, ids=[told for _, _, told in SLIPS])
def test_a_slip_is_answered_with_what_was_probably_meant(file, capsys, right, slip, told):
    """Of a name that there is not the nearest one is named, and of a thing of another shape how it is written."""
    code, out = run(capsys, "check", changed(file, right, slip))
    assert code == 1
    assert told in out


def test_a_line_that_is_no_yaml_is_shown_as_it_was_written(file, capsys):
    """Not what a library calls it in English: the line itself, and that a tab is no indentation."""
    code, out = run(capsys, "check", changed(file, "  - {name: about", "\t- {name: about"))
    assert code == 1
    assert "Đang là: - {name: about, label: {vi: Mô tả}, datatype: text}" in out
    assert "không dùng phím Tab" in out


def test_a_missing_part_is_blamed_once(file, capsys):
    """Without the part `shared` one thing is wrong, not every field that lies in it."""
    code, out = run(capsys, "check", changed(file, "parts: {shared: {}, ", "parts: {"))
    assert code == 1
    assert out.count("D8-part") == 1
    assert "D10-field-part" not in out


def test_faults_are_one_json_object(file, capsys):
    """A machine reads the same faults."""
    wrong = changed(file, "datatype: boolean", "datatype: bool")
    code, out = run(capsys, "check", wrong, "--json")
    (fault, *_) = orjson.loads(out)
    assert code == 1
    assert (fault["line"], fault["field"], fault["rule"]) == (21, "fields/wooden/datatype", "D11-datatype")


def test_a_link_to_no_register_is_found(file, capsys):
    """A link leads to a register of the programme, of the same folder, or of the files given."""
    wrong = changed(file, "to: river-boat", "to: river-bot")
    code, out = run(capsys, "check", wrong)
    assert (code, "(D34-register)" in out, ":29: fields/sister/to" in out) == (1, True, True)
    port = file.with_name("port.yaml")
    port.write_text(WHOLE.replace("river-boat", "river-bot"), "utf-8")
    assert run(capsys, "check", wrong)[0] == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("codes: kinds\ntitle: {vi: Loại}\nvalues: {a: {vi: một}}\n", "kinds.codes.yaml: đúng. Bảng mã."),
        ("codes: kind\ntitle: {vi: Loại}\nvalues: {a: {vi: một}}\n", ":1: · (D22-codes)"),
        ("codes: kinds\ntitle: {vi: Loại}\nvalues: {A: {vi: một}}\n", ":3: · (D22-codes)"),
        ("codes: kinds\ntitle: {vi: Loại}\nvalues:\n  a: {vi: một}\n  b: {en: two}\n", ":5: · (D22-codes)"),
        ("codes: kinds\ntitle: {vi: Loại}\nvalues: {}\n", ":3: · (D22-codes)"),
        ("- codes\n", ":1: · (D22-codes)"),
        ("codes: kinds\ntitle: &t {vi: Loại}\nsource: *t\n", ":3: · (D37-plain)"),
    ],
)
def test_a_code_list_is_checked_by_itself(tmp_path, capsys, text, told):
    """A list of one's own has the name of its file, a title, and values that are ids with labels."""
    path = tmp_path / "kinds.codes.yaml"
    path.write_text(text, "utf-8")
    code, out = run(capsys, "check", path)
    assert told in out
    assert code == (0 if "đúng" in told else 1)


def test_a_file_that_is_not_there_is_a_fault_of_the_machine(tmp_path, capsys):
    """A missing file is told apart from a wrong one by its exit code."""
    assert run(capsys, "check", tmp_path / "none.yaml")[0] == 3


def test_what_a_new_version_adds_is_told(file, capsys):
    """Additions and new words leave every old record valid: exit code 0."""
    new = changed(file, "version: 1", "version: 2")
    new = changed(new, "fields:\n", "fields:\n  - {name: colour, label: {vi: Màu}, datatype: string}\n")
    new = changed(new, "Tàu lưu trú}", "Tàu ngủ đêm}")
    code, out = run(capsys, "diff", file, new)
    assert code == 0
    assert out.splitlines() == [
        "~ version: 1 → 2",
        "+ fields/colour",
        "~ questions/night-boats/label/vi: Tàu lưu trú → Tàu ngủ đêm",
        "Chỉ thêm: mọi bản ghi cũ vẫn hợp lệ.",
    ]


def test_what_a_new_version_takes_back_is_refused(file, capsys):
    """A bound that tightens, a field that goes and a version that does not move on are each named."""
    new = changed(file, 'maximum: "200"', 'maximum: "150"')
    new = changed(new, "  - {name: festival, label: {vi: Ngày hội}, datatype: year-less}\n", "")
    code, out = run(capsys, "diff", file, new, "--json")
    told = orjson.loads(out)
    assert (code, told["additive"]) == (1, False)
    assert told["losses"] == [["version", "1"], ["fields/length/maximum", "150"], ["fields/festival", ""]]
    assert {"place": "fields/festival", "before": "", "after": None} in told["changes"]


def test_a_register_of_the_programme_is_compared_by_name(file, capsys):
    """The old side may be the name of a register that comes with the programme; a definition equals itself."""
    name = next(iter(load_catalogue()))
    shipped = files("lienvung.catalogue") / "registers" / f"{name}.yaml"
    assert run(capsys, "diff", name, shipped) == (0, "Hai định nghĩa là một.\n")


def test_the_dictionary_names_every_field_value_and_condition(file, capsys):
    """The data dictionary says of each field what it is, and in words what conditions ask."""
    code, out = run(capsys, "docs", file)
    assert code == 0
    assert "| `length` | Chiều dài | số đo có đơn vị | `shared` | đơn vị m; từ 0 đến 200 |" in out
    assert "| `night` | tàu lưu trú |" in out
    assert "- Khi “Cấp tàu” là tàu lưu trú thì cần “Số chỗ”." in out
    assert "- Tàu vỏ gỗ chở nhiều nhất 48 khách và không lưu trú" in out
    assert out.index("## Nhận dạng") < out.index("## Giấy phép") < out.index("## Các trường khác")


def test_the_dictionary_speaks_english(file, capsys, monkeypatch):
    """Labels and the words around them follow the operator's language."""
    monkeypatch.setenv("LIENVUNG_LANGUAGE", "en")
    assert "# River boats\n" in run(capsys, "docs", file)[1]


def test_every_register_of_the_programme_can_be_shown(capsys):
    """Dictionary and preview work for each register that ships."""
    for file in sorted((files("lienvung.catalogue") / "registers").iterdir()):
        assert run(capsys, "docs", file)[0] == run(capsys, "preview", file)[0] == 0


def test_the_preview_marks_its_rows_as_made_up(file, capsys):
    """Form and list are shown with two rows, which nobody can take for records."""
    code, out = run(capsys, "preview", file)
    assert code == 0
    assert "Tên tàu *  [dòng chữ; bắt buộc; Như trên giấy đăng ký]" in out
    assert "── Danh sách (dữ liệu minh họa)" in out
    assert "Tên tàu 2  tàu lưu trú  25,0 m     15/03/2026" in out


class Asked(HTMLParser):
    """What a page would fetch, run or show of an attribute that somebody slipped in."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_page_stands_alone_and_runs_nothing(file, capsys):
    """One file: no script, no address, and words of the definition stay words."""
    sly = changed(file, "Tên tàu, en: Name", "\"<script>alert('x')</script><img src=x onerror=y>\", en: Name")
    page = file.with_name("page.html")
    assert run(capsys, "preview", sly, "--html", page)[0] == 0
    text = page.read_text("utf-8")
    asked = Asked()
    asked.feed(text)
    assert not asked.tags & {"script", "img", "link", "iframe"}
    assert not asked.attributes & {"src", "href", "style", "action"}
    assert not [name for name in asked.attributes if name.startswith("on")]
    assert "dữ liệu minh họa" in text
    assert "http" not in text.replace("http-equiv", "")


def test_a_register_is_put_into_a_node(file, home, capsys):
    """After `add` the node has the register, with the code list beside it; a wrong file leaves the folder as it was."""
    listed = changed(file, "codes: data-nature", "codes: river-nature")
    listed.with_name("river-nature.codes.yaml").write_text(
        "codes: river-nature\ntitle: {vi: Loại}\nvalues: {a: {vi: một}}\n", "utf-8"
    )
    assert run(capsys, "add", home, listed)[0] == 0
    assert sorted(path.name for path in (home / "registers").iterdir()) == [
        "river-boat.yaml",
        "river-nature.codes.yaml",
    ]
    definition = load_catalogue(home / "registers")["river-boat"]
    assert definition.fields["nature"].values == {"a": {"vi": "một"}}
    wrong = changed(file, "title-field: name", "title-field: nam")
    before = (home / "registers/river-boat.yaml").read_bytes()
    assert run(capsys, "add", home, wrong)[0] == 1
    assert (home / "registers/river-boat.yaml").read_bytes() == before


def test_a_newer_version_takes_the_place_of_the_old_one(file, home, capsys):
    """Only a version that adds may replace what the node has, whatever its file is called."""
    run(capsys, "add", home, file)
    (home / "registers/river-boat.yaml").rename(home / "registers/tau.yaml")
    tighter = changed(file, 'maximum: "200"', 'maximum: "150"')
    code, out = run(capsys, "add", home, tighter)
    assert (code, "fields/length/maximum (D17-additive)" in out) == (1, True)
    for version in (1, 3):
        hasty = changed(changed(file, "Tên tàu", "Tên con tàu"), "version: 1", f"version: {version}")
        code, out = run(capsys, "add", home, hasty)
        assert (code, ":2: version (D17-additive)" in out) == (1, True)
    wider = changed(changed(file, 'maximum: "200"', 'maximum: "250"'), "version: 1", "version: 2")
    assert run(capsys, "add", home, wider)[0] == 0
    assert [path.name for path in (home / "registers").iterdir()] == ["tau.yaml"]
    assert load_catalogue(home / "registers")["river-boat"].version == 2


def test_a_name_of_the_programme_is_not_taken(file, home, capsys):
    """A register of one's own may not stand in the place of one that all nodes share."""
    taken = changed(file, "register: river-boat", "register: commitment")
    code, out = run(capsys, "add", home, changed(taken, "to: river-boat", "to: commitment"))
    assert (code, ":1: register (D20-own)" in out) == (1, True)
    assert not (home / "registers").exists()


def test_a_code_list_that_another_register_uses_is_not_changed_under_it(file, home, capsys):
    """Other values under the same name would change a register that has no new version."""
    codes = "codes: river-nature\ntitle: {vi: Loại}\nvalues: {%s: {vi: một}}\n"
    listed = changed(file, "codes: data-nature", "codes: river-nature")
    listed.with_name("river-nature.codes.yaml").write_text(codes % "a", "utf-8")
    run(capsys, "add", home, listed)
    other = changed(listed, "register: river-boat", "register: sea-boat")
    other.with_name("river-nature.codes.yaml").write_text(codes % "b", "utf-8")
    code, out = run(capsys, "add", home, other)
    assert (code, "river-nature.codes.yaml: river-boat" in out) == (1, True)


def test_the_command_runs_without_the_web_framework(file):
    """Whoever writes a register needs no node and no Django."""
    code = "import sys; sys.modules['django'] = None; from lienvung.cli.main import main; main(sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", code, "register", "check", file], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path, capsys):
    """Not in the words of the operating system."""
    with pytest.raises(SystemExit) as leaving:
        main(["register", "check", str(tmp_path / "none.yaml")])
    assert leaving.value.code == 3
    said = capsys.readouterr().err
    assert f"Không có tệp hay thư mục “{tmp_path / 'none.yaml'}”" in said
    assert "Errno" not in said
