"""The exchange between nodes as Django addresses: everything below `lienvung/v1/` goes to `node.exchange.serve`."""

import time
from email.utils import format_datetime

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from lienvung.node.exchange.http_client import NODE_TIME
from lienvung.node.exchange.rate import RateWindow
from lienvung.node.exchange.request_signature import NonceWindow
from lienvung.node.exchange.serve import MAX_REQUEST, Request, answer
from lienvung.office.node_access import get_node, now

_nonces = NonceWindow(lambda: int(now().timestamp()))
_submissions = RateWindow(time.monotonic)


# Requests are signed, and carry no cookie that another site could borrow.
@csrf_exempt
def exchange(request: HttpRequest) -> HttpResponse:
    """Turn Django's request into the node's, and its answer back."""
    # One byte more than is allowed, so that a body that is too long is refused and never held.
    asked = Request(
        method=str(request.method),
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.read(MAX_REQUEST + 1),
    )
    given = answer(get_node(), asked, _nonces, _submissions)
    response = HttpResponse(given.body, status=given.status, content_type=given.media_type)
    response["Cache-Control"] = "no-store"
    # The node's own clock, by which it judges signatures; the web server's may be another.
    response[NODE_TIME] = format_datetime(now(), usegmt=True)
    return response


urlpatterns = [re_path("", exchange, name="exchange")]
