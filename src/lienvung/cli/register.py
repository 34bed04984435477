"""`lienvung register`: write a register of one's own. Imports no web framework."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.catalogue.check import find_faults_beside, is_code_list, with_names
from lienvung.catalogue.load import load_catalogue, read_definition
from lienvung.catalogue.meant import nearest_name, text_of, written_form
from lienvung.catalogue.own import add_own, find_own_faults, names_of
from lienvung.cli.refusal import REFUSED
from lienvung.cli.register_docs import format_dictionary
from lienvung.cli.register_page import format_page
from lienvung.cli.register_preview import format_preview
from lienvung.core.register.compare import Difference, compare
from lienvung.core.register.errors import DefinitionInvalid
from lienvung.core.register.evolution import find_losses
from lienvung.node.home import load_home
from lienvung.wording.rules import RULES
from lienvung.wording.sentence import _
from lienvung.wording.translator import language, translator

app = typer.Typer(no_args_is_help=True, add_completion=False)

_FILE = typer.Argument(help=_("Tệp YAML của sổ."))
_JSON = typer.Option("--json", help=_("In ra một đối tượng JSON."))


@app.callback()
def group() -> None:
    """Write a register of one's own."""


@app.command("check", help=_("Kiểm tra các tệp định nghĩa: dòng nào sai, vì sao, sửa thế nào."))
def check_command(
    files: Annotated[list[Path], typer.Argument(help=_("Các tệp YAML."))],
    home: Annotated[Path | None, typer.Option(help=_("Nút mà sổ sẽ vào; xét cả các sổ nút đang có."))] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Say everything that is wrong with definitions; exit code 1 when something is."""
    own = load_home(home).registers if home else None
    faults = [fault for file in files for fault in _find_faults(file, files, own)]
    if as_json:
        print(orjson.dumps([with_names(fault, text_of(fault)).facts() for fault in faults]).decode())
    else:
        _tell_faults(faults, _registers(own, *{each.parent for each in files}))
        _tell_sound([file for file in files if str(file) not in {fault.file for fault in faults}])
    raise typer.Exit(REFUSED if faults else 0)


def _find_faults(file: Path, files: list[Path], own: Path | None) -> list[DefinitionInvalid]:
    if own is not None and not is_code_list(file):
        return find_own_faults(own, file)
    return find_faults_beside(file, _registers(*{each.parent for each in files}))


def _registers(*folders: Path | None) -> set[str]:
    """Return the registers of the programme and of some folders."""
    return set(load_catalogue()).union(*(names_of(folder) for folder in folders if folder))


def _tell_faults(faults: list[DefinitionInvalid], registers: Collection[str]) -> None:
    say = translator()
    for fault in faults:
        text = text_of(fault)
        print(f"{fault.file}:{fault.line}: {with_names(fault, text).field or '·'} ({fault.rule})")
        if fault.found:
            print("    " + say(_("Đang là: %(found)s")) % {"found": fault.found})
        if form := written_form(fault):
            print("    " + say(_("Viết như: %(form)s")) % {"form": form})
        if name := nearest_name(fault, text, registers):
            print("    " + say(_("Có phải: %(name)s?")) % {"name": name})
        print("    " + say(_("Cách sửa: %(remedy)s.")) % {"remedy": say(RULES.get(fault.rule, fault.rule))})


def _tell_sound(files: list[Path]) -> None:
    say = translator()
    for file in files:
        if is_code_list(file):
            print(say(_("%(file)s: đúng. Bảng mã.")) % {"file": file})
            continue
        definition = read_definition(file)
        facts = {"file": file, "register": definition.register, "version": definition.version}
        print(say(_("%(file)s: đúng. Sổ %(register)s, phiên bản %(version)s.")) % facts)
        print(f"    {definition.hash}")


@app.command("diff", help=_("So hai phiên bản của một sổ, và cho biết bản mới có chỉ thêm không."))
def diff_command(
    old: Annotated[str, typer.Argument(help=_("Tệp YAML cũ, hoặc tên một sổ đi kèm phần mềm."))],
    new: Annotated[Path, typer.Argument(help=_("Tệp YAML mới."))],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Say what a new version changes; exit code 1 when an old record could break it."""
    before = load_catalogue().get(old) or read_definition(Path(old))
    after = read_definition(new)
    changes, losses = compare(before, after), list(find_losses(before, after))
    if after != before and after.version != before.version + 1:
        losses.insert(0, ("version", str(after.version)))
    if as_json:
        facts = [{"place": each.place, "before": each.before, "after": each.after} for each in changes]
        print(orjson.dumps({"changes": facts, "losses": losses, "additive": not losses}).decode())
    else:
        _tell_difference(changes, losses, same=after == before)
    raise typer.Exit(REFUSED if losses else 0)


def _tell_difference(changes: list[Difference], losses: list[tuple[str, str]], *, same: bool) -> None:
    say = translator()
    for each in changes:
        print(_line(each))
    if same:
        print(say(_("Hai định nghĩa là một.")))
    elif not losses:
        print(say(_("Chỉ thêm: mọi bản ghi cũ vẫn hợp lệ.")))
    for place, found in losses:
        print(f"✗ {place}{': ' if found else ''}{found} (D17-additive)")
    if losses:
        print("    " + say(_("Cách sửa: %(remedy)s.")) % {"remedy": say(RULES["D17-additive"])})


def _line(each: Difference) -> str:
    if each.before is None:
        return f"+ {each.place}{': ' if each.after else ''}{each.after}"
    if each.after is None:
        return f"− {each.place}{': ' if each.before else ''}{each.before}"
    return f"~ {each.place}: {each.before} → {each.after}"


@app.command("docs", help=_("In từ điển dữ liệu của một sổ thành Markdown."))
def docs_command(file: Annotated[Path, _FILE]) -> None:
    """Print the data dictionary of a register as Markdown."""
    print(format_dictionary(read_definition(file), language(), translator()), end="")


@app.command("preview", help=_("Xem trước phiếu nhập và danh sách của một sổ, với hai dòng minh họa."))
def preview_command(
    file: Annotated[Path, _FILE],
    html: Annotated[Path | None, typer.Option(help=_("Ghi thành một trang HTML xem không cần mạng."))] = None,
) -> None:
    """Show how form and list of a register will look, with two made-up rows."""
    definition = read_definition(file)
    if html is None:
        print(format_preview(definition, language(), translator()), end="")
        return
    html.write_text(format_page(definition, language(), translator()), "utf-8")
    print(translator()(_("Đã ghi %(file)s.")) % {"file": html})


@app.command("add", help=_("Đưa một sổ của mình vào nút, hoặc thay bằng phiên bản mới hơn."))
def add_command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))], file: Annotated[Path, _FILE]
) -> None:
    """Put a definition, and the code lists it names, among a node's own; exit code 1 when something is wrong."""
    folder = load_home(home).registers
    faults = find_own_faults(folder, file)
    if faults:
        _tell_faults(faults, _registers(folder))
        raise typer.Exit(REFUSED)
    definition = add_own(folder, file)
    facts = {"register": definition.register, "version": definition.version}
    say = translator()
    print(say(_("Đã đưa sổ %(register)s, phiên bản %(version)s vào nút. Khởi động lại nút để dùng.")) % facts)
