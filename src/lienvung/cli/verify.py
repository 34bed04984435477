"""`lienvung verify`: verify the heads a node holds, or a file of evidence. Imports no web framework."""

from base64 import b64encode
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.cli.refusal import REFUSED
from lienvung.core.tlog.note import decode_base64
from lienvung.node.contact import contacts
from lienvung.node.exchange.evidence import Evidence, check_evidence, parse_evidence
from lienvung.node.home import Home, load_home, open_store
from lienvung.node.known_keys import read_known_keys
from lienvung.node.verify import HeadCheck, verify_heads
from lienvung.wording.errors import explain
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

KEY_BYTES = 32


def command(
    home: Annotated[Path | None, typer.Argument(help=_("Thư mục của nút."))] = None,
    evidence: Annotated[Path | None, typer.Option(help=_("Tệp bằng chứng về một sổ, thay cho nút."))] = None,
    key: Annotated[
        str, typer.Option(help=_("Khóa công khai của sổ (base64), khi không nút nào ở đây biết khóa ấy."))
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Verify every log held: its signed head, its root, and who cosigned it; or a file of evidence."""
    if evidence is not None:
        print_evidence(evidence, key, home, as_json)
        return
    if home is None:
        raise typer.BadParameter("HOME | --evidence FILE")
    checks = check_home(load_home(home))
    print_checks(checks, as_json)
    raise typer.Exit(REFUSED if any(check.fault for check in checks) else 0)


def check_home(home: Home) -> list[HeadCheck]:
    """Verify the logs of a node's folder with its own keys and those of its contacts."""
    with closing(open_store(home)) as store, store.reading() as reader:
        known = read_known_keys(home, reader)
        return verify_heads(reader, known.log, known.witness)


def print_checks(checks: list[HeadCheck], as_json: bool) -> None:
    """Print one line for each log."""
    if as_json:
        print(orjson.dumps({"logs": [facts_of(check) for check in checks]}).decode())
        return
    _ = translator()
    for check in checks:
        if check.fault:
            print(f"✗ {check.origin}  {check.size}  {explain(check.fault, _).happened} ({check.fault.code})")
        else:
            witnessed = ", ".join(check.witnesses) or _("chưa ai chứng kiến")
            print(f"✓ {check.origin}  {check.size}  {b64encode(check.root).decode()}  {witnessed}")


def facts_of(check: HeadCheck) -> dict[str, Any]:
    """Return a check as a machine reads it."""
    return {
        "origin": check.origin,
        "size": check.size,
        "root": b64encode(check.root).decode(),
        "witnesses": list(check.witnesses),
        "fault": check.fault.code if check.fault else None,
    }


def print_evidence(file: Path, key: str, home: Path | None, as_json: bool) -> None:
    """Verify a file of evidence and print what it proves (EvidenceMalformed where it proves nothing)."""
    found = parse_evidence(file.read_bytes())
    smaller, larger = check_evidence(found, log_key(found, key, home))
    facts = {"kind": found.kind, "origin": found.origin, "smaller": smaller.size, "larger": larger.size}
    if as_json:
        print(orjson.dumps(facts).decode())
        return
    _ = translator()
    print(
        _("Bằng chứng đúng: khóa của sổ %(origin)s đã ký hai lịch sử mâu thuẫn (%(smaller)d và %(larger)d lần ghi).")
        % facts
        if found.kind == "fork"
        else _("Chữ ký đúng: sổ %(origin)s có bản chốt %(larger)d lần ghi, sau đó lại đưa ra bản %(smaller)d.") % facts
    )


def log_key(evidence: Evidence, key: str, home: Path | None) -> bytes:
    """Return the accused log's key: as given, or as approved in a node's folder."""
    if key:
        raw = decode_base64(key)
        if raw is None or len(raw) != KEY_BYTES:
            raise typer.BadParameter("32 byte, base64", param_hint="--key")
        return raw
    name = evidence.origin.partition("/")[0]
    if home is not None:
        with closing(open_store(load_home(home))) as store, store.reading() as reader:
            known = contacts(reader)
        if name in known:
            return known[name].log_key
    raise typer.BadParameter("--key BASE64 | HOME", param_hint="--evidence")
