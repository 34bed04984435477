"""Reading what an address asks for; nonsense reads as nothing asked."""

from django.http import HttpRequest

_MOST_DIGITS = 10


def asked_number(request: HttpRequest, name: str, otherwise: int) -> int:
    """Return a whole number from the address."""
    return read_number(request.GET.get(name, ""), otherwise)


def read_number(text: str, otherwise: int) -> int:
    """Return the whole number that was typed, of at most nine digits; signs, powers and giants are none."""
    return int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else otherwise


def asked_page(request: HttpRequest) -> int:
    """Return the number of the page asked for, from 1."""
    return max(1, asked_number(request, "trang", 1))
