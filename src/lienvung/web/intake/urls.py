"""Addresses of the intake pages."""

from django.urls import path

from lienvung.web.intake import (
    approval,
    drafts,
    erasure,
    papers,
    progress,
    register_exports,
    register_imports,
    retirement,
    tables,
    taking_back,
)

app_name = "intake"

urlpatterns = [
    path("so-hoa/", papers.queue, name="queue"),
    path("so-hoa/<uuid:paper>/", papers.review, name="review"),
    path("so-hoa/<uuid:paper>/doc-lai/", papers.read_again, name="read-again"),
    path("so-hoa/<uuid:paper>/tep", papers.original, name="original"),
    path("so-hoa/<uuid:paper>/trang/<int:page>.png", papers.page_image, name="page-image"),
    path("so-hoa/<uuid:paper>/van-ban/", papers.header, name="header"),
    path("so-hoa/<uuid:paper>/ve/", drafts.draw, name="draw"),
    path("so-hoa/<uuid:paper>/trinh/", papers.submit, name="submit"),
    path("so-hoa/<uuid:paper>/chap-thuan/", progress.accept_all, name="accept-all"),
    path("so-hoa/de-xuat/<uuid:draft>/", drafts.act, name="draft"),
    path("duyet/", approval.waiting, name="approvals"),
    path("duyet/<uuid:submission>/", approval.submission, name="approval"),
    path("duyet/<uuid:submission>/rut-lai/", taking_back.take_back, name="take-back"),
    path("duyet/bo/<uuid:draft>/", taking_back.drop, name="drop"),
    path("nhap-bang/", tables.bring, name="tables"),
    path("nhap-bang/<uuid:table>/", tables.preview, name="table"),
    path("nhap-bang/<uuid:table>/ghi/", tables.write, name="table-write"),
    path("cam-ket/<slug:key>/tien-do/", progress.report, name="progress"),
    path("cam-ket/<slug:key>/chap-thuan/", progress.accept, name="accept"),
    path("bao-cao-tien-do/<slug:key>/tra-loi/", progress.respond, name="respond"),
    path("so/<slug:register>/nhap/", register_imports.bring, name="imports"),
    path("so/<slug:register>/nhap/<uuid:imported>/", register_imports.preview, name="import"),
    path("so/<slug:register>/nhap/<uuid:imported>/ghi/", register_imports.write, name="import-write"),
    path("so/<slug:register>/nhap/<uuid:imported>/ten/", register_imports.say_names, name="import-names"),
    path("so/<slug:register>/nhap/<uuid:imported>/bo/", register_imports.set_aside, name="import-aside"),
    path("so/<slug:register>/nhap/<uuid:imported>/hang-sai.xlsx", register_imports.wrong_file, name="import-wrong"),
    path("so/<slug:register>/xuat/", register_exports.choose, name="exports"),
    path("so/<slug:register>/xuat/<slug:form>/", register_exports.export, name="export"),
    path("so/<slug:register>/tu-dien.docx", register_exports.dictionary_document, name="dictionary-docx"),
    path("so/<slug:register>/tu-dien.xlsx", register_exports.dictionary_workbook, name="dictionary-xlsx"),
    path("so/<slug:register>/<slug:key>/rut/", retirement.retire, name="retire"),
    path("so/<slug:register>/<slug:key>/khoi-phuc/", retirement.restore, name="restore"),
    path("so/<slug:register>/<slug:key>/xoa-ca-nhan/", erasure.erase, name="erase"),
]
