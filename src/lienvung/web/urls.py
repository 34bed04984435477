"""Addresses of the pages."""

from django.urls import path

from lienvung.web.intake import register_exports
from lienvung.web.pages import (
    bundles,
    certificates,
    connections,
    decisions,
    dissolved,
    follow,
    hand_overs,
    missing,
    open_data,
    papers,
    proposals,
    registers,
    reports,
)
from lienvung.web.registers import one_record, showing

app_name = "web"

urlpatterns = [
    path("", follow.overview, name="overview"),
    path("chuong-trinh/", follow.programmes, name="programmes"),
    path("chuong-trinh/<slug:key>/", follow.programme, name="programme"),
    path("chuong-trinh/<slug:key>/giay-chung-nhan/", certificates.programme_certificate, name="programme-certificate"),
    path(
        "chuong-trinh/<slug:key>/giay-chung-nhan.zip",
        certificates.programme_certificate_file,
        name="programme-certificate-file",
    ),
    path("cam-ket/", follow.commitments, name="commitments"),
    path("cam-ket/<slug:key>/", follow.commitment, name="commitment"),
    path("don-vi-giai-the/", dissolved.dissolved, name="dissolved"),
    path("don-vi-giai-the/<slug:key>/", dissolved.dissolved_unit, name="dissolved-unit"),
    path("van-ban/", papers.documents, name="documents"),
    path("van-ban/<slug:key>/", papers.document, name="document"),
    path("van-ban/<slug:key>/tep", papers.document_file, name="document-file"),
    path("van-ban/<slug:key>/doan/", papers.document_text, name="document-text"),
    path("tep/<slug:sha256>", papers.blob, name="blob"),
    path("du-lieu-mo/", open_data.open_data, name="open-data"),
    path("du-lieu-mo/khoa/", open_data.keys, name="api-keys"),
    path("so/", registers.registers, name="registers"),
    path("so/<slug:register>/", showing.register, name="register"),
    path("so/<slug:register>.csv", register_exports.export, {"form": "csv"}, name="register-csv"),
    path("so/<slug:register>/<slug:key>/", one_record.record, name="record"),
    path(
        "so/<slug:register>/<slug:key>/giay-chung-nhan/", certificates.record_certificate, name="record-certificate"
    ),
    path(
        "so/<slug:register>/<slug:key>/giay-chung-nhan.zip",
        certificates.record_certificate_file,
        name="record-certificate-file",
    ),
    path("so/<slug:register>/<slug:key>/trang.png", papers.record_page, name="record-page"),
    path("ket-noi/", connections.connections, name="connections"),
    path("ket-noi/ben/<slug:name>/con-thieu/", missing.missing, name="missing"),
    path("ket-noi/nhan-ve/", connections.pull_now, name="pull"),
    path("ban-giao/", hand_overs.hand_overs_page, name="hand-overs"),
    path("ket-noi/goi-tin/", bundles.bundles, name="bundles"),
    path("ket-noi/goi-tin/lap/", bundles.export, name="bundle-export"),
    path("ket-noi/goi-tin/tai-len/", bundles.upload, name="bundle-upload"),
    path("ket-noi/goi-tin/<slug:partner>/<uuid:bundle>.zip", bundles.bundle_file, name="bundle-file"),
    path("ket-noi/goi-tin/<uuid:bundle>/", bundles.bundle, name="bundle"),
    path("quyet-dinh/", decisions.decisions, name="decisions"),
    path("quyet-dinh/<uuid:decision>/", decisions.decision, name="decision"),
    path("quyet-dinh/<uuid:decision>/rut-lai/", decisions.take_back, name="decision-take-back"),
    path("de-nghi/", proposals.proposals, name="proposals"),
    path("de-nghi/<slug:key>/", proposals.proposal, name="proposal"),
    path("de-nghi/sua/<slug:register>/<slug:key>/", proposals.propose, name="propose"),
    path("de-nghi/thoi-han/<slug:key>/", proposals.propose_deadline, name="propose-deadline"),
    path("thay-doi/", registers.changes, name="changes"),
    path("bao-cao/", reports.reports, name="reports"),
    path("bao-cao/<slug:programme>/so-ket.docx", reports.review_report, name="review-report"),
    path("bao-cao/<slug:programme>/to-trinh-lanh-dao/", reports.sheet, name="sheet"),
    path("bao-cao/<slug:programme>/to-trinh-lanh-dao.docx", reports.sheet_file, name="sheet-file"),
    path("bao-cao/<slug:programme>/chot-so-lieu/", reports.freeze, name="freeze"),
    path("bao-cao/<slug:programme>/co-quan/<int:index>.xlsx", reports.agency_file, name="agency-file"),
]
