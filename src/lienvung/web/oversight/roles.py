"""What each role may do, in words, read from the table that the gate itself reads."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lienvung.office.access import duties
from lienvung.office.roles import DUTY_WORDS, ROLE_WORDS, Duty, Role, holds


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty in words, and for each role, in the order of the columns, its name and whether it holds the duty."""

    words: str
    holders: tuple[tuple[str, bool], ...]


@duties(get=Duty.OVERSEE)
def roles(request: HttpRequest) -> HttpResponse:
    """Show duties against roles."""
    lines = [_line(duty) for duty in DUTY_WORDS]
    return render(request, "oversight/roles.html", {"roles": ROLE_WORDS.values(), "lines": lines})


def _line(duty: Duty) -> DutyLine:
    return DutyLine(str(DUTY_WORDS[duty]), tuple((str(ROLE_WORDS[role]), holds(role, duty)) for role in Role))
