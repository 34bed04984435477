"""`lienvung verify-proof`: judge a proof of records off line. Opens no node and imports no web framework."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.core.agreement.record_proof import Proved, Verdict, check_record_proof
from lienvung.core.programme.freeze import format_freeze_code
from lienvung.node.record_proof import read_proof_zip
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

NOT_COMPARED = 4


def command(
    file: Annotated[Path, typer.Argument(help=_("Tệp giấy chứng nhận bản ghi (.zip)."), exists=True, dir_okay=False)],
    root: Annotated[
        list[str] | None,
        typer.Option(help=_("Dấu vân khóa gốc mà anh chị có từ nơi khác; nhiều sổ thì ghi nhiều lần.")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Judge a proof of records: what the log says, who vouches, and whether the key was compared."""
    roots = {"".join(each.split()).lower() for each in root or ()}
    with file.open("rb") as source:
        verdict = check_record_proof(read_proof_zip(source), roots)
    print(orjson.dumps(facts_of(verdict)).decode() if as_json else say(verdict))
    raise typer.Exit(0 if verdict.compared else NOT_COMPARED)


def facts_of(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as a machine reads it."""
    return {
        "code": format_freeze_code(verdict.code_hash[:5]),
        "compared": verdict.compared,
        "made": verdict.made,
        "entries": [_facts_of(each) for each in verdict.entries],
    }


def _facts_of(proved: Proved) -> dict[str, Any]:
    return {
        "origin": proved.checkpoint.origin,
        "index": proved.index,
        "size": proved.checkpoint.size,
        "root": proved.checkpoint.root.hex(),
        "fingerprint": proved.node.fingerprint,
        "register": proved.entry.register,
        "key": proved.entry.key,
        "op": proved.entry.op,
        "time": proved.entry.time,
        "shown": proved.shown,
        "withheld": sorted(proved.entry.parts.keys() - proved.shown.keys()),
        "witnesses": [
            {"node": each.node, "fingerprint": each.fingerprint, "time": each.time} for each in proved.witnesses
        ],
    }


def say(verdict: Verdict) -> str:
    """Return a verdict in words."""
    _ = translator()
    lines = [line for each in verdict.entries for line in _lines(each)]
    nodes = {each.node.name: each.node.fingerprint for each in verdict.entries}
    lines += [_("Dấu vân khóa gốc của %(node)s: %(fingerprint)s") % _spoken(*each) for each in nodes.items()]
    lines.append(_("Mã đối chiếu: %(code)s") % {"code": format_freeze_code(verdict.code_hash[:5])})
    lines.append(
        _("ĐÚNG: nhật ký đã ghi như trên, và khóa gốc là khóa anh chị đã cho.")
        if verdict.compared
        else _("CHƯA ĐỐI CHIẾU KHÓA: giấy tự nó đúng. Đối chiếu dấu vân khóa gốc ở trên rồi chạy lại với --root.")
    )
    return "\n".join(lines)


def _lines(proved: Proved) -> list[str]:
    _ = translator()
    entry, witnesses = proved.entry, ", ".join(f"{each.node} ({_moment(each.time)})" for each in proved.witnesses)
    facts = {"origin": proved.checkpoint.origin, "index": proved.index, "size": proved.checkpoint.size}
    return [
        _("%(origin)s: lần ghi số %(index)d, bản chốt sổ gồm %(size)d lần ghi") % facts,
        f"  {entry.op} {entry.key} {entry.time}",
        *(f"  {name}: {orjson.dumps(values).decode()}" for name, values in proved.shown.items()),
        "  " + _("Chứng kiến: %(witnesses)s") % {"witnesses": witnesses or "–"},
    ]


def _spoken(node: str, fingerprint: str) -> dict[str, str]:
    return {"node": node, "fingerprint": " ".join(fingerprint[at : at + 4] for at in range(0, 64, 4))}


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%d/%m/%Y %H:%M UTC")
