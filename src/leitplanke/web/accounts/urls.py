"""Addresses of coming in."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from leitplanke.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("einrichten/<str:secret>", views.set_up, name="set-up"),
    path("anmelden", views.SignIn.as_view(), name="sign-in"),
    path("abmelden", LogoutView.as_view(), name="sign-out"),
]
