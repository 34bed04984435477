"""Reading what an address asks for; nonsense reads as nothing asked."""

from django.http import HttpRequest


def asked_number(request: HttpRequest, name: str, otherwise: int) -> int:
    """Return a whole number from the address."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def asked_page(request: HttpRequest) -> int:
    """Return the number of the page asked for, from 1."""
    return max(1, asked_number(request, "trang", 1))
