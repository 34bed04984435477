"""Which address belongs to which face."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.i18n import set_language

from lienvung.config import accounts

urlpatterns = [
    path("", include("lienvung.web.intake.urls")),
    path("tai-khoan/", include(accounts)),
    path("ngon-ngu/", set_language, name="set_language"),
]

# Wave 1 only: faces that have landed.
if find_spec("lienvung.web.urls"):
    urlpatterns.append(path("", include("lienvung.web.urls")))
if find_spec("lienvung.api") and find_spec("lienvung.api.read"):
    from lienvung.api.read import api

    urlpatterns.append(path("api/v1/", api.urls))
if find_spec("lienvung.api") and find_spec("lienvung.api.exchange"):
    urlpatterns.append(path("lienvung/v1/", include("lienvung.api.exchange")))
