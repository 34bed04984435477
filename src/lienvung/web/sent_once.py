"""Forms that act once: each carries a one-time id (`{% once %}`), and sent again it leads where it led before."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from lienvung.office.services.sent_forms import form_sending

FIELD = "lan-gui"

View = Callable[..., HttpResponse]


def sent_once(view: View) -> View:
    """Let a view act once on each form; a view says that it acted by leading away from the form's own page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        token = _token(request)
        if token is None:
            return view(request, *args, **kwargs)
        with form_sending(user=request.user, token=token) as sending:
            if sending.led_to:
                messages.info(request, gettext("Mẫu này đã gửi rồi nên không gửi lần nữa; đây là kết quả lần gửi ấy."))
                return HttpResponseRedirect(sending.led_to)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect) and response.url != request.path:
                sending.led_to = response.url
            return response

    return answer


def _token(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST[FIELD]) if request.method == "POST" else None
    except (KeyError, ValueError):
        return None
