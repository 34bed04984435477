"""Tell a refusal to the person it stopped: what happened, what is safe, what to do."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from lienvung.core.errors import LienVungError
from lienvung.wording.errors import explain, explain_code
from lienvung.wording.sentence import Wording

View = Callable[..., HttpResponse]


def say(error: LienVungError) -> str:
    """Return a refusal as one paragraph in the reader's language."""
    return _as_paragraph(explain(error, gettext))


def say_again(refusal: Mapping[str, Any]) -> str:
    """Return a refusal that a job wrote down as one paragraph, "" when it wrote none."""
    return _as_paragraph(explain_code(refusal["code"], refusal["facts"], gettext)) if refusal else ""


def _as_paragraph(wording: Wording) -> str:
    return " ".join((wording.happened, wording.safe, wording.do))


def tells_refusals(view: View) -> View:
    """Turn a refusal into a message on the page the person came from. The view must have changed nothing."""

    @wraps(view)
    def telling(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except LienVungError as error:
            messages.error(request, say(error))
            return HttpResponseRedirect(_came_from(request))

    return telling


def _came_from(request: HttpRequest) -> str:
    # Only a page of this node: the referrer is a stranger's word.
    referrer = request.headers.get("referer", "")
    own = f"{request.scheme}://{request.get_host()}/"
    return "/" + referrer.removeprefix(own) if referrer.startswith(own) else "/so-hoa/"
