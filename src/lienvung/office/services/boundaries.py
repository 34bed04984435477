"""Bring an official layer of units to the register of boundaries, and withdraw one: each takes two people."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256

from lienvung.node.units import read_gazetteer
from lienvung.office.errors import NothingToSubmit
from lienvung.office.imports.unit_layer import LayerAbout, boundary_table
from lienvung.office.models import Decision, RegisterImport, User
from lienvung.office.node_access import get_node
from lienvung.office.selectors.boundaries import BOUNDARY, HeldLayer
from lienvung.office.services.decisions import prepare_decision
from lienvung.office.services.imports import import_bring
from lienvung.spatial.layers import open_layer


def boundary_bring(
    *, user: User, name: str, data: bytes, projection: str, since: date, said: Mapping[str, str]
) -> RegisterImport:
    """Take in a layer for preview as a table of boundaries; nothing is in force before a second person decides.

    Raises what spatial.layers refuses, UnitsUnmatched, and what import_bring does.
    """
    layer = open_layer(data, name, projection)
    about = LayerAbout(since=since, file=name, sha256=sha256(data).hexdigest(), **said)
    with get_node().store.reading() as reader:
        table = boundary_table(layer, read_gazetteer(reader), about)
    return import_bring(user=user, register=BOUNDARY, name=f"{name}.geojson", data=table)


def boundary_withdraw(*, user: User, layer: HeldLayer, reason: str) -> Decision:
    """Ask that all outlines of a layer of ours be retired: the approximate ones, or those before, are drawn again."""
    if not layer.keys:
        raise NothingToSubmit
    facts = {**asdict(layer), "keys": list(layer.keys), "reason": reason}
    return prepare_decision(user=user, kind="boundary-withdraw", facts=facts)
