"""`lienvung contact`: meet a partner, whose root key two officers have compared."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from lienvung.cli.opening import opened
from lienvung.core.agreement.contact import spoken_fingerprint
from lienvung.node.contact import (
    Contact,
    add_contact,
    approve_offer,
    contacts,
    offered,
    own_node_json,
    read_contact,
)
from lienvung.node.home import HomeMissing
from lienvung.wording.sentence import _
from lienvung.wording.translator import translator

OWN_FILE = "node.json"

app = typer.Typer(no_args_is_help=True, add_completion=False)

Json = Annotated[bool, typer.Option("--json", help=_("In ra một đối tượng JSON."))]


@app.callback()
def at_home(
    context: typer.Context, home: Annotated[Path, typer.Argument(help=_("Thư mục của nút."), show_default=False)]
) -> None:
    """Remember whose contacts they are."""
    context.obj = home


@app.command("add", help=_("Kết nối với một đối tác, sau khi hai cán bộ đã đọc và đối chiếu dấu vân khóa gốc."))
def add_command(
    context: typer.Context,
    node_json: Annotated[Path, typer.Argument(help=_("Tệp node.json của đối tác."))],
    fingerprint: Annotated[str, typer.Option(help=_("Dấu vân khóa mà đối tác đọc cho nghe, không chép từ tệp."))],
    approved_by: Annotated[str, typer.Option(help=_("Họ tên người duyệt."))],
    as_json: Json = False,
) -> None:
    """Pin a partner's keys; the same partner again takes its newer document."""
    data = node_json.read_bytes()
    with opened(context.obj) as node:
        added = add_contact(node, data, fingerprint=fingerprint, approved_by=approved_by)
    facts = {"name": added.name, "title": added.title, "address": added.address, "fingerprint": added.fingerprint}
    if as_json:
        print(orjson.dumps(facts).decode())
        return
    _ = translator()
    print(_("Đã kết nối với %(title)s (%(name)s) tại %(address)s.") % facts)


@app.command("approve", help=_("Duyệt địa chỉ mới hoặc bộ khóa gốc mới mà một đối tác đã công bố; xem contact list."))
def approve_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Tên nút của đối tác."))],
    version: Annotated[int, typer.Option(help=_("Bản khóa số mấy, như contact list cho biết."))],
    approved_by: Annotated[str, typer.Option(help=_("Họ tên người duyệt."))],
    as_json: Json = False,
) -> None:
    """Approve the newer document of a contact that waits."""
    with opened(context.obj) as node:
        taken = approve_offer(node, name, version=version, approved_by=approved_by)
    facts = {"name": taken.name, "title": taken.title, "address": taken.address, "version": taken.version}
    if as_json:
        print(orjson.dumps(facts).decode())
        return
    _ = translator()
    print(_("Từ nay %(title)s ở %(address)s, bản khóa số %(version)d.") % facts)


@app.command("list", help=_("Liệt kê các đối tác đã kết nối, ai đã duyệt và khi nào."))
def list_command(context: typer.Context, as_json: Json = False) -> None:
    """List the contacts with who approved them."""
    with opened(context.obj) as node, node.store.reading() as reader:
        known, peers = contacts(reader), reader.peers()
        waiting = {peer.name: offered(reader, peer.name) for peer in peers}
    rows = [
        {
            "name": peer.name,
            "title": known[peer.name].title,
            "address": known[peer.name].address,
            "fingerprint": known[peer.name].fingerprint,
            "approved-by": peer.approved_by,
            "approved-at": peer.approved_at,
            "version": known[peer.name].version,
            "waiting": _offer_facts(waiting[peer.name]),
        }
        for peer in peers
    ]
    if as_json:
        print(orjson.dumps({"contacts": rows}).decode())
        return
    _ = translator()
    for row in rows:
        print("{name}  {title}  {address}".format_map(row))
        print(f"  {spoken_fingerprint(str(row['fingerprint']))}")
        print("  " + _("%(by)s duyệt lúc %(at)s") % {"by": row["approved-by"], "at": row["approved-at"]})
        if row["waiting"]:
            print("  " + _("Chờ duyệt: bản khóa số %(version)d, %(address)s, khóa gốc %(root)s") % row["waiting"])


def _offer_facts(offer: Contact | None) -> dict[str, Any] | None:
    if offer is None:
        return None
    return {"version": offer.version, "address": offer.address, "root": offer.keys.root.fingerprint}


@app.command("show-own", help=_("Ghi node.json của nút này vào thư mục nút, và hiện dấu vân khóa gốc để đọc lên."))
def show_own_command(context: typer.Context, as_json: Json = False) -> None:
    """Write our node.json beside the settings; print where it is, and the fingerprint to read aloud."""
    home: Path = context.obj
    with opened(home) as node, node.store.reading() as reader:
        document = own_node_json(reader)
    if document is None:
        raise HomeMissing(str(home))
    file, root = home / OWN_FILE, read_contact(document).fingerprint
    file.write_bytes(document)
    facts = {"file": str(file), "fingerprint": root, "spoken": spoken_fingerprint(root)}
    if as_json:
        print(orjson.dumps(facts).decode())
        return
    _ = translator()
    print(_("Gửi cho đối tác: %(file)s") % facts)
    print(_("Dấu vân khóa gốc, để đọc cho bên kia nghe: %(words)s") % {"words": facts["spoken"]})
