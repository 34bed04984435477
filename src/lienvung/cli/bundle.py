"""`lienvung bundle`: write, look at, or take in an off-line bundle."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.cli.opening import opened
from lienvung.cli.refusal import REFUSED
from lienvung.node.contact import ContactUnknown, contact
from lienvung.node.exchange.bundle import Since, export_bundle
from lienvung.node.exchange.bundle_import import import_bundle, look_into_bundle
from lienvung.node.exchange.pull import PullReport
from lienvung.wording.errors import explain
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

app = typer.Typer(no_args_is_help=True, add_completion=False)

HomeArgument = Annotated[Path, typer.Argument(help=_("Thư mục của nút."))]
FileArgument = Annotated[Path, typer.Argument(help=_("Tệp gói dữ liệu."))]
Json = Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))]


@app.command("export", help=_("Ghi những gì một đối tác được nhận vào một tệp, niêm phong cho đối tác ấy."))
def export_command(
    home: HomeArgument,
    partner: Annotated[str, typer.Argument(help=_("Tên đối tác sẽ nhập gói."))],
    file: FileArgument,
    since: Annotated[
        str,
        typer.Option(
            metavar="last-receipt|handed-out|SIZE|full",
            help=_("Từ đâu: từ biên nhận gần nhất, từ gói giao gần nhất, từ một cỡ sổ, hay đầy đủ."),
        ),
    ] = "last-receipt",
    as_json: Json = False,
) -> None:
    """Write what a contact may have into one file, its values sealed for that contact."""
    begins = _since(since)
    with opened(home) as node:
        with node.store.reading() as reader:
            recipient = contact(reader, partner)
        exported = export_bundle(node, recipient, file, since=begins)
    facts = {"file": str(file), "transaction": exported.transaction, "logs": exported.logs, "sha256": exported.sha256}
    if as_json:
        print(orjson.dumps(facts).decode())
    else:
        _ = translator()
        print(_("Đã ghi %(file)s: %(logs)d nhật ký. SHA-256 %(sha256)s") % facts)


@app.command("import", help=_("Nhập một gói: kiểm chứng như khi nhận qua mạng, và ghi biên nhận vào sổ của ta."))
def import_command(
    home: HomeArgument,
    file: FileArgument,
    fingerprint: Annotated[
        str, typer.Option(help=_("Lần đầu gặp: dấu vân khóa gốc mà đối tác đọc cho nghe, không chép từ gói."))
    ] = "",
    approved_by: Annotated[str, typer.Option(help=_("Lần đầu gặp: ai đã đối chiếu dấu vân khóa."))] = "",
    as_json: Json = False,
) -> None:
    """Take a bundle in: the same verification as a pull, and a receipt in our log."""
    if bool(fingerprint) != bool(approved_by):
        raise typer.BadParameter("--fingerprint, --approved-by")
    with opened(home) as node:
        imported = import_bundle(node, file, fingerprint=fingerprint, approved_by=approved_by)
    _ = translator()
    extra = {"cosigned": imported.cosigned, "witnessed": imported.witnessed, "repeated": imported.repeated}
    print_report(imported.report, as_json, extra)
    if not as_json:
        print(
            _("Gói này đã nhập trước đây; không có gì thay đổi.")
            if imported.repeated
            else _("Chữ ký chứng kiến nhận được: %(cosigned)d; đã ký chứng kiến thêm: %(witnessed)d.") % extra
        )
    raise typer.Exit(REFUSED if imported.report.troubles else 0)


@app.command("verify", help=_("Kiểm chứng một gói với những gì đang giữ, không giữ lại gì của gói."))
def verify_command(home: HomeArgument, file: FileArgument, as_json: Json = False) -> None:
    """Verify a bundle against what is held, and keep nothing of it; one for somebody else without its values."""
    with opened(home) as node:
        seen = look_into_bundle(node, file)
    if not seen.known:
        raise ContactUnknown(seen.sender)
    facts = {"from": seen.sender, "to": seen.recipient, "made": seen.made, "sha256": seen.file}
    print_report(seen.report, as_json, {**facts, "repeated": seen.repeated})
    if not as_json:
        print(translator()(_("Từ %(from)s gửi %(to)s, lập lúc %(made)s. SHA-256 %(sha256)s")) % facts)
    raise typer.Exit(REFUSED if seen.report.troubles else 0)


def _since(text: str) -> Since:
    match text:
        case "last-receipt" | "handed-out" | "full":
            return text
    if text.isascii() and text.isdecimal():
        return int(text)
    raise typer.BadParameter("last-receipt | handed-out | SIZE | full", param_hint="--since")


def print_report(report: PullReport, as_json: bool, extra: Mapping[str, Any]) -> None:
    """Print what a bundle brought, or would bring."""
    facts = {"partner": report.partner, "new": report.new, "values": report.values, "blobs": report.blobs}
    if as_json:
        print(orjson.dumps({**facts, **extra, "troubles": [trouble.code for trouble in report.troubles]}).decode())
        return
    _ = translator()
    print(_("%(partner)s: %(new)d lần ghi mới, %(values)d giá trị, %(blobs)d tệp.") % facts)
    for trouble in report.troubles:
        print(f"  ✗ {explain(trouble, _).happened} ({trouble.code})")
