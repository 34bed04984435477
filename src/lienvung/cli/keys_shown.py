"""What `lienvung keys` shows of keys: for people a line each, for machines a row."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import orjson

from lienvung.core.agreement.keys import USES, KeysDocument, PublishedKey
from lienvung.core.agreement.signers import days_at
from lienvung.node.home import load_home
from lienvung.node.keys import files_of, public_bytes
from lienvung.node.node import Node
from lienvung.node.protected import is_protected
from lienvung.wording.translator import translator


def facts_of(node: Node, document: KeysDocument) -> dict[str, Any]:
    """Return a keys document as a machine reads it, with what runs today and what is held here."""
    days = days_at(node.now())
    held: set[bytes] = set()
    if node.keys is not None:
        held = {public_bytes(key) for key in node.keys.opening()}
        held |= {key for use in USES[:3] for key in node.keys.signing(use)}
    rows = [
        {**row, "running": each.runs_on(days), "held": each.key in held}
        for row, each in zip(rows_of(document), _listed(document), strict=True)
    ]
    return {**headline_of(document), "keys": rows}


def headline_of(document: KeysDocument) -> dict[str, Any]:
    """Return whose document it is, its version and address."""
    return {"node": document.node, "version": document.version, "address": document.address}


def _listed(document: KeysDocument) -> list[PublishedKey]:
    return [each for use in USES for each in document.keys_for(use)]


def rows_of(document: KeysDocument) -> list[dict[str, Any]]:
    """Return one row for each key."""
    return [
        {
            "use": use,
            "key": each.key[:4].hex(),
            "since": each.since.isoformat(),
            "until": each.until.isoformat() if each.until else None,
            "revoked": each.revoked.at if each.revoked else None,
            "void": {register: list(cut) for register, cut in each.revoked.void.items()} if each.revoked else {},
        }
        for use in USES
        for each in document.keys_for(use)
    ]


def line_of(row: dict[str, Any]) -> str:
    """Return a key's row as a line to read."""
    _ = translator()
    words = [f"{row['use']:<10}", row["key"], _("từ %(since)s") % row]
    words += [_("đến hết %(until)s") % row] if row["until"] else []
    words += [_("thu hồi từ %(revoked)s") % row] if row["revoked"] else []
    words += [f"{register} {first}–{stop - 1} " + _("không tính") for register, (first, stop) in row["void"].items()]
    words += [] if row.get("held", True) else [_("(không có ở đây)")]
    return "  ".join(words)


def files_of_home(home: Path) -> dict[str, Any]:
    """Tell whether the keys in a node's folder need a passphrase, and whether the root is among them."""
    keys = load_home(home).keys
    online = [path for use in USES for path in files_of(keys, use)]
    return {
        "protected": all(is_protected(path.read_bytes()) for path in online),
        "root-here": (keys / "root.pem").exists(),
    }


def spell(raw: bytes) -> str:
    """Spell a public key as the formats do."""
    return b64encode(raw).decode()


def print_facts(facts: dict[str, Any], as_json: bool, sentence: str) -> None:
    """Print facts as JSON, or as a sentence in the operator's language."""
    print(orjson.dumps(facts).decode() if as_json else translator()(sentence) % facts)
