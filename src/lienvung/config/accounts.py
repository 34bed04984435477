"""Sign-in, sign-out and change of password; no sign-up and no e-mail pages exist."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("dang-nhap/", views.login, name="account_login"),
    path("dang-xuat/", views.logout, name="account_logout"),
    path("xac-nhan-lai/", views.reauthenticate, name="account_reauthenticate"),
    path("ngung-dung/", views.account_inactive, name="account_inactive"),
    path("mat-khau/", views.password_change, name="account_change_password"),
]
