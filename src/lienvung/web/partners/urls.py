"""Addresses of partners and agreements."""

from django.urls import path

from lienvung.web.partners import agreements, contacts, introduction

app_name = "partners"

urlpatterns = [
    path("ket-noi/tu-gioi-thieu/", introduction.introduction, name="introduction"),
    path("ket-noi/tu-gioi-thieu/node.json", introduction.node_json, name="node-json"),
    path("ket-noi/them/", contacts.meet, name="meet"),
    path("ket-noi/them/doi-chieu/", contacts.compare, name="compare"),
    path("ket-noi/ben/<slug:name>/", contacts.contact, name="contact"),
    path("thoa-thuan/", agreements.agreements, name="agreements"),
    path("thoa-thuan/moi/", agreements.write, name="new-draft"),
    path("thoa-thuan/ban-thao/<uuid:draft>/", agreements.write, name="draft"),
    path("thoa-thuan/ban-thao/<uuid:draft>/xem/", agreements.preview, name="preview"),
    path("thoa-thuan/<slug:of>/", agreements.agreement, name="agreement"),
]
