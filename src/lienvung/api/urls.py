"""Addresses of what programmes read beside the JSON interface."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from lienvung.api import catalogue, exports, features, works
from lienvung.api.problems import problem

app_name = "open"


def nothing_here(request: HttpRequest, **_: Any) -> HttpResponse:
    """Answer in the words of a programme, also where no address is."""
    return problem(HTTPStatus.NOT_FOUND)


urlpatterns = [
    path("features/", features.landing_page, name="features"),
    path("features/conformance", features.conformance, name="feature-conformance"),
    path("features/api", features.interface, name="feature-interface"),
    path("features/collections", features.collections, name="feature-collections"),
    path("features/collections/<slug:register>", features.collection, name="feature-collection"),
    path("features/collections/<slug:register>/schema", features.schema, name="feature-schema"),
    path("features/collections/<slug:register>/items", features.items, name="feature-items"),
    path("features/collections/<slug:register>/items/<slug:key>", features.item, name="feature"),
    path("dcat.jsonld", catalogue.dcat, name="catalogue"),
    path("catalogue.csv", catalogue.table_csv, name="catalogue-csv"),
    path("catalogue.xlsx", catalogue.table_xlsx, name="catalogue-xlsx"),
    path("oc4ids.json", works.oc4ids, name="works"),
    path("v1/registers/<slug:register>/file.<slug:form>", exports.export, name="export"),
    re_path("", nothing_here, name="nothing-here"),
]
