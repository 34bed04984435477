"""Dates, figures, ages and statuses as offices write them."""

from datetime import date, datetime
from uuid import uuid4

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from lienvung.office.node_access import now
from lienvung.report.sentence import Run, page_path
from lienvung.web import words
from lienvung.web.addresses import narrow_address
from lienvung.web.dates import as_moment, show_day, show_moment
from lienvung.web.numbers import show_number
from lienvung.web.selectors.freshness import Freshness
from lienvung.web.selectors.houses import House
from lienvung.web.sent_once import FIELD

register = template.Library()


@register.filter
def day(value: str | date | datetime | None) -> str:
    """Return a day as dd/mm/yyyy, a longer span in words, nothing for nothing."""
    return show_day(value) if value else ""


@register.filter
def moment(value: str | datetime | None) -> str:
    """Return a moment as dd/mm/yyyy HH:MM in Viet Nam, nothing for nothing."""
    return show_moment(value) if value else ""


@register.filter
def figure(value: int | str | None) -> str:
    """Return a number with its thousands apart; words stay as they are."""
    return show_number(value) if isinstance(value, int) else value or ""


@register.filter
def age(value: str | datetime | None) -> str:
    """Return how long ago a moment was: minutes, then hours up to two days, then days."""
    if not value:
        return ""
    minutes = int((now() - as_moment(value)).total_seconds() // 60)
    if minutes < 1:
        return gettext("vừa xong")
    if minutes < 60:
        return ngettext("%(n)d phút trước", "%(n)d phút trước", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d giờ trước", "%(n)d giờ trước", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)d ngày trước", "%(n)d ngày trước", days) % {"n": days}


@register.simple_tag(takes_context=True)
def copy_of(context: Context, steward: House) -> Freshness | None:
    """Return how fresh our copy of a partner's data is; nothing for our own data."""
    return next((copy for copy in context.get("copies", ()) if copy.name == steward.name), None)


@register.filter
def run_address(run: Run) -> str:
    """Return the page of the record that a run of words rests on."""
    return page_path(run.register, run.key)


@register.filter
def narrow(picture: str) -> str:
    """Return the address of the same picture for a narrow screen."""
    return narrow_address(picture)


@register.simple_tag
def status(cell: str, note: str = "") -> SafeString:
    """Draw a status: sign and colour by class, its word, and a note such as the days late."""
    text = words.cell_word(cell)
    return format_html('<span class="status {}">{}</span>', cell, f"{text}, {note}" if note else text)


@register.simple_tag
def once() -> SafeString:
    """Draw the one-time id of a form, by which it acts once (`web.sent_once`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())
