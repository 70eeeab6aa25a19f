"""Addresses of coming in and of one's own account."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from leitplanke.web.accounts import account, joining, views

app_name = "accounts"
urlpatterns = [
    path("einrichten/<str:secret>", views.set_up, name="set-up"),
    path("anmelden", views.SignIn.as_view(), name="sign-in"),
    path("abmelden", LogoutView.as_view(), name="sign-out"),
    path("einladung/<str:secret>", joining.join, name="join"),
    path("passwort/<str:secret>", joining.set_password, name="set-password"),
    path("konto", account.show, name="account"),
    path("organisation/wechseln", account.switch, name="switch"),
]
