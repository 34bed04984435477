"""A register as everybody sees it: its questions, its list, its charts, its map, its data dictionary."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.core.programme.records import ILLUSTRATIVE, REAL
from lienvung.core.register.definition import Definition
from lienvung.office.node_access import get_node
from lienvung.office.public_eyes import is_public
from lienvung.office.roles import Duty, holds
from lienvung.web.registers.asked import Asked, read_asked
from lienvung.web.registers.charts import charts_of
from lienvung.web.registers.chips import chips_of
from lienvung.web.registers.coming_back import came_back
from lienvung.web.registers.companions import companions_of
from lienvung.web.registers.dictionary import read_dictionary, read_rules
from lienvung.web.registers.figures import figures_of, has_illustrative, nature_of
from lienvung.web.registers.listing import NATURE, read_listing
from lienvung.web.selectors.hand_overs import read_hand_overs
from lienvung.web.selectors.values import say
from lienvung.web.snapshot import Snapshot, snapshot

CHARTS, MAP, DICTIONARY = "bieu-do", "ban-do", "truong"


@dataclass(frozen=True, slots=True)
class RegisterTab:
    """One way to look at a register."""

    title: str
    url: str
    current: bool = False


def register(request: HttpRequest, register: str) -> HttpResponse:
    """Show one register: its questions and its list, its charts, its map, or its data dictionary."""
    with snapshot() as seen:
        definition = seen.definition(register)
        asked = read_asked(definition, request.GET)
        if "" in request.GET.values() and "HX-Request" not in request.headers:
            return HttpResponseRedirect(asked.address(after=asked.after))
        context = _CONTENTS.get(asked.tab, _list)(seen.at(asked.moment), definition, asked)
        response = render(request, "registers/register.html", _around(request, seen, definition, asked) | context)
    response["HX-Push-Url"] = asked.address(after=asked.after)
    return response


def _list(seen: Snapshot, definition: Definition, asked: Asked) -> dict[str, object]:
    nature = nature_of(seen, definition, asked)
    figures = list(figures_of(seen, definition, nature)) if not asked.known else []
    return {
        "page": read_listing(seen, definition, asked),
        "figures": figures,
        "companions": companions_of(seen, definition) if not asked.narrowed else [],
        "nature": nature,
        "other_url": _illustrative(seen, asked, nature) if figures else "",
    }


def _charts(seen: Snapshot, definition: Definition, asked: Asked) -> dict[str, object]:
    nature = nature_of(seen, definition, asked)
    charts = list(charts_of(seen, definition, asked, nature))
    return {"charts": charts, "nature": nature, "other_url": _illustrative(seen, asked, nature)}


def _illustrative(seen: Snapshot, asked: Asked, nature: str) -> str:
    """Return the address of the same over illustrative data, where what is shown leaves such data out."""
    is_left_out = nature == REAL and has_illustrative(seen, asked.register)
    return asked.address(where={**asked.where, NATURE: (ILLUSTRATIVE,)}) if is_left_out else ""


def _map(seen: Snapshot, definition: Definition, asked: Asked) -> dict[str, object]:
    days = {"ngay": asked.held, "luc": asked.known}
    pairs = [("lop", definition.register), *((name, day.isoformat()) for name, day in days.items() if day)]
    return {
        "picture_url": asked.address("map:register-picture", tab=""),
        "png_url": asked.address("map:register-picture-png", tab=""),
        "map_url": f"{reverse('map:map')}?{urlencode(pairs)}",
        "chips": list(chips_of(seen.shower, definition, asked)),
    }


def _dictionary(seen: Snapshot, definition: Definition, asked: Asked) -> dict[str, object]:
    return {"fields": list(read_dictionary(seen.shower, definition)), "rules": read_rules(definition)}


_CONTENTS = {CHARTS: _charts, MAP: _map, DICTIONARY: _dictionary}


def _around(request: HttpRequest, seen: Snapshot, definition: Definition, asked: Asked) -> dict[str, object]:
    """Return what stands around every tab of a register."""
    own = get_node().catalogue.get(definition.register)
    writes = holds(request.user.role, Duty.DIGITISE) and own is not None and not own.system
    return {
        "asked": asked,
        "definition": definition,
        "title": say(definition.title),
        "purpose": say(definition.purpose) if definition.purpose else "",
        "basis": say(definition.basis) if definition.basis else "",
        "is_open": is_public(definition),
        "tabs_of_register": _tabs(definition, asked),
        "hand_overs": read_hand_overs(seen.shower, definition.register),
        "list_url": reverse("web:register", args=[definition.register]),
        "export_url": asked.address("intake:exports", tab=""),
        "today_url": asked.address(known=None, held=None),
        "writes": writes,
        "sent_back": came_back(seen, request.user, definition.register) if writes else [],
    }


def _tabs(definition: Definition, asked: Asked) -> list[RegisterTab]:
    tab = asked.tab if asked.tab in _CONTENTS else ""
    tabs = [RegisterTab(_("Bảng"), asked.address(tab=""), tab == "")]
    if definition.charts:
        tabs.append(RegisterTab(_("Biểu đồ"), asked.address(tab=CHARTS), tab == CHARTS))
    if definition.map:
        tabs.append(RegisterTab(_("Bản đồ"), asked.address(tab=MAP), tab == MAP))
    tabs.append(RegisterTab(_("Thay đổi"), f"{reverse('web:changes')}?so={definition.register}"))
    tabs.append(RegisterTab(_("Từ điển trường"), asked.address(tab=DICTIONARY), tab == DICTIONARY))
    return tabs
