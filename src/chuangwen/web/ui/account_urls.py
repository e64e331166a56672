"""Signing in and out, passwords, second factor: allauth's views, only those that staff need."""

from allauth.account import views as account
from django.urls import include, path

from chuangwen.web.ui.accounts import after_login

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("home/", after_login, name="after_login"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("logout/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", include("allauth.mfa.urls")),
]
