"""What a unit that a record names is today: an old paper keeps the names of its time, and says the rest beside them."""

from django.utils.translation import gettext as _

from lienvung.core.geography.trace import around_on, trace
from lienvung.node.stores.port import Reader
from lienvung.node.units import read_gazetteer
from lienvung.office.node_access import today

MOST_NAMED = 4


def unit_now(reader: Reader, key: str) -> str:
    """Return "nay là …" for a unit of the past; nothing for one that is still so, or that is not held."""
    atlas = read_gazetteer(reader).atlas
    unit = atlas.unit(key)
    if unit is None or unit.exists_on(today()):
        return ""
    names = [share.unit.name for share in trace(atlas, unit, today()).shares]
    if not names:
        around = around_on(atlas, unit, today())
        return _("nay trong %(name)s") % {"name": around.name} if around else _("chưa rõ nay là đơn vị nào")
    more = len(names) - MOST_NAMED
    tail = _(" và %(n)d đơn vị khác") % {"n": more} if more > 0 else ""
    return _("nay là %(names)s") % {"names": ", ".join(names[:MOST_NAMED]) + tail}
