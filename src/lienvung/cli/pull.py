"""`lienvung pull`: pull from partners now, verify, cosign, and have our own heads witnessed."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from lienvung.cli.refusal import REFUSED
from lienvung.core.errors import LienVungError
from lienvung.core.text import nfc
from lienvung.node.contact import Contact, contact, contacts
from lienvung.node.exchange.reconcile import Outcome, exchange_with
from lienvung.node.exchange.stopping import resume_log, stopped_logs
from lienvung.node.home import load_home, open_node
from lienvung.node.node import Node
from lienvung.wording.errors import explain
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator


def command(
    home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."))],
    partners: Annotated[list[str] | None, typer.Argument(help=_("Tên các đối tác; để trống là tất cả."))] = None,
    resume: Annotated[
        str, typer.Option(metavar="ORIGIN", help=_("Nhận lại một sổ đã dừng vì mâu thuẫn, sau khi xem bằng chứng."))
    ] = "",
    reason: Annotated[str, typer.Option(help=_("Lý do nhận lại; được lưu cùng thời điểm."))] = "",
    officers: Annotated[
        list[str] | None, typer.Option("--officer", help=_("Ai quyết định nhận lại; ghi hai người khác nhau."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Pull from partners now: verify, cosign, and have our own heads witnessed."""
    loaded = load_home(home)
    node = open_node(loaded, now=lambda: datetime.now(UTC), random=secrets.token_bytes)
    console = Console(stderr=True, highlight=False)
    outcomes = []
    try:
        if resume:
            resume_stopped(node, resume, reason, officers or [])
        for each in chosen(node, partners or []):
            if not as_json:
                console.print(f"{each.title} ({each.address})", markup=False)
            outcomes.append(exchange_with(node, each, allow_loopback=loaded.settings.allow_loopback))
    finally:
        node.store.close()
    print_outcomes(outcomes, as_json)
    raise typer.Exit(REFUSED if any(troubles(outcome) for outcome in outcomes) else 0)


def resume_stopped(node: Node, origin: str, reason: str, officers: list[str]) -> None:
    """Follow a log again that is stopped, as two people decided for a reason; leave with a usage error otherwise."""
    _ = translator()
    with node.store.reading() as reader:
        stopped = stopped_logs(reader)
    if origin not in stopped:
        raise typer.BadParameter(_("sổ %(origin)s không bị dừng") % {"origin": origin})
    if not reason.strip():
        raise typer.BadParameter(_("cần --reason: vì sao nhận lại"))
    names = list(dict.fromkeys(nfc(name).strip() for name in officers))
    if len(names) != 2 or not all(names):
        raise typer.BadParameter(_("cần --officer hai lần: hai người khác nhau cùng quyết định"))
    resume_log(node, origin, reason.strip(), officers=names)


def chosen(node: Node, names: list[str]) -> list[Contact]:
    """Return the contacts that were named, or all (ContactUnknown)."""
    with node.store.reading() as reader:
        return [contact(reader, name) for name in names] if names else list(contacts(reader).values())


def troubles(outcome: Outcome) -> list[LienVungError]:
    """Return everything that went wrong in one round."""
    of_logs = list(outcome.report.troubles) if outcome.report else []
    return of_logs + ([outcome.trouble] if outcome.trouble else [])


def print_outcomes(outcomes: list[Outcome], as_json: bool) -> None:
    """Print what each partner brought and what went wrong."""
    if as_json:
        print(orjson.dumps({"partners": [facts_of(outcome) for outcome in outcomes]}).decode())
        return
    _ = translator()
    for outcome in outcomes:
        facts = facts_of(outcome)
        print(_("%(partner)s: %(new)d lần ghi mới, %(values)d giá trị, %(blobs)d tệp.") % facts)
        print(_("  %(witnessed)d bản chốt của nút này được chứng kiến.") % facts)
        for trouble in troubles(outcome):
            print(f"  ✗ {explain(trouble, _).happened} ({trouble.code})")


def facts_of(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as a machine reads it."""
    report = outcome.report
    return {
        "partner": outcome.partner,
        "new": report.new if report else 0,
        "values": report.values if report else 0,
        "blobs": report.blobs if report else 0,
        "witnessed": outcome.witnessed,
        "troubles": [{"error": each.code, "facts": _plain(each)} for each in troubles(outcome)],
    }


def _plain(error: LienVungError) -> dict[str, str]:
    return {name: str(value) for name, value in error.facts().items()}
