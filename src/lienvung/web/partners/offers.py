"""What a contact changed about itself and a person has to approve: address, root keys."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lienvung.node.contact import contacts, offered
from lienvung.node.void import disowned_late, void_of
from lienvung.office.access import duties
from lienvung.office.node_access import now
from lienvung.office.roles import Duty
from lienvung.office.services.decisions import prepare_decision
from lienvung.web.snapshot import open_reader


@require_POST
@duties(get=Duty.ARRANGE, post=Duty.ARRANGE)
def take(request: HttpRequest, name: str) -> HttpResponse:
    """Put the newest document of a contact before a second person."""
    with open_reader() as reader:
        known, offer = contacts(reader).get(name), offered(reader, name)
        disowned = disowned_late(reader, void_of(offer.keys), now()) if offer else 0
    if known is None or offer is None:
        raise Http404
    facts = {
        "name": name,
        "title": offer.title,
        "version": offer.version,
        "address": offer.address,
        "former-address": known.address,
        "roots": offer.keys.root != known.keys.root,
        "disowned": disowned,
    }
    decision = prepare_decision(user=request.user, kind="contact-update", facts=facts)
    return HttpResponseRedirect(reverse("web:decision", args=[decision.pk]))
