"""Tự giới thiệu: the page that one officer reads aloud from, and the file that the other side needs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from lienvung.node.contact import own_node_json, read_contact
from lienvung.office.access import duties
from lienvung.office.roles import Duty
from lienvung.web.snapshot import open_reader


@duties(get=Duty.READ)
def introduction(request: HttpRequest) -> HttpResponse:
    """Show this node's fingerprint large enough to read out, and printable."""
    own = _own()
    if own is None:
        return render(request, "partners/introduction.html", {})
    contact = read_contact(own)
    groups = [contact.fingerprint[at : at + 4] for at in range(0, len(contact.fingerprint), 4)]
    context = {"contact": contact, "rows": [groups[at : at + 4] for at in range(0, len(groups), 4)]}
    return render(request, "partners/introduction.html", context)


@duties(get=Duty.READ)
def node_json(request: HttpRequest) -> HttpResponse:
    """Give this node's node.json, byte for byte as partners fetch it."""
    own = _own()
    if own is None:
        raise Http404
    response = HttpResponse(own, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="node.json"'
    return response


def _own() -> bytes | None:
    with open_reader() as reader:
        return own_node_json(reader)
