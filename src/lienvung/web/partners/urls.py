"""Addresses of partners and agreements."""

from django.urls import path

from lienvung.web.partners import agreements, contacts, evidence, introduction, ledger, offers, trial

app_name = "partners"

urlpatterns = [
    path("ket-noi/tu-gioi-thieu/", introduction.introduction, name="introduction"),
    path("ket-noi/tu-gioi-thieu/node.json", introduction.node_json, name="node-json"),
    path("ket-noi/them/", contacts.meet, name="meet"),
    path("ket-noi/them/doi-chieu/", contacts.compare, name="compare"),
    path("ket-noi/ben/<slug:name>/", contacts.contact, name="contact"),
    path("ket-noi/ben/<slug:name>/kiem-tra/", trial.trial, name="trial"),
    path("ket-noi/ben/<slug:name>/nhan-thay-doi/", offers.take, name="take-offer"),
    path("ket-noi/da-trao/", ledger.ledger, name="ledger"),
    path("ket-noi/da-trao.csv", ledger.ledger_csv, name="ledger-csv"),
    path("ket-noi/bang-chung/<int:evidence>.json", evidence.evidence_file, name="evidence-file"),
    path("ket-noi/bang-chung/<int:evidence>/nhan-tiep/", evidence.resume, name="resume"),
    path("thoa-thuan/", agreements.agreements, name="agreements"),
    path("thoa-thuan/moi/", agreements.write, name="new-draft"),
    path("thoa-thuan/ban-thao/<uuid:draft>/", agreements.write, name="draft"),
    path("thoa-thuan/ban-thao/<uuid:draft>/xem/", agreements.preview, name="preview"),
    path("thoa-thuan/<slug:of>/", agreements.agreement, name="agreement"),
]
