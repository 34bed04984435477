"""`lienvung verify-evidence`: judge evidence about a log. Opens no node and imports no web framework."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.core.agreement.contact import spoken_fingerprint
from lienvung.node.exchange.evidence import parse_evidence
from lienvung.node.exchange.judgement import Judgement, evidence_of, judge_evidence
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

LEFT_TO_PEOPLE = 4
VERDICTS = {
    "split-view": _(
        "%(node)s đã cho hai nơi xem hai sổ khác nhau: khóa của sổ %(origin)s ký hai mã băm gốc cho cùng %(larger)d "
        "lần ghi."
    ),
    "fork": _(
        "%(node)s đã viết lại sổ %(origin)s: khóa của sổ ký hai lịch sử mâu thuẫn (%(smaller)d và %(larger)d lần ghi)."
    ),
    "rollback": _(
        "Cả hai bản chốt sổ %(origin)s đều do %(node)s ký (%(smaller)d và %(larger)d lần ghi). Bản ngắn đưa ra sau "
        "bản dài là lời của người giữ tệp này; cũng có thể là một bản cũ."
    ),
}


def command(
    file: Annotated[Path, typer.Argument(help=_("Tệp bằng chứng, hoặc một bản chốt sổ."), exists=True, dir_okay=False)],
    other: Annotated[
        Path | None,
        typer.Option(help=_("Bản chốt sổ thứ hai cùng cỡ, khi tệp là một bản chốt sổ."), exists=True, dir_okay=False),
    ] = None,
    node: Annotated[
        Path | None, typer.Option(help=_("Tệp node.json của bên bị nêu, khi trong tệp không có."), exists=True)
    ] = None,
    root: Annotated[list[str] | None, typer.Option(help=_("Dấu vân khóa gốc mà anh chị có từ nơi khác."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))] = False,
) -> None:
    """Say what a file of evidence, or two checkpoints of one size, show of a node."""
    data = file.read_bytes()
    evidence = evidence_of(data, other.read_bytes()) if other else parse_evidence(data)
    roots = {"".join(each.split()).lower() for each in root or ()}
    judgement = judge_evidence(evidence, node.read_bytes() if node else b"", roots)
    print(orjson.dumps(facts_of(judgement)).decode() if as_json else say(judgement))
    raise typer.Exit(0 if judgement.settled else LEFT_TO_PEOPLE)


def facts_of(judgement: Judgement) -> dict[str, Any]:
    """Return a judgement as a machine reads it."""
    return {
        "verdict": judgement.fault,
        "node": judgement.node.name,
        "title": judgement.node.title,
        "origin": judgement.larger.origin,
        "smaller": judgement.smaller.size,
        "larger": judgement.larger.size,
        "fingerprint": judgement.node.fingerprint,
        "revoked": judgement.revoked,
        "compared": judgement.compared,
    }


def say(judgement: Judgement) -> str:
    """Return a judgement in words that name the locality."""
    _ = translator()
    who = {"node": f"{judgement.node.title} ({judgement.node.name})"}
    lines = [_(VERDICTS[judgement.fault]) % {**facts_of(judgement), **who}]
    if judgement.revoked:
        lines.append(_("Một trong hai khóa đã bị thu hồi: có thể người lấy cắp khóa đã ký."))
    spoken = spoken_fingerprint(judgement.node.fingerprint)
    lines.append(_("Dấu vân khóa gốc: %(fingerprint)s") % {"fingerprint": spoken})
    lines.append(
        _("Khóa gốc là khóa anh chị đã cho.")
        if judgement.compared
        else _("Chưa đối chiếu khóa gốc: so dấu vân khóa trên với nơi khác, rồi chạy lại với --root.")
    )
    return "\n".join(lines)
