"""`lienvung hand-over`: give records to another node, take them, succeed a node that is gone. No web framework."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.cli.opening import opened
from lienvung.core.register.entry import format_time
from lienvung.node.hand_over import HandOverState, answer, claim, give, hand_overs, take
from lienvung.node.node import Node
from lienvung.node.stores.rows import Receipt
from lienvung.wording.hand_over import HAND_OVER_STATES
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

app = typer.Typer(no_args_is_help=True, add_completion=False)

Hash = Annotated[str, typer.Argument(metavar="HASH", help=_("Mã bàn giao, 64 ký tự, như list hiện."))]
PreparedBy = Annotated[str, typer.Option(help=_("Họ tên người chuẩn bị."))]
ApprovedBy = Annotated[str, typer.Option(help=_("Họ tên người duyệt, không phải người chuẩn bị."))]
Act = Annotated[str, typer.Option(help=_("Văn bản làm căn cứ, như in trên giấy."))]
Registers = Annotated[list[str] | None, typer.Option("--register", help=_("Sổ bàn giao; bỏ trống là mọi sổ."))]
Keys = Annotated[list[str] | None, typer.Option("--key", help=_("Chỉ các bản ghi này của một sổ."))]
Json = Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))]


@app.callback()
def at_home(
    context: typer.Context, home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."), show_default=False)]
) -> None:
    """Remember whose hand-overs they are."""
    context.obj = home


@app.command("list", help=_("Liệt kê các bàn giao mà nút này biết: từ sổ nào, sang sổ nào, và có hiệu lực không."))
def list_command(context: typer.Context, as_json: Json = False) -> None:
    """List every hand-over that the logs held say."""
    with opened(context.obj) as node, node.store.reading() as reader:
        found = hand_overs(reader)
    if as_json:
        print(orjson.dumps({"hand-overs": [facts_of(state) for state in found]}).decode())
        return
    for state in found:
        print_state(state)


@app.command("give", help=_("Giao bản ghi cho nút khác: vài bản ghi, một sổ, hay mọi sổ. Từ đó nút này thôi ghi."))
def give_command(
    context: typer.Context,
    new_node: Annotated[str, typer.Argument(help=_("Tên nút nhận, đã kết nối."))],
    act: Act,
    prepared_by: PreparedBy,
    approved_by: ApprovedBy,
    registers: Registers = None,
    keys: Keys = None,
    as_json: Json = False,
) -> None:
    """Give records; the same words again give nothing more."""
    registers, keys = registers or [], keys or []
    check_scope(registers, keys)
    with opened(context.obj) as node:
        by = attribution(node, prepared_by, approved_by)
        once = f"hand-over/give/{new_node}/{'+'.join(registers)}/{'+'.join(keys)}/{act}"
        receipt = give(node, new_node, act, registers=registers, keys=keys, attribution=by, idempotency_key=once)
    print_receipt(_("Đã giao, lô %(batch)s. Bên nhận cần nhận dữ liệu rồi nhận bàn giao."), receipt, as_json)


@app.command("take", help=_("Nhận những gì nút khác đã giao cho nút này."))
def take_command(
    context: typer.Context, of: Hash, prepared_by: PreparedBy, approved_by: ApprovedBy, as_json: Json = False
) -> None:
    """Take what was given to this node."""
    with opened(context.obj) as node:
        by = attribution(node, prepared_by, approved_by)
        receipt = take(node, of, attribution=by, idempotency_key=f"hand-over/take/{of}")
    print_receipt(_("Đã nhận bàn giao, lô %(batch)s. Từ nay nút này ghi tiếp các bản ghi ấy."), receipt, as_json)


@app.command("claim", help=_("Nhận bản ghi của một nút không còn nữa; có hiệu lực khi mọi bên còn lại chấp thuận."))
def claim_command(
    context: typer.Context,
    old_node: Annotated[str, typer.Argument(help=_("Tên nút không còn nữa."))],
    agreement: Annotated[str, typer.Option(help=_("Mã thỏa thuận chia sẻ mà nút ấy đã ký với các bên."))],
    act: Act,
    prepared_by: PreparedBy,
    approved_by: ApprovedBy,
    registers: Registers = None,
    keys: Keys = None,
    as_json: Json = False,
) -> None:
    """Claim what a node that is gone has left, at the largest head its partners cosigned."""
    registers, keys = registers or [], keys or []
    check_scope(registers, keys)
    with opened(context.obj) as node:
        by = attribution(node, prepared_by, approved_by)
        once = f"hand-over/claim/{old_node}/{agreement}/{'+'.join(registers)}/{'+'.join(keys)}/{act}"
        receipt = claim(
            node, old_node, agreement, act, registers=registers, keys=keys, attribution=by, idempotency_key=once
        )
    print_receipt(_("Đã xin nhận, lô %(batch)s. Các bên còn lại cần chấp thuận."), receipt, as_json)


@app.command("accept", help=_("Chấp thuận việc một nút nhận bản ghi của nút không còn nữa."))
def accept_command(
    context: typer.Context, of: Hash, prepared_by: PreparedBy, approved_by: ApprovedBy, as_json: Json = False
) -> None:
    """Accept a claim, after comparing it with our own copy of the old log."""
    said(context, of, "accept", prepared_by, approved_by, "", as_json)


@app.command("decline", help=_("Từ chối một bàn giao; bên nhận từ chối thì bên giao lại được ghi."))
def decline_command(
    context: typer.Context,
    of: Hash,
    prepared_by: PreparedBy,
    approved_by: ApprovedBy,
    reason: Annotated[str, typer.Option(help=_("Lý do, đối tác đọc được."))] = "",
    as_json: Json = False,
) -> None:
    """Refuse a hand-over, for good."""
    said(context, of, "refuse", prepared_by, approved_by, reason, as_json)


def said(
    context: typer.Context, of: str, decision: str, prepared_by: str, approved_by: str, reason: str, as_json: bool
) -> None:
    """Answer a hand-over."""
    with opened(context.obj) as node:
        by = attribution(node, prepared_by, approved_by)
        once = f"hand-over/{decision}/{of}"
        receipt = answer(node, of, decision, reason=reason, attribution=by, idempotency_key=once)
    print_receipt(_("Đã ghi câu trả lời, lô %(batch)s."), receipt, as_json)


def check_scope(registers: list[str], keys: list[str]) -> None:
    """Refuse keys of no register, or of several."""
    if keys and len(registers) != 1:
        raise typer.BadParameter(translator()(_("Nêu bản ghi thì phải nêu đúng một sổ.")))


def attribution(node: Node, prepared_by: str, approved_by: str) -> Mapping[str, str]:
    """Return the two people who stand for an entry that was made at a terminal."""
    if prepared_by.strip() == approved_by.strip():
        raise typer.BadParameter(translator()(_("Người duyệt không được là người chuẩn bị.")))
    return {"entered-by": prepared_by, "approved-by": approved_by, "approved-at": format_time(node.now())}


def print_receipt(sentence: str, receipt: Receipt, as_json: bool) -> None:
    """Print what was appended."""
    facts = {"batch": receipt.batch}
    print(orjson.dumps(facts).decode() if as_json else translator()(sentence) % facts)


def facts_of(state: HandOverState) -> dict[str, Any]:
    """Return a hand-over as a machine reads it."""
    return {
        "hash": state.hand_over.hash,
        "state": state.state,
        "waits-for": sorted(state.claim.waits_for),
        **state.hand_over.arguments,
    }


def print_state(state: HandOverState) -> None:
    """Print a hand-over so that a person can decide."""
    say, hand_over = translator(), state.hand_over
    how = say(HAND_OVER_STATES[state.state]) % {"names": ", ".join(sorted(state.claim.waits_for))}
    print(f"{hand_over.old_log} → {hand_over.new_log}: {how}")
    print(f"  {hand_over.hash}")
    scope = say(_("mọi bản ghi")) if hand_over.keys is None else ", ".join(sorted(hand_over.keys))
    print(f"  {scope}; {say(_('giữ nguyên đến lần ghi'))} {hand_over.cut_size}; {hand_over.act}")
