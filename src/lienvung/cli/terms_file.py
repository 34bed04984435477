"""The terms of an agreement as an operator writes them: parties by name, sets in any order."""

from collections.abc import Mapping
from typing import Any

from lienvung.cli.written import read_written
from lienvung.core.agreement.errors import TermsInvalid
from lienvung.core.agreement.terms import Terms, parse_terms
from lienvung.core.register.canonical import canonical, prune
from lienvung.node.contact import ContactUnknown


def read_terms(data: bytes, roots: Mapping[str, str]) -> Terms:
    """Return the terms of a YAML or JSON file; `roots` gives each node we know its root fingerprint.

    Raises TermsInvalid and ContactUnknown.
    """
    written = read_written(data)
    if not isinstance(written, dict):
        raise TermsInvalid("T2-names")
    document = {name: value for name, value in written.items() if value != ""}
    document["parties"] = _parties(document.get("parties"), roots)
    document["grants"] = _grants(document.get("grants"))
    if "replaces" in document:
        document["replaces"] = _sorted(document["replaces"])
    return parse_terms(canonical(prune(document)))


def _parties(names: Any, roots: Mapping[str, str]) -> list[dict[str, str]]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TermsInvalid("T5-parties", "parties")
    unknown = [name for name in names if name not in roots]
    if unknown:
        raise ContactUnknown(unknown[0])
    return [{"node": name, "root": roots[name]} for name in names]


def _grants(grants: Any) -> list[dict[str, Any]]:
    if not isinstance(grants, list) or not all(isinstance(grant, dict) for grant in grants):
        raise TermsInvalid("T7-grants", "grants")
    return [_in_order(grant) for grant in grants]


def _in_order(grant: Mapping[str, Any]) -> dict[str, Any]:
    """Return a grant with its parts and the values of its filter sorted, as the format has them."""
    ordered = dict(grant) | {"parts": _sorted(grant.get("parts"))}
    rows = grant.get("filter")
    return ordered | ({"filter": dict(rows) | {"in": _sorted(rows.get("in"))}} if isinstance(rows, dict) else {})


def _sorted(words: Any) -> Any:
    # What is no list of words goes on as it is, and the rules of the format say so.
    if isinstance(words, list) and all(isinstance(word, str) for word in words):
        return sorted(words)
    return words
