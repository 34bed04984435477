"""`lienvung agreement`: propose terms, accept them, revoke what we granted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.cli.opening import opened
from lienvung.cli.terms_file import read_terms
from lienvung.core.agreement.terms import Grant, format_terms, terms_hash
from lienvung.core.register.entry import format_time
from lienvung.node.agreements import (
    AgreementState,
    accept_agreement,
    agreements,
    propose_agreement,
    revoke_agreement,
)
from lienvung.node.contact import contacts, own_document
from lienvung.node.node import Node
from lienvung.node.stores.rows import Receipt
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

# Why an agreement is in force or not, in the words of the page of connections.
REASONS = {
    "in-force": _("đang có hiệu lực"),
    "waiting": _("chờ %(names)s chấp thuận"),
    "refused": _("%(names)s đã từ chối"),
    "replaced": _("đã có thỏa thuận khác thay thế"),
    "ended": _("đã hết hạn"),
    "revoked": _("các bên đã rút lại"),
    "other-root": _("khóa gốc trong thỏa thuận không phải khóa đã đối chiếu, nên không có hiệu lực"),
}

app = typer.Typer(no_args_is_help=True, add_completion=False)

Hash = Annotated[str, typer.Argument(metavar="HASH", help=_("Mã băm của thỏa thuận, 64 ký tự, như list hiện."))]
ApprovedBy = Annotated[str, typer.Option(help=_("Họ tên người duyệt."))]
Json = Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))]


@app.callback()
def at_home(
    context: typer.Context, home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."), show_default=False)]
) -> None:
    """Remember whose agreements they are."""
    context.obj = home


@app.command("propose", help=_("Đề nghị các điều khoản trong một tệp; nút này chấp thuận ngay cùng lúc."))
def propose_command(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help=_("Tệp YAML hoặc JSON: title, basis, parties, contacts, ends, replaces, grants."))
    ],
    approved_by: ApprovedBy,
    as_json: Json = False,
) -> None:
    """Propose the terms of a file; the same terms again append nothing."""
    data = file.read_bytes()
    with opened(context.obj) as node:
        terms = read_terms(data, known_roots(node))
        of = terms_hash(format_terms(terms))
        by = attribution(node, approved_by)
        receipt = propose_agreement(node, terms, attribution=by, idempotency_key=f"agreement/propose/{of}")
    print_receipt(_("Đã đề nghị thỏa thuận %(hash)s, lô %(batch)s."), of, receipt, as_json)


@app.command("list", help=_("Liệt kê các thỏa thuận của nút này: ai cho ai đọc gì, và có hiệu lực không."))
def list_command(context: typer.Context, as_json: Json = False) -> None:
    """List the agreements to which this node is a party, with everything they grant."""
    with opened(context.obj) as node, node.store.reading() as reader:
        held = agreements(reader, node.name, node.today())
    if as_json:
        print(orjson.dumps({"agreements": [facts_of(state) for state in held]}).decode())
        return
    for state in held:
        print_state(state)


@app.command("accept", help=_("Chấp thuận một thỏa thuận; có hiệu lực khi mọi bên đã chấp thuận."))
def accept_command(context: typer.Context, of: Hash, approved_by: ApprovedBy, as_json: Json = False) -> None:
    """Accept an agreement by its hash."""
    with opened(context.obj) as node:
        by = attribution(node, approved_by)
        receipt = accept_agreement(node, of, attribution=by, idempotency_key=f"agreement/accept/{of}")
    print_receipt(_("Đã chấp thuận thỏa thuận %(hash)s, lô %(batch)s."), of, receipt, as_json)


@app.command("revoke", help=_("Rút lại vĩnh viễn những gì nút này đã cho đọc; phần bên kia cho đọc vẫn còn."))
def revoke_command(
    context: typer.Context,
    of: Hash,
    approved_by: ApprovedBy,
    reason: Annotated[str, typer.Option(help=_("Lý do, đối tác đọc được."))] = "",
    as_json: Json = False,
) -> None:
    """Withdraw this node's own grants, for good."""
    with opened(context.obj) as node:
        by = attribution(node, approved_by)
        receipt = revoke_agreement(node, of, reason, attribution=by, idempotency_key=f"agreement/revoke/{of}")
    print_receipt(_("Đã rút lại phần của nút này trong thỏa thuận %(hash)s, lô %(batch)s."), of, receipt, as_json)


def known_roots(node: Node) -> dict[str, str]:
    """Return the root fingerprints of this node and of its contacts."""
    with node.store.reading() as reader:
        own, known = own_document(reader), contacts(reader)
    return {each.name: each.fingerprint for each in [*known.values(), *([own] if own else [])]}


def attribution(node: Node, approved_by: str) -> Mapping[str, str]:
    """Return who stands for an entry that was made at a terminal."""
    return {"approved-by": approved_by, "approved-at": format_time(node.now())}


def print_receipt(sentence: str, of: str, receipt: Receipt, as_json: bool) -> None:
    """Print what was appended about which terms."""
    facts = {"hash": of, "batch": receipt.batch}
    print(orjson.dumps(facts).decode() if as_json else translator()(sentence) % facts)


def facts_of(state: AgreementState) -> dict[str, Any]:
    """Return an agreement as a machine reads it, with the exact terms that were hashed."""
    return {
        "hash": state.hash,
        "title": state.terms.title,
        "parties": state.terms.nodes,
        "in-force": state.in_force,
        "reason": state.reason,
        "answers": [{"node": each.node, "decision": each.decision, "at": each.at} for each in state.acceptances],
        "revoked": sorted(state.force.revoked),
        "terms": orjson.loads(format_terms(state.terms)),
    }


def print_state(state: AgreementState) -> None:
    """Print an agreement so that a person can decide: its terms as well as its state."""
    say = translator()
    print(f"{state.terms.title}: {say(REASONS[state.reason]) % {'names': ', '.join(state.force.nodes)}}")
    print(f"  {state.hash}")
    print(f"  {state.terms.basis}")
    for grant in state.terms.grants:
        print(f"  {sentence_of(grant)}", say(_("(đã rút lại)")) if grant.grantor in state.force.revoked else "")


def sentence_of(grant: Grant) -> str:
    """Return one grant as a line."""
    rows = f" [{grant.filter.field}: {', '.join(grant.filter.values)}]" if grant.filter else ""
    period = f"{grant.since.isoformat()} … {grant.until.isoformat() if grant.until else ''}".rstrip()
    return f"{grant.grantor} → {grant.recipient}: {grant.register}{rows} ({', '.join(grant.parts)}), {period}"
