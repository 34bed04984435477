"""The sides this node knows by title: itself and every node that introduced itself."""

from pathlib import Path

from django.conf import settings

from lienvung.node.home import load_home
from lienvung.node.stores.port import Query
from lienvung.office.node_access import get_node


def sides_known() -> dict[str, str]:
    """Return node name -> title, ourselves first."""
    own = load_home(Path(settings.LIENVUNG_HOME)).settings
    with get_node().store.reading() as reader:
        nodes = reader.find("node", Query(sort=("key",), limit=1000)).records
    return {own.name: own.title, **{str(node.values["name"]): str(node.values["title"]) for node in nodes}}
