"""Which address belongs to which face."""

from django.urls import include, path
from django.views.i18n import set_language

from lienvung.api.read import api
from lienvung.config import accounts

# The intake pages come first: /cam-ket/<key>/tien-do/ and their like stand below pages of the web.
urlpatterns = [
    path("", include("lienvung.web.intake.urls")),
    path("", include("lienvung.web.map.urls")),
    path("", include("lienvung.web.oversight.urls")),
    path("", include("lienvung.web.partners.urls")),
    path("", include("lienvung.web.registers.urls")),
    path("", include("lienvung.web.units.urls")),
    path("", include("lienvung.web.urls")),
    path("api/v1/", api.urls),
    path("api/", include("lienvung.api.urls")),
    path("lienvung/v1/", include("lienvung.api.exchange")),
    path("tai-khoan/", include(accounts)),
    path("ngon-ngu/", set_language, name="set_language"),
]
