"""`lienvung bundle`: write, look at, or take in an off-line bundle."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from lienvung.cli.opening import opened
from lienvung.cli.refusal import REFUSED
from lienvung.node.contact import contact
from lienvung.node.exchange.bundle import export_bundle, import_bundle
from lienvung.node.exchange.bundle_check import verify_bundle
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
    whole: Annotated[bool, typer.Option(help=_("Tất cả, kể cả những gì gói trước đã có."))] = False,
    as_json: Json = False,
) -> None:
    """Write what a contact may have into one file, its values sealed for that contact."""
    with opened(home) as node:
        with node.store.reading() as reader:
            recipient = contact(reader, partner)
        exported = export_bundle(node, recipient, file, whole=whole)
    facts = {"file": str(file), "transaction": exported.transaction, "logs": exported.logs, "sha256": exported.sha256}
    if as_json:
        print(orjson.dumps(facts).decode())
    else:
        _ = translator()
        print(_("Đã ghi %(file)s: %(logs)d nhật ký. SHA-256 %(sha256)s") % facts)


@app.command("import", help=_("Nhập một gói: kiểm chứng như khi nhận qua mạng, và ghi biên nhận vào sổ của ta."))
def import_command(home: HomeArgument, file: FileArgument, as_json: Json = False) -> None:
    """Take a bundle in: the same verification as a pull, and a receipt in our log."""
    with opened(home) as node:
        report = import_bundle(node, file)
    print_report(report, as_json)
    raise typer.Exit(REFUSED if report.troubles else 0)


@app.command("verify", help=_("Kiểm chứng một gói với những gì đang giữ, không giữ lại gì của gói."))
def verify_command(home: HomeArgument, file: FileArgument, as_json: Json = False) -> None:
    """Verify a bundle against what is held, and keep nothing of it."""
    with opened(home) as node:
        report = verify_bundle(node, file)
    print_report(report, as_json)
    raise typer.Exit(REFUSED if report.troubles else 0)


def print_report(report: PullReport, as_json: bool) -> None:
    """Print what a bundle brought, or would bring."""
    facts = {"partner": report.partner, "new": report.new, "values": report.values, "blobs": report.blobs}
    if as_json:
        print(orjson.dumps({**facts, "troubles": [trouble.code for trouble in report.troubles]}).decode())
        return
    _ = translator()
    print(_("%(partner)s: %(new)d lần ghi mới, %(values)d giá trị, %(blobs)d tệp.") % facts)
    for trouble in report.troubles:
        print(f"  ✗ {explain(trouble, _).happened} ({trouble.code})")
