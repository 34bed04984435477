"""Addresses of what programmes read beside the JSON interface."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import re_path

from lienvung.api.problems import problem

app_name = "open"


def nothing_here(request: HttpRequest, **_: Any) -> HttpResponse:
    """Answer in the words of a programme, also where no address is."""
    return problem(HTTPStatus.NOT_FOUND)


urlpatterns = [re_path("", nothing_here, name="nothing-here")]
