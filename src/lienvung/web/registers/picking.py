"""Choosing the records that a link names: what is chosen stays on the form, a search offers others.

Works without a script: the button sends the whole form, which comes back with what was found. With one, what is
found appears while somebody types.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from lienvung.node.stores.port import Query
from lienvung.web.registers.drawn import Drawn
from lienvung.web.selectors.values import Shower

FIND = "tim"  # the name of the button that searches; its value is the field
FOUND = "da-tim"  # ends the name of the box that says for which words the offers are
MOST_OFFERED = 12
MOST_CHOSEN = 200


def is_searching(data: Mapping[str, Any]) -> bool:
    """Tell whether somebody searches: by the button, or by new words in a search box and the Enter key."""
    boxes = [name.removesuffix(FIND) for name in data if name.endswith(f"-{FIND}") and not name.endswith(f"-{FOUND}")]
    return FIND in data or any(data[f"{box}{FIND}"] != data.get(f"{box}{FOUND}", "") for box in boxes)


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that may be chosen."""

    key: str
    title: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """The live records of one register, by title and by search."""

    shower: Shower
    register: str

    def titles(self, keys: list[str]) -> list[Offer]:
        """Return the records that keys name; a key that no record has stands for itself."""
        unknown = self.unknown(keys)
        # What was typed and is no key has no page that a link could lead to.
        return [
            Offer(key, key if key in unknown else self.shower.link(self.register, key).title, chosen=True)
            for key in keys
        ]

    def unknown(self, keys: list[str]) -> list[str]:
        """Return the keys that no record has."""
        return [key for key in keys if self.shower.reader.record(self.register, key) is None]

    def found(self, text: str) -> tuple[list[Offer], bool]:
        """Return the first records that a search finds, and whether there are more."""
        definition = self.shower.catalogue.get(self.register)
        if definition is None:
            return [], False
        sort = (definition.title_field,) if definition.fields[definition.title_field].datatype == "string" else ()
        query = Query(text=text, sort=sort or ("-time",), limit=MOST_OFFERED)
        page = self.shower.reader.find(self.register, query)
        return [Offer(record.key, self.shower.title(record)) for record in page.records], page.next is not None


class PickWidget(Drawn, forms.Widget):
    """What is chosen, a search, and what it found."""

    template_name = "registers/widgets/pick.html"
    use_fieldset = True

    def __init__(self, offers: Offers, *, many: bool, field: str, page: str) -> None:
        super().__init__()
        self.offers, self.many, self.field, self.page = offers, many, field, page
        self.text = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Return the keys that are chosen, and remember what was searched."""
        self.text = str(data.get(f"{name}-{FIND}", ""))[:200]
        listed = data.getlist(name) if isinstance(data, QueryDict) else data.get(name, [])
        return list(dict.fromkeys(key for key in listed if key))[:MOST_CHOSEN]

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return what is chosen and what may be."""
        context = super().get_context(name, None, attrs)
        chosen = self.offers.titles([value] if isinstance(value, str) and value else list(value or ()))
        found, more = self.offers.found(self.text)
        kept = {offer.key for offer in chosen}
        offered = [*chosen, *(offer for offer in found if offer.key not in kept)]
        return context | {
            "offers": offered, "more": more, "text": self.text, "find": FIND, "found": FOUND,
            "many": self.many, "none": not chosen,
            "url": reverse("registers:offers", args=[self.page, self.field]),
        }  # fmt: skip

    def id_for_label(self, id_: str, index: object = None) -> str:
        """Return the search box, to which an error leads."""
        return f"{id_}-{FIND}"


class PickField(forms.Field):
    """The keys of records that are there; what the record links to already may stay, whoever holds it."""

    def __init__(
        self, offers: Offers, *, many: bool, present: Iterable[str], field: str, page: str, **common: Any
    ) -> None:
        self.offers, self.many, self.present = offers, many, frozenset(present)
        super().__init__(widget=PickWidget(offers, many=many, field=field, page=page), **common)

    def clean(self, value: list[str] | None) -> Any:
        """Return the key, or with `many` the keys."""
        chosen = value or []
        if unknown := self.offers.unknown([key for key in chosen if key not in self.present]):
            raise ValidationError(_("Không còn bản ghi %(keys)s.") % {"keys": ", ".join(unknown)})
        return chosen if self.many else (chosen[0] if chosen else "")
