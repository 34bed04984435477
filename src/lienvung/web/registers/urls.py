"""Addresses of the register pages that write; they stand below those that show (`web.urls`)."""

from django.urls import path

from lienvung.web.registers import adding, editing, merging, undoing

app_name = "registers"

urlpatterns = [
    path("so/them/", adding.add, name="add"),
    path("so/<slug:register>/moi/", editing.create, name="create"),
    path("so/<slug:register>/chon/<slug:field>/", editing.offers, name="offers"),
    path("so/<slug:register>/<slug:key>/sua/", editing.change, name="change"),
    path("so/<slug:register>/<slug:key>/hoan-tac/", undoing.undo, name="undo"),
    path("so/<slug:register>/<slug:key>/nhap-vao/", merging.merge, name="merge"),
]
