"""What holds for every address below /api/: read-only, judged, counted, with an ETag, refusals in words.

Answers that were made with a stranger's eyes may be read by the pages of any site (CORS); no other may.
"""

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from lienvung.api import problems
from lienvung.api.problems import Refused, problem
from lienvung.api.visitor import CHALLENGE, identify, may_read
from lienvung.core.errors import LienVungError

PREFIX = "/api/"
_METHODS = ("GET", "HEAD", "OPTIONS")
_ALLOW = {"Allow": ", ".join(_METHODS)}
_SEEN_BY_SCRIPTS = "Content-Crs, ETag, Link, Retry-After"


class ApiGate:
    """Let requests for data in, and give every answer below /api/ the form that programmes expect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        asked = request.method
        try:
            response = self._answer(request)
        except Refused as refusal:
            response = refusal.response()
        patch_vary_headers(response, ("Accept", "Authorization", "Cookie"))
        return _without_body(response) if asked == "HEAD" else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn what a view below /api/ refused into words; what broke stays broken."""
        if isinstance(exception, Refused):
            return exception.response()
        if isinstance(exception, LienVungError) and request.path.startswith(PREFIX):
            return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(exception), exception.code)
        return None

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _shared(HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_ALLOW))
        if request.method not in _METHODS:
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, headers=_ALLOW)
        request.method = "GET"
        identify(request)
        is_open = not may_read(request)
        response = _in_words(request, self.get_response(request))
        patch_vary_headers(response, ("Accept", "Authorization", "Cookie"))
        response["Cache-Control"] = "public, no-cache" if is_open else "private, no-cache"
        return _shared(response) if is_open else response


def _in_words(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return the answer with an ETag, or the refusal as a problem."""
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        return response if response["Content-Type"] == problems.MEDIA_TYPE else _as_problem(response)
    if response.status_code != HTTPStatus.OK:
        return response
    if not _accepts(request, response["Content-Type"].partition(";")[0]):
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, response["Content-Type"])
    if "ETag" not in response and not response.streaming:
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response.get("ETag"), response=response)


def _as_problem(response: HttpResponseBase) -> HttpResponse:
    status = HTTPStatus(response.status_code)
    return problem(status, headers=CHALLENGE if status is HTTPStatus.UNAUTHORIZED else None)


def _accepts(request: HttpRequest, media_type: str) -> bool:
    # Every kind of JSON is JSON to a programme that asked for no more than that.
    return request.accepts(media_type) or (media_type.endswith("json") and request.accepts("application/json"))


def _shared(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = _SEEN_BY_SCRIPTS
    return response


def _without_body(response: HttpResponseBase) -> HttpResponse:
    """Return the answer to HEAD: everything but the body."""
    bare = HttpResponse(status=response.status_code, headers=dict(response.headers))
    if not response.streaming:
        bare["Content-Length"] = str(len(response.content))
    response.close()
    return bare
